"""Contributions as everybody reads them: the list, one of them, its attachment, the open data."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from trama.accounts.models import User
from trama.core.keeping import nobody
from trama.core.pages import LongPaginator
from trama.ledger.http import send_csv, send_document
from trama.ledger.models import DocumentStatus
from trama.ledger.queries import timeline
from trama.tables.forms.contributions import FilterForm
from trama.tables.lifecycle.contributions import OPEN
from trama.tables.lifecycle.paths import GATHERING
from trama.tables.models import Contribution, Participant, ParticipantStatus
from trama.tables.permissions.contributions import body_in, is_author, may_act_for
from trama.tables.permissions.paths import AnyUser, may_run
from trama.tables.queries import contributions as queries
from trama.tables.views.doors import path_of
from trama.tables.views.reading import Reading, page_asked, reading


@login_not_required
@require_safe
def contribution_list(request: HttpRequest, code: str) -> HttpResponse:
    path = path_of(request, code)
    read = reading(path)
    mine = body_in(request.user, path)
    form = FilterForm(read.keep(lambda: queries.offers(path), "offers"), mine, request.GET)
    number = page_asked(request, "pagina")
    tally = read.keep(lambda: queries.tally(path.contributions.all()), "tally")

    def text() -> SafeString:
        page = LongPaginator(queries.listed(path, form.wanted), queries.ON_A_PAGE).get_page(number)
        found = {"tally": tally, "form": form, "page": page, "rows": queries.rows_of(page)}
        asked = nobody(request.path, form.address)
        return read.drawn("tables/_contributions_list.html", found, asked)

    asked = (request.path, form.address, number, mine is not None, form.wanted.author)
    store = "searches" if form.wanted.words else "paths"
    context = {
        "path": path,
        "tally": tally,
        "text": read.keep(text, "contributions", *asked, store=store),
        "mine": mine,
        "is_active": mine is not None and mine.status == ParticipantStatus.ACTIVE,
        "is_open": path.status in GATHERING,
        "may_run": may_run(request.user, path),
    }
    return render(request, "tables/contributions.html", context)


@login_not_required
@require_safe
def contribution_page(request: HttpRequest, code: str, number: int) -> HttpResponse:
    path = path_of(request, code)
    read = reading(path)
    rows = Contribution.objects.select_related("table").defer("search")
    contribution = get_object_or_404(rows, path=path, number=number)
    contribution.path = path
    mine = body_in(request.user, path)
    gathers = path.status in GATHERING
    is_active = mine is not None and mine.status == ParticipantStatus.ACTIVE
    context = {
        "path": path,
        "contribution": contribution,
        "read": read.keep(lambda: _everybodys(read, number), "contribution", contribution),
        "gone": mine if mine and not is_active else None,
        "may_object": gathers and is_active,
        "may_decide": gathers
        and contribution.status in contribution.MOVES
        and may_run(request.user, path),
        **_acts(request.user, contribution, mine if gathers and is_active else None),
    }
    return render(request, "tables/contribution.html", context)


def _everybodys(read: Reading, number: int) -> dict[str, Any]:
    """What is the same for whoever reads the page."""
    contribution = get_object_or_404(_read_whole(), path=read.path, number=number)
    contribution.path = read.path
    values = {
        "contribution": contribution,
        "whole": queries.whole(contribution),
        "story": timeline(read.path.dossier, public=True, subject=contribution),
        "is_readable": is_readable(contribution),
    }
    return {
        "head": read.drawn("tables/_contribution_head.html", values),
        "text": read.drawn("tables/_contribution_text.html", values),
    }


def _acts(
    user: AnyUser, contribution: Contribution, speaking: Participant | None
) -> dict[str, bool]:
    """What whoever reads may do of it now, besides an outcome: `speaking`, for a body."""
    if not isinstance(user, User) or contribution.path.status not in GATHERING:
        return {}
    is_open = contribution.status in OPEN
    writes_for = may_act_for(user, contribution)
    wrote = is_author(user, contribution)
    return {
        "may_speak": is_open and speaking is not None and not wrote,
        "may_amend": is_open and (wrote or (contribution.acted_for and writes_for)),
        "may_act_for": is_open and writes_for,
        "may_tie": wrote or may_run(user, contribution.path),
    }


def _read_whole() -> QuerySet[Contribution]:
    """With what the page of one shows."""
    return (
        Contribution.objects.select_related(
            "table", "meeting", "merged_into", "objects_to", "attachment"
        )
        .prefetch_related("authors", "themes", queries.NAMES_OF_ZONES)
        .defer("search")
    )


def contribution_of(request: HttpRequest, code: str, number: int) -> Contribution:
    path = path_of(request, code)
    found = get_object_or_404(_read_whole(), path=path, number=number)
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
    path = path_of(request, code)
    return send_csv(queries.csv_rows(path, settings.BASE_URL), f"{path.code}-contributi.csv")
