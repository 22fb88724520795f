"""Paths as everybody reads them: the list, one of them, its tables, its calendar."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from trama.core.pages import LongPaginator
from trama.ledger.queries import timeline
from trama.mailbox.formats.calendar import MEDIA_TYPE, write_calendar
from trama.tables.lifecycle.paths import GATHERING, OVER
from trama.tables.models import ParticipantStatus
from trama.tables.permissions.contributions import body_in
from trama.tables.permissions.ground import may_tend
from trama.tables.permissions.paths import may_facilitate, may_run
from trama.tables.queries import meetings, paths
from trama.tables.queries.waiting import waiting_for
from trama.tables.views.doors import path_of, table_of
from trama.tables.views.reading import Reading, page_asked, reading

ON_A_PAGE = 20
BODIES_ON_A_PAGE = 40
MEETINGS_ON_A_PAGE = 10
UPCOMING = 20


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
    asked = [page_asked(request, name) for name in ("partecipanti", "incontri")]
    read = reading(path)
    gathers = path.status in GATHERING
    body = body_in(request.user, path)
    mine = body if body and body.status == ParticipantStatus.ACTIVE else None
    context = {
        "path": path,
        "badge": paths.badge_of(path),
        "read": read.keep(lambda: _everybodys(read, *asked), "path", *asked),
        "mine": mine,
        "gone": None if mine else body,
        "waiting": waiting_for(mine, path, read.now) if mine else [],
        "may_run": may_run(request.user, path),
        "may_tend": gathers and may_tend(request.user, path),
        "gathers": gathers,
    }
    return render(request, "tables/path.html", context)


def _everybodys(read: Reading, bodies: str, held: str) -> dict[str, str]:
    """What is the same for whoever reads the page."""
    path = read.path
    text = {
        "sentence": paths.taking_part_words(path),
        "admitted": LongPaginator(paths.admitted_to(path), BODIES_ON_A_PAGE).get_page(bodies),
        "participants": paths.others_of(path),
        "upcoming": list(meetings.upcoming(path)[:UPCOMING]),
        "past": LongPaginator(meetings.past(path), MEETINGS_ON_A_PAGE).get_page(held),
        "story": timeline(path.dossier, public=True, limit=20),
        "is_over": path.status in OVER,
    }
    phases = {"timeline": paths.timeline_of(path), "vertical": False}
    return {
        "next": paths.next_sentence(path),
        "phases": read.drawn("components/timeline.html", phases),
        "text": read.drawn("tables/_path_text.html", text),
        "aside": read.drawn("tables/_path_aside.html", {"tables": paths.tables_of(path)}),
    }


@login_not_required
@require_safe
def table_page(request: HttpRequest, code: str, table_uid: UUID) -> HttpResponse:
    table = table_of(request, code, table_uid)
    asked = page_asked(request, "incontri")
    read = reading(table.path)

    def text() -> dict[str, Any]:
        held = meetings.of_path(table.path).filter(table=table).order_by("-starts_at", "-pk")
        return {
            "table": table,
            "members": list(table.members.order_by("name", "pk")),
            "meetings": LongPaginator(held, MEETINGS_ON_A_PAGE).get_page(asked),
        }

    context = {
        "path": table.path,
        "table": table,
        "text": read.draw("tables/_table_text.html", text, table, asked),
        "may_facilitate": may_facilitate(request.user, table),
        "may_run": may_run(request.user, table.path),
        "is_open": table.path.status in GATHERING,
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
