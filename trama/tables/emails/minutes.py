"""Letters about minutes: read, remark and answer; a remark decided; minutes published."""

from datetime import datetime

from trama.mailbox.lifecycle import create_link
from trama.tables.emails.meetings import days_open, tell
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
    url = create_link(MINUTES, addressee=participant.email, thing=attendance, at=at, days=days)
    tell("minutes_open", MINUTES, participant, meeting, at, leads_to=PAGE, url=url)


def tell_decided(remark: Remark, *, at: datetime) -> bool:
    """Only to its author; False: it has no address, and somebody tells it."""
    author, meeting = remark.participant, remark.entry.meeting
    if author.email:
        tell("remark_decided", DECIDED, author, meeting, at, leads_to=PAGE, remark=remark)
    return bool(author.email)


def tell_published(attendance: Attendance, *, at: datetime) -> None:
    who, meeting = attendance.participant, attendance.meeting
    tell("minutes_published", PUBLISHED, who, meeting, at, leads_to=PAGE)
