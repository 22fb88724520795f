"""Paths as everybody reads them: the list, one of them, its tables, its calendar."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from trama.core import clock
from trama.core.pages import LongPaginator
from trama.ledger.queries import timeline
from trama.mailbox.formats.calendar import MEDIA_TYPE, write_calendar
from trama.tables.permissions.paths import may_facilitate, may_run, participant_of
from trama.tables.queries import meetings, paths
from trama.tables.views.doors import path_of, table_of

ON_A_PAGE = 20
BODIES_ON_A_PAGE = 40


@login_not_required
@require_safe
def path_list(request: HttpRequest) -> HttpResponse:
    page = Paginator(paths.paths(), ON_A_PAGE).get_page(request.GET.get("pagina"))
    rows = [(path, paths.badge_of(path)) for path in page]
    return render(request, "tables/paths.html", {"page": page, "rows": rows})


@login_not_required
@require_safe
def path_page(request: HttpRequest, code: str) -> HttpResponse:
    """Words first: what it is, at what step, who takes part, what happens next."""
    path = path_of(request, code)
    context = {
        "path": path,
        "badge": paths.badge_of(path),
        "timeline": paths.timeline_of(path),
        "next": paths.next_sentence(path),
        "sentence": paths.taking_part_words(path),
        "admitted": LongPaginator(paths.admitted_to(path), BODIES_ON_A_PAGE).get_page(
            request.GET.get("partecipanti")
        ),
        "participants": paths.others_of(path),
        "tables": paths.tables_of(path),
        "upcoming": list(meetings.upcoming(path)[:20]),
        "past": list(meetings.past(path)[:60]),
        "story": timeline(path.dossier, public=True, limit=20),
        "mine": participant_of(request.user, path),
        "may_run": may_run(request.user, path),
        "now": clock.now(),
    }
    return render(request, "tables/path.html", context)


@login_not_required
@require_safe
def table_page(request: HttpRequest, code: str, table_uid: UUID) -> HttpResponse:
    table = table_of(request, code, table_uid)
    context = {
        "path": table.path,
        "table": table,
        "members": list(table.members.order_by("name", "pk")),
        "meetings": list(meetings.of_path(table.path).filter(table=table).order_by("-starts_at")),
        "may_facilitate": may_facilitate(request.user, table),
        "may_run": may_run(request.user, table.path),
    }
    return render(request, "tables/table.html", context)


@login_not_required
@require_safe
def calendar_feed(request: HttpRequest, code: str) -> HttpResponse:
    """For programs of calendars, that do not sign in: without the address to connect."""
    path = path_of(request, code)
    content = write_calendar(path.title, meetings.calendar_entries(path))
    return calendar_response(content, f"{path.code}.ics")


def calendar_response(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=MEDIA_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
