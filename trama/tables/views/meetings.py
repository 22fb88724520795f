"""A meeting: for everybody, for whoever takes part, for whoever leads it."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from trama.core import clock
from trama.core.deadlines import day_of
from trama.core.pages import LongPaginator
from trama.core.ui import Badge, Bar
from trama.mailbox.formats.calendar import write_calendar
from trama.tables.forms.meetings import ActionForm, ParkForm
from trama.tables.models import ActionStatus, Invitation, Meeting, MeetingStatus
from trama.tables.permissions.paths import (
    is_inside,
    may_facilitate,
    may_run,
    may_see_balance,
    participant_of,
    was_there,
)
from trama.tables.queries.actions import actions_of, parked_at, parked_of
from trama.tables.queries.meetings import (
    access_words,
    entry_of,
    presence,
    slots,
    survey_of,
)
from trama.tables.queries.paths import balance
from trama.tables.views.doors import meeting_of
from trama.tables.views.paths import calendar_response

INVITATIONS_ON_A_PAGE = 20


@login_not_required
@require_safe
def meeting_page(request: HttpRequest, code: str, meeting_uid: UUID) -> HttpResponse:
    meeting = meeting_of(request, code, meeting_uid)
    inside = is_inside(request.user, meeting.table.path)
    now = clock.now()
    context = {
        "path": meeting.table.path,
        "table": meeting.table,
        "meeting": meeting,
        "badge": badge_of(meeting),
        "slots": slots(meeting),
        "access": access_words(meeting),
        "presence": presence(meeting),
        "actions": actions_of(meeting, day_of(now)),
        "survey": survey_of(meeting),
        "inside": inside,
        "now": now,
        "is_today": day_of(now) == day_of(meeting.starts_at),
        **(_mine(request, meeting) if inside else {}),
        **_led(request, meeting),
    }
    return render(request, "tables/meeting.html", context)


def badge_of(meeting: Meeting) -> Badge:
    if meeting.status == MeetingStatus.CANCELLED:
        return Badge(meeting.get_status_display(), "stop")
    if meeting.status == MeetingStatus.PUBLISHED:
        return Badge(meeting.get_status_display(), "done")
    return Badge(meeting.get_status_display(), "now")


def _mine(request: HttpRequest, meeting: Meeting) -> dict[str, Any]:
    """What a body that takes part finds here of its own."""
    body = participant_of(request.user, meeting.table.path)
    invitation = Invitation.objects.filter(meeting=meeting, participant=body).first()
    return {
        "mine": body,
        "invitation": invitation if body else None,
        "attendance": was_there(request.user, meeting),
    }


def _led(request: HttpRequest, meeting: Meeting) -> dict[str, Any]:
    """The kit of whoever leads: ground rules, parked issues, forms; the balance, theirs alone."""
    table = meeting.table
    if not may_facilitate(request.user, table):
        return {"may_facilitate": False}
    has_begun = meeting.starts_at <= clock.now() and meeting.status != MeetingStatus.CANCELLED
    context: dict[str, Any] = {
        "may_facilitate": True,
        "may_run": may_run(request.user, table.path),
        "has_begun": has_begun,
        "is_convened": meeting.status == MeetingStatus.CONVENED,
        "parked": parked_of(table),
        "parked_here": parked_at(meeting),
        "invitations": LongPaginator(
            meeting.invitations.select_related("participant").order_by("participant__name", "pk"),
            INVITATIONS_ON_A_PAGE,
        ).get_page(request.GET.get("inviti")),
        "to_do": ActionStatus.TO_DO,
    }
    if has_begun:
        context |= {"park_form": ParkForm(table.path), "action_form": ActionForm(table.path)}
    if may_see_balance(request.user, table):
        context |= _balance(meeting)
    return context


def _balance(meeting: Meeting) -> dict[str, Any]:
    rows, silent = balance(meeting.table)

    def bars(column: str) -> list[Bar]:
        return [Bar(row.label, f"{getattr(row, column)}%", getattr(row, column)) for row in rows]

    return {
        "sees_balance": True,
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
