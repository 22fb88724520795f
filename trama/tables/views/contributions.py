"""Contributions as everybody reads them: the list, one of them, its attachment, the open data."""

import io

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from trama.core.pages import LongPaginator
from trama.ledger.formats.delimited import write_csv
from trama.ledger.http import send_document
from trama.ledger.models import DocumentStatus
from trama.ledger.queries import timeline
from trama.tables.forms.contributions import FilterForm
from trama.tables.lifecycle.contributions import OPEN
from trama.tables.lifecycle.paths import GATHERING
from trama.tables.models import Contribution, ParticipantStatus
from trama.tables.permissions.contributions import (
    body_in,
    may_act_for,
    may_amend,
    may_tie,
)
from trama.tables.permissions.paths import may_run
from trama.tables.queries import contributions as queries
from trama.tables.views.doors import path_of


@login_not_required
@require_safe
def contribution_list(request: HttpRequest, code: str) -> HttpResponse:
    path = path_of(request, code)
    mine = body_in(request.user, path)
    form = FilterForm(path, mine, request.GET)
    found = queries.listed(path, form.wanted)
    page = LongPaginator(found, queries.ON_A_PAGE).get_page(request.GET.get("pagina"))
    context = {
        "path": path,
        "tally": queries.tally(path.contributions.all()),
        "form": form,
        "page": page,
        "rows": queries.rows_of(list(page)),
        "mine": mine,
        "is_active": mine is not None and mine.status == ParticipantStatus.ACTIVE,
        "is_open": path.status in GATHERING,
        "may_run": may_run(request.user, path),
    }
    return render(request, "tables/contributions.html", context)


@login_not_required
@require_safe
def contribution_page(request: HttpRequest, code: str, number: int) -> HttpResponse:
    contribution = contribution_of(request, code, number)
    path = contribution.path
    mine = body_in(request.user, path)
    whole = queries.whole(contribution)
    gathers = path.status in GATHERING
    is_open = contribution.status in OPEN and gathers
    is_active = mine is not None and mine.status == ParticipantStatus.ACTIVE
    context = {
        "path": path,
        "contribution": contribution,
        "whole": whole,
        "story": timeline(path.dossier, public=True, subject=contribution),
        "gone": mine if mine and not is_active else None,
        "may_speak": is_open and is_active and mine not in contribution.authors.all(),
        "may_object": gathers and is_active,
        "may_amend": is_open and may_amend(request.user, contribution),
        "may_act_for": is_open and may_act_for(request.user, contribution),
        "may_decide": gathers
        and contribution.status in contribution.MOVES
        and may_run(request.user, path),
        "may_tie": gathers and may_tie(request.user, contribution),
        "is_readable": is_readable(contribution),
    }
    return render(request, "tables/contribution.html", context)


def contribution_of(request: HttpRequest, code: str, number: int) -> Contribution:
    path = path_of(request, code)
    rows = Contribution.objects.select_related(
        "table", "meeting", "merged_into", "objects_to", "attachment"
    ).prefetch_related("authors", "themes", queries.NAMES_OF_ZONES)
    found = get_object_or_404(rows.defer("search"), path=path, number=number)
    found.path = path
    return found


def is_readable(contribution: Contribution) -> bool:
    """Its attachment has been opened by the worker, and nothing was wrong."""
    attachment = contribution.attachment
    return attachment is not None and attachment.status == DocumentStatus.CHECKED


@login_not_required
@require_safe
def attachment(request: HttpRequest, code: str, number: int) -> HttpResponse | FileResponse:
    contribution = contribution_of(request, code, number)
    if contribution.attachment is None or not is_readable(contribution):
        raise Http404
    return send_document(contribution.attachment)


@login_not_required
@require_safe
def contributions_csv(request: HttpRequest, code: str) -> HttpResponse:
    """UTF-8 with its mark, so that spreadsheets read the accents; formulas neutralised."""
    path = path_of(request, code)
    text = io.StringIO(newline="")
    write_csv(queries.csv_rows(path, settings.BASE_URL), text)
    response = HttpResponse(
        text.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{path.code}-contributi.csv"'
    return response
