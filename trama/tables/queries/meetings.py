"""Questions about meetings: what is owed, who comes, how a calendar tells them, what was said."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from statistics import fmean

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from trama.core.clock import TramaNow
from trama.core.moments import hour
from trama.mailbox.formats.calendar import Entry
from trama.tables.models import (
    AgendaItem,
    Attendance,
    AttendanceMode,
    Invitation,
    InvitationAnswer,
    Meeting,
    MeetingStatus,
    Path,
    SurveyAnswer,
    SurveyDone,
    SurveyReply,
    WorkingTable,
)
from trama.tables.rules.survey import closes_at, why_closed, why_hidden

CALENDAR_MOST = 500


def of_path(path: Path) -> QuerySet[Meeting]:
    return Meeting.objects.filter(table__path=path).select_related("table__path__notice")


def owing_minutes(table: WorkingTable, at: datetime) -> Meeting | None:
    """The last meeting of the table that has begun and has no published minutes."""
    over = (MeetingStatus.PUBLISHED, MeetingStatus.CANCELLED)
    begun = Meeting.objects.filter(table=table, starts_at__lte=at).exclude(status__in=over)
    return begun.order_by("-starts_at", "-pk").first()


def upcoming(path: Path) -> QuerySet[Meeting]:
    """Those still to be, and those cancelled that would have been: who comes must know."""
    still = Q(ends_at__gte=TramaNow())
    return of_path(path).filter(still).order_by("starts_at", "pk")


def past(path: Path) -> QuerySet[Meeting]:
    gone = of_path(path).filter(ends_at__lt=TramaNow()).exclude(status=MeetingStatus.CANCELLED)
    return gone.annotate(present=Count("attendances")).order_by("-starts_at", "-pk")


def is_in_the_room(invitation: Invitation, meeting: Meeting) -> bool:
    """Whether whoever comes finds a chair: the first to say yes do, as many as the room has."""
    if invitation.answer != InvitationAnswer.COMING or meeting.capacity is None:
        return True
    before = Q(answered_at__lt=invitation.answered_at) | Q(
        answered_at=invitation.answered_at, pk__lt=invitation.pk
    )
    coming = Invitation.objects.filter(meeting=meeting, answer=InvitationAnswer.COMING)
    return coming.filter(before).count() < meeting.capacity


# ---------------------------------------------------------------- agenda


@dataclass(frozen=True)
class Slot:
    """A point of the agenda on the wall clock."""

    item: AgendaItem
    number: int | None  # a pause has none
    starts_at: datetime
    ends_at: datetime

    @property
    def hours(self) -> str:
        return f"{hour(self.starts_at)}–{hour(self.ends_at)}"


def slots(meeting: Meeting) -> list[Slot]:
    found: list[Slot] = []
    at, number = meeting.starts_at, 0
    for item in meeting.agenda.all():
        number += not item.is_pause
        ends = at + timedelta(minutes=item.minutes)
        found.append(Slot(item, None if item.is_pause else number, at, ends))
        at = ends
    return found


# ---------------------------------------------------------------- who was there


@dataclass(frozen=True)
class Presence:
    """Who is expected and who was there, in numbers: by answer, by mode."""

    invited: int
    coming: int
    not_coming: int
    room: int
    online: int
    represented: int

    @property
    def total(self) -> int:
        return self.room + self.online + self.represented

    @property
    def rows(self) -> list[tuple[str, int]]:
        """Until somebody is there, who is expected; then who is, without the zeros."""
        if self.total:
            ways = [
                (_("In sala"), self.room),
                (_("In collegamento"), self.online),
                (_("Tramite altri"), self.represented),
            ]
            told = [(_("Presenti"), self.total), *((said, n) for said, n in ways if n)]
        else:
            told = [(_("Verranno"), self.coming), (_("Non verranno"), self.not_coming)]
        return [(_("Invitati"), self.invited), *told] if self.invited else told


def presence(meeting: Meeting) -> Presence:
    def of(mode: str) -> Count:
        return Count("pk", filter=Q(mode=mode))

    came = meeting.attendances.aggregate(
        room=of(AttendanceMode.ROOM),
        online=of(AttendanceMode.ONLINE),
        represented=of(AttendanceMode.REPRESENTED),
    )

    def said(answer: str) -> Count:
        return Count("pk", filter=Q(answer=answer))

    asked = meeting.invitations.aggregate(
        invited=Count("pk"),
        coming=said(InvitationAnswer.COMING),
        not_coming=said(InvitationAnswer.NOT_COMING),
    )
    return Presence(**came, **asked)


# ---------------------------------------------------------------- calendars


def entry_of(meeting: Meeting, agenda: Iterable[AgendaItem] = (), *, inside: bool = False) -> Entry:
    """As a calendar tells it: the address to connect only to whoever is `inside`."""
    path = meeting.table.path
    is_off = meeting.status == MeetingStatus.CANCELLED
    parts = [_("ANNULLATO: %(why)s") % {"why": meeting.reason}] if is_off else []
    parts += [f"{item.title} ({item.minutes}′)" for item in agenda]
    parts += [access_words(meeting)]
    if inside and meeting.online_url:
        parts.append(meeting.online_url)
    return Entry(
        uid=f"{meeting.uid}@{settings.PLATFORM['name'].lower()}",
        title=f"{path.title}: {meeting.title}",
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        updated_at=meeting.updated_at,
        url=settings.BASE_URL + reverse("paths:meeting", args=[path.code, meeting.uid]),
        place=", ".join(part for part in (meeting.venue, meeting.address) if part),
        text="\n".join(part for part in parts if part),
        sequence=meeting.sequence,
        is_cancelled=is_off,
    )


def access_words(meeting: Meeting) -> str:
    """Whether one gets in without steps, in words; empty: there is no room."""
    if not meeting.venue:
        return ""
    said = {
        True: _("Senza barriere."),
        False: _("Ci sono barriere."),
        None: _("Nessuno ha verificato se ci sono barriere."),
    }[meeting.is_accessible]
    return f"{said} {meeting.accessibility_note}".strip()


def calendar_entries(path: Path, *, inside: bool = False) -> list[Entry]:
    latest = of_path(path).prefetch_related("agenda").order_by("-starts_at", "-pk")
    return [entry_of(one, one.agenda.all(), inside=inside) for one in latest[:CALENDAR_MOST]]


# ---------------------------------------------------------------- the three questions


@dataclass(frozen=True)
class Survey:
    """How many have answered, and until when one may, as long as one may; the results, or why
    nobody reads them."""

    count: int
    open_until: datetime | None
    why_hidden: str
    heard: float = 0
    useful: float = 0
    next_times: Sequence[str] = ()
    reply: SurveyReply | None = None


def survey_of(meeting: Meeting, at: datetime) -> Survey:
    answers = list(SurveyAnswer.objects.filter(meeting=meeting).order_by("pk"))
    held_at = meeting.held_at
    last = closes_at(held_at) if held_at and not why_closed(held_at, at) else None
    told = Survey(len(answers), last, why_hidden(held_at, at, len(answers)))
    if told.why_hidden:
        return told
    return replace(
        told,
        heard=fmean(one.heard for one in answers),
        useful=fmean(one.useful for one in answers),
        next_times=[one.next for one in answers if one.next],
        reply=SurveyReply.objects.filter(meeting=meeting).first(),
    )


def has_answered(attendance: Attendance) -> bool:
    """The three questions, in the name of its body; what it said is kept apart."""
    done = SurveyDone.objects.filter(meeting=attendance.meeting_id)
    return done.filter(participant=attendance.participant_id).exists()
