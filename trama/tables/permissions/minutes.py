"""Who reads minutes before they are public, who writes them, who answers for whom."""

from trama.accounts.models import User
from trama.accounts.queries import holds
from trama.tables.models import Attendance, Meeting, MeetingStatus
from trama.tables.permissions.paths import AnyUser, may_minute, speaks_for, was_there


def may_read(user: AnyUser, meeting: Meeting) -> bool:
    """Published, everybody. Before: who was there, who writes them, the office of the path."""
    if meeting.status == MeetingStatus.PUBLISHED:
        return True
    if not isinstance(user, User):
        return False
    office = meeting.table.path.notice.office_id
    return (
        may_minute(user, meeting.table)
        or holds(user, office=office)
        or was_there(user, meeting) is not None
    )


def may_answer_for(user: AnyUser, attendance: Attendance) -> bool:
    """The body's own people; for who has no e-mail, whoever writes the minutes."""
    if speaks_for(user, attendance.participant):
        return True
    return is_aloud(attendance) and may_minute(user, attendance.meeting.table)


def is_aloud(attendance: Attendance) -> bool:
    """It has no e-mail: what it says is written by the office, and it shows."""
    return not attendance.participant.email
