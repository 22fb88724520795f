"""Letters about minutes: read, remark and answer; a remark decided; minutes published."""

from datetime import datetime

from django.utils.translation import override

from trama.mailbox.lifecycle import create_link
from trama.tables.emails.meetings import days_open, send
from trama.tables.models import Attendance, Remark

MINUTES = "tables.minutes"
DECIDED = "tables.remark_decided"
PUBLISHED = "tables.minutes_published"
PAGE = "paths:minutes"


def ask(attendance: Attendance, *, at: datetime) -> None:
    """To read, remark and answer by the term, without an account."""
    meeting, participant = attendance.meeting, attendance.participant
    if meeting.remarks_until is None:
        raise ValueError("minutes that are not open")
    days = days_open(meeting.remarks_until, at)
    with override("it"):
        url = create_link(MINUTES, addressee=participant.email, thing=attendance, at=at, days=days)
    send(
        "minutes_open",
        MINUTES,
        participant.email,
        meeting,
        at,
        leads_to=PAGE,
        participant=participant,
        url=url,
    )


def tell_decided(remark: Remark, *, at: datetime) -> bool:
    """Only to its author; False: it has no address, and somebody tells it."""
    email, meeting = remark.participant.email, remark.entry.meeting
    if email:
        send("remark_decided", DECIDED, email, meeting, at, leads_to=PAGE, remark=remark)
    return bool(email)


def tell_published(attendance: Attendance, *, at: datetime) -> None:
    participant = attendance.participant
    send(
        "minutes_published",
        PUBLISHED,
        participant.email,
        attendance.meeting,
        at,
        leads_to=PAGE,
        participant=participant,
    )
