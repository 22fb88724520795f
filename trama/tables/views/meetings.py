"""A meeting: for everybody, for whoever takes part, for whoever leads it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from trama.core.deadlines import day_of
from trama.core.pages import LongPaginator
from trama.core.ui import Badge, Bar
from trama.mailbox.formats.calendar import write_calendar
from trama.tables.lifecycle.attendance import OPEN_LIST
from trama.tables.lifecycle.paths import GATHERING
from trama.tables.models import UNDER_WAY, Invitation, Meeting, MeetingStatus, Participant
from trama.tables.permissions.paths import (
    is_inside,
    may_facilitate,
    may_minute,
    may_run,
    may_see_balance,
    participant_of,
    was_there,
)
from trama.tables.queries.actions import actions_of, parked
from trama.tables.queries.meetings import (
    access_words,
    entry_of,
    has_answered,
    owing_minutes,
    presence,
    slots,
    survey_of,
)
from trama.tables.queries.paths import balance
from trama.tables.views.doors import meeting_of
from trama.tables.views.paths import calendar_response
from trama.tables.views.reading import Reading, reading

INVITATIONS_ON_A_PAGE = 15


@login_not_required
@require_safe
def meeting_page(request: HttpRequest, code: str, meeting_uid: UUID) -> HttpResponse:
    meeting = meeting_of(request, code, meeting_uid)
    path = meeting.table.path
    read = reading(path)
    mine = participant_of(request.user, path)
    inside = mine is not None or is_inside(request.user, path)
    context = {
        "path": path,
        "table": meeting.table,
        "meeting": meeting,
        "badge": badge_of(meeting),
        "read": read.keep(
            lambda: _everybodys(read, meeting, inside=inside), "meeting", meeting, inside
        ),
        "inside": inside,
        "now": read.now,
        "is_today": day_of(read.now) == day_of(meeting.starts_at),
        "may_speak": is_under_way(meeting, read.now)
        and path.status in GATHERING
        and may_minute(request.user, meeting.table),
        **(_mine(request, meeting, mine) if inside else {}),
        **_led(request, meeting, read),
    }
    return render(request, "tables/meeting.html", context)


def is_under_way(meeting: Meeting, now: datetime) -> bool:
    """It has begun: from here on one writes what happens in it."""
    return meeting.starts_at <= now and meeting.status != MeetingStatus.CANCELLED


def _everybodys(read: Reading, meeting: Meeting, *, inside: bool) -> dict[str, Any]:
    """What is the same for whoever reads the page; `inside`, for whoever takes part."""
    survey = survey_of(meeting, read.now)
    aside = {
        "meeting": meeting,
        "inside": inside,
        "slots": slots(meeting),
        "access": access_words(meeting),
        "presence": presence(meeting),
    }
    actions = {"meeting": meeting, "actions": actions_of(meeting, day_of(read.now))}
    return {
        "contributions": read.drawn("tables/_meeting_text.html", {"meeting": meeting}),
        "actions": read.drawn("tables/_actions.html", actions),
        "survey": read.drawn("tables/_survey_results.html", {"survey": survey}),
        "open_until": survey.open_until,
        "answers": survey.count,
        "is_answered": not survey.why_hidden,
        "aside": read.drawn("tables/_meeting_aside.html", aside),
    }


def badge_of(meeting: Meeting) -> Badge:
    if meeting.status == MeetingStatus.CANCELLED:
        return Badge(meeting.get_status_display(), "stop")
    if meeting.status == MeetingStatus.PUBLISHED:
        return Badge(meeting.get_status_display(), "done")
    return Badge(meeting.get_status_display(), "now")


def _mine(request: HttpRequest, meeting: Meeting, body: Participant | None) -> dict[str, Any]:
    """What a body that takes part finds here of its own."""
    invited = Invitation.objects.filter(meeting=meeting, participant=body)
    there = was_there(request.user, meeting)
    return {
        "mine": body,
        "invitation": invited.first() if body else None,
        "attendance": there,
        "is_asked": there is not None and not has_answered(there),
    }


def _led(request: HttpRequest, meeting: Meeting, read: Reading) -> dict[str, Any]:
    """The kit of whoever leads: ground rules, parked issues; the balance, theirs alone."""
    table = meeting.table
    if not may_facilitate(request.user, table):
        return {"may_facilitate": False, "is_led": False}
    has_begun = is_under_way(meeting, read.now)
    waiting, ended_here = parked(meeting)
    context: dict[str, Any] = {
        "may_facilitate": True,
        "is_led": meeting.status in OPEN_LIST,
        "may_run": may_run(request.user, table.path),
        "has_begun": has_begun,
        "is_open": table.path.status in UNDER_WAY,
        "owes_minutes": not has_begun
        and not meeting.without_minutes
        and owing_minutes(table, read.now) is not None,
        "is_convened": meeting.status == MeetingStatus.CONVENED,
        "actions": actions_of(meeting, day_of(read.now)),
        "parked": waiting,
        "parked_here": ended_here,
        "invitations": LongPaginator(
            meeting.invitations.select_related("participant").order_by("participant__name", "pk"),
            INVITATIONS_ON_A_PAGE,
        ).get_page(request.GET.get("inviti")),
    }
    if may_see_balance(request.user, table):
        context["balance"] = read.draw("tables/_balance.html", lambda: _balance(meeting), table)
    return context


def _balance(meeting: Meeting) -> dict[str, Any]:
    rows, silent = balance(meeting.table)

    def bars(column: str) -> list[Bar]:
        return [Bar(row.label, f"{getattr(row, column)}%", getattr(row, column)) for row in rows]

    return {
        "floor": bars("floor"),
        "contributions": bars("contributions"),
        "decisions": bars("decisions"),
        "silent": silent,
    }


@login_not_required
@require_safe
def meeting_file(request: HttpRequest, code: str, meeting_uid: UUID) -> HttpResponse:
    """For one's calendar; with the address to connect for whoever takes part."""
    meeting = meeting_of(request, code, meeting_uid)
    inside = is_inside(request.user, meeting.table.path)
    entry = entry_of(meeting, meeting.agenda.all(), inside=inside)
    content = write_calendar(meeting.table.path.title, [entry])
    response = calendar_response(content, "incontro.ics")
    if inside:
        response["Cache-Control"] = "private, no-store"
    return response
