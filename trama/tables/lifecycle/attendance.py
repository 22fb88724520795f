"""Who was there: by the code said in the room, or from the list that the office keeps."""

from django.db import transaction
from django.utils.translation import gettext as _

from trama.accounts.models import User
from trama.core import clock, events
from trama.core.deadlines import day_of
from trama.core.spoken_codes import is_same
from trama.core.workflow import ActRefused
from trama.tables.lifecycle.minutes.drafting import kept
from trama.tables.lifecycle.paths import locked
from trama.tables.models import (
    Approval,
    Attendance,
    AttendanceMode,
    Meeting,
    MeetingStatus,
    Participant,
    ParticipantStatus,
)

# The list may be put right until the minutes are approved.
OPEN_LIST = (
    MeetingStatus.CONVENED,
    MeetingStatus.HELD,
    MeetingStatus.MINUTES_DRAFT,
    MeetingStatus.MINUTES_OPEN,
)


@transaction.atomic
def attend_by_code(
    meeting: Meeting, participant: Participant, code: str, *, online: bool, actor: User | None
) -> Attendance:
    """On the day of the meeting, with the code that was said in the room. Twice changes nothing."""
    at = clock.now()
    meeting = _listed(meeting, participant)
    if day_of(at) != day_of(meeting.starts_at):
        raise ActRefused(_("Il codice vale solo il giorno dell’incontro."))
    if not is_same(code, meeting.attendance_code):
        raise ActRefused(_("Il codice non è quello detto in sala: chiedilo a chi conduce."))
    mode = AttendanceMode.ONLINE if online else AttendanceMode.ROOM
    attendance, is_new = Attendance.objects.get_or_create(
        meeting=meeting,
        participant=participant,
        defaults={"mode": mode, "user": actor, "by_code": True, "recorded_at": at},
    )
    if is_new:
        note = {"name": participant.name, "mode": mode}
        events.record(events.Act("attend", meeting, actor, at, note))
    return attendance


def _open(meeting: Meeting) -> Meeting:
    """The meeting as it stands, held to the end of the act: the list closes with its minutes. Of a
    path that is stopped nothing is held."""
    if meeting.status == MeetingStatus.CONVENED:
        locked(meeting.table.path)
    held = kept(meeting)
    if held.status not in OPEN_LIST:
        raise ActRefused(_("L’elenco dei presenti è chiuso. Nulla è cambiato."))
    return held


def _listed(meeting: Meeting, participant: Participant) -> Meeting:
    meeting = _open(meeting)
    if participant.path_id != meeting.table.path_id:
        raise ActRefused(_("Non partecipa a questo percorso. Nulla è cambiato."))
    if participant.status != ParticipantStatus.ACTIVE:
        raise ActRefused(_("L’ente non partecipa più al percorso. Quello che ha detto resta."))
    return meeting


@transaction.atomic
def record_attendance(
    meeting: Meeting,
    participant: Participant,
    mode: str,
    *,
    represented_by: str = "",
    actor: User,
) -> None:
    """From the list: in the room, connected, or through somebody else, who is named."""
    at = clock.now()
    meeting = _listed(meeting, participant)
    if meeting.starts_at > at:
        raise ActRefused(_("L’incontro non è ancora cominciato: le presenze si scrivono dopo."))
    if mode == AttendanceMode.REPRESENTED and not represented_by.strip():
        raise ActRefused(_("Scrivi chi rappresenta l’ente."))
    if mode != AttendanceMode.REPRESENTED:
        represented_by = ""
    known = Attendance.objects.filter(meeting=meeting, participant=participant).first()
    if known and (known.mode, known.represented_by) == (mode, represented_by):
        return
    Attendance.objects.update_or_create(
        meeting=meeting,
        participant=participant,
        defaults={"mode": mode, "represented_by": represented_by},
        create_defaults={
            "mode": mode,
            "represented_by": represented_by,
            "recorded_by": actor,
            "recorded_at": at,
        },
    )
    note = {"name": participant.name, "mode": mode}
    events.record(events.Act("record_attendance", meeting, actor, at, note))


@transaction.atomic
def strike_attendance(meeting: Meeting, participant: Participant, *, actor: User) -> None:
    """It was written by mistake. Refused once that body has spoken on the minutes."""
    at = clock.now()
    meeting = _open(meeting)
    known = Attendance.objects.filter(meeting=meeting, participant=participant)
    if Approval.objects.filter(attendance__in=known).exists():
        raise ActRefused(_("Ha già risposto sul verbale: la presenza resta."))
    gone, _rows = known.delete()
    if gone:
        note = {"name": participant.name}
        events.record(events.Act("strike_attendance", meeting, actor, at, note))
