"""Letters about meetings: invitation, cancellation, an action near its day, three questions."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from trama.core.deadlines import day_of
from trama.mailbox.formats.calendar import Method, write_calendar
from trama.mailbox.lifecycle import create_link, post
from trama.tables.models import ActionItem, Attendance, Invitation, Meeting
from trama.tables.queries.meetings import access_words, entry_of, slots
from trama.tables.rules.survey import closes_at

INVITATION = "tables.invitation"
CANCELLED = "tables.cancelled"
SURVEY = "tables.survey"
ACTION = "tables.action"
MARGIN = 2  # days


def days_open(last: datetime, at: datetime) -> int:
    """For how many days a link to answer by `last` opens. A letter may be late: a little beyond its
    term, when the page says no."""
    return max((day_of(last) - day_of(at)).days, 0) + MARGIN


def invite(invitation: Invitation, *, at: datetime) -> bool:
    """The invitation, with the file for one's calendar; the same when the meeting has moved.

    False: it has no address, and somebody telephones.
    """
    meeting, participant = invitation.meeting, invitation.participant
    if not participant.email:
        return False
    days = days_open(meeting.starts_at, at)
    with override("it"):
        url = create_link(
            INVITATION, addressee=participant.email, thing=invitation, at=at, days=days
        )
        post(
            "tables/emails/invitation",
            recipient=participant.email,
            context={
                "participant": participant,
                "meeting": meeting,
                "path": meeting.table.path,
                "slots": slots(meeting),
                "access": access_words(meeting),
                "is_moved": invitation.sent_sequence is not None,
                "url": url,
            },
            purpose=INVITATION,
            at=at,
            dossier=meeting.dossier,
            calendar=_file(meeting),
        )
    invitation.sent_at, invitation.sent_sequence = at, meeting.sequence
    invitation.save(update_fields=["sent_at", "sent_sequence"])
    return True


def tell_cancelled(invitation: Invitation, *, at: datetime) -> bool:
    """Only to whoever was written to; False: somebody telephones."""
    meeting, participant = invitation.meeting, invitation.participant
    if invitation.sent_at is None or not participant.email:
        return False
    send("cancelled", CANCELLED, participant.email, meeting, at, participant=participant)
    return True


def remind(action: ActionItem, *, at: datetime) -> None:
    send("action", ACTION, action.owner.email, action.meeting, at, action=action)


def ask_survey(attendance: Attendance, *, at: datetime) -> None:
    """Three questions; whoever was there answers by this link, without an account."""
    participant, meeting = attendance.participant, attendance.meeting
    last = closes_at(meeting.held_at or at)
    with override("it"):
        url = create_link(
            SURVEY,
            addressee=participant.email,
            thing=attendance,
            at=at,
            days=days_open(last, at),
        )
    send(
        "survey",
        SURVEY,
        participant.email,
        meeting,
        at,
        participant=participant,
        last=last,
        url=url,
    )


def send(
    name: str,
    purpose: str,
    recipient: str,
    meeting: Meeting,
    at: datetime,
    *,
    leads_to: str = "paths:meeting",
    **more: Any,
) -> None:
    """A letter about a meeting, in Italian; `leads_to` names the page that it speaks of."""
    path = meeting.table.path
    with override("it"):
        page = settings.BASE_URL + reverse(leads_to, args=[path.code, meeting.uid])
        post(
            f"tables/emails/{name}",
            recipient=recipient,
            context={"meeting": meeting, "path": path, "page": page, **more},
            purpose=purpose,
            at=at,
            dossier=meeting.dossier,
            calendar=_file(meeting) if purpose == CANCELLED else "",
        )


def _file(meeting: Meeting) -> str:
    """The meeting for the calendar of whoever is invited: the address to connect is in it."""
    entry = entry_of(meeting, meeting.agenda.all(), inside=True)
    method: Method = "CANCEL" if entry.is_cancelled else "PUBLISH"
    return write_calendar(meeting.table.path.title, [entry], method).decode()
