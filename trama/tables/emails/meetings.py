"""Letters about meetings: invitation, cancellation, an action near its day, three questions."""

from datetime import datetime
from typing import Any

from django.utils.translation import override

from trama.core.deadlines import day_of
from trama.mailbox.formats.calendar import Method, write_calendar
from trama.mailbox.lifecycle import create_link
from trama.tables.emails.letter import address_of, send
from trama.tables.models import ActionItem, Attendance, Invitation, Meeting, Participant
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
    url = create_link(INVITATION, addressee=participant.email, thing=invitation, at=at, days=days)
    with override("it"):
        facts = {
            "participant": participant,
            "meeting": meeting,
            "slots": slots(meeting),
            "access": access_words(meeting),
            "is_moved": invitation.sent_sequence is not None,
            "url": url,
        }
        path, entry = meeting.table.path, _file(meeting)
    send("invitation", INVITATION, participant.email, path, at, calendar=entry, **facts)
    invitation.sent_at, invitation.sent_sequence = at, meeting.sequence
    invitation.save(update_fields=["sent_at", "sent_sequence"])
    return True


def tell_cancelled(invitation: Invitation, *, at: datetime) -> bool:
    """Only to whoever was written to; False: somebody telephones."""
    meeting, participant = invitation.meeting, invitation.participant
    if invitation.sent_at is None or not participant.email:
        return False
    with override("it"):
        entry = _file(meeting)
    tell("cancelled", CANCELLED, participant, meeting, at, calendar=entry)
    return True


def remind(action: ActionItem, *, at: datetime) -> None:
    tell("action", ACTION, action.owner, action.meeting, at, action=action)


def ask_survey(attendance: Attendance, *, at: datetime) -> None:
    """Three questions; whoever was there answers by this link, without an account."""
    participant, meeting = attendance.participant, attendance.meeting
    last = closes_at(meeting.held_at or at)
    url = create_link(
        SURVEY,
        addressee=participant.email,
        thing=attendance,
        at=at,
        days=days_open(last, at),
    )
    tell("survey", SURVEY, participant, meeting, at, last=last, url=url)


def tell(
    name: str,
    purpose: str,
    to: Participant,
    meeting: Meeting,
    at: datetime,
    *,
    leads_to: str = "paths:meeting",
    **more: Any,
) -> None:
    """A letter about a meeting; `leads_to` names the page that it speaks of."""
    path = meeting.table.path
    page = address_of(leads_to, path.code, meeting.uid)
    facts = {"participant": to, "meeting": meeting, "page": page, **more}
    send(name, purpose, to.email, path, at, **facts)


def _file(meeting: Meeting) -> str:
    """The meeting for the calendar of whoever is invited: the address to connect is in it."""
    entry = entry_of(meeting, meeting.agenda.all(), inside=True)
    method: Method = "CANCEL" if entry.is_cancelled else "PUBLISH"
    return write_calendar(meeting.table.path.title, [entry], method).decode()
