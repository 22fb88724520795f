"""Questions about minutes: what they say, what was remarked, who agrees, what the office owes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trama.accounts.models import Office
from trama.core import moments
from trama.core.deadlines import day_of, term
from trama.core.ui import Badge, Step, Timeline
from trama.tables.models import (
    Approval,
    Attendance,
    Meeting,
    MeetingStatus,
    MinutesEntry,
    Remark,
    RemarkStatus,
)
from trama.tables.queries.meetings import Slot, slots

OWED = (
    MeetingStatus.HELD,
    MeetingStatus.MINUTES_DRAFT,
    MeetingStatus.MINUTES_OPEN,
    MeetingStatus.MINUTES_APPROVED,
)


@dataclass(frozen=True)
class Line:
    """A paragraph, what it said before, and what was remarked on it."""

    entry: MinutesEntry
    remarks: Sequence[Remark] = ()
    before: Sequence[str] = ()

    @property
    def count(self) -> Badge | None:
        """Of a decision: by how many it was taken."""
        words = count_words(self.entry)
        if not words:
            return None
        is_shared = not self.entry.with_reserve and not self.entry.against
        return Badge(words, "done" if is_shared else "")

    @property
    def speaker(self) -> str:
        """Only of who agreed to be named."""
        return self.entry.speaker.name if self.entry.is_named and self.entry.speaker else ""


@dataclass(frozen=True)
class Section:
    """The opening, or a point of the agenda with what was said on it. A pause is no section."""

    title: str
    slot: Slot | None = None
    lines: list[Line] = field(default_factory=list)

    @property
    def heading(self) -> str:
        return f"{self.slot.number}. {self.title}" if self.slot else self.title


@dataclass(frozen=True)
class Answer:
    """Who was there, and what it answered; `before_correction`: the text has changed since."""

    attendance: Attendance
    approval: Approval | None
    before_correction: bool = False

    @property
    def name(self) -> str:
        return self.attendance.participant.name


@dataclass(frozen=True)
class Minutes:
    meeting: Meeting
    sections: Sequence[Section]
    answers: Sequence[Answer]

    @property
    def lines(self) -> list[Line]:
        return [line for section in self.sections for line in section.lines]

    @property
    def latest(self) -> Section | None:
        """Where the last paragraph was written: in a draft, the point one is at."""
        written = [section for section in self.sections if section.lines]
        return max(written, key=lambda one: one.lines[-1].entry.position, default=None)

    @property
    def undecided(self) -> list[Remark]:
        remarks = (one for line in self.lines for one in line.remarks)
        return [one for one in remarks if one.status == RemarkStatus.OPEN]

    @property
    def agreed(self) -> list[Answer]:
        return [one for one in self.answers if one.approval and one.approval.agrees]

    @property
    def refused(self) -> list[Answer]:
        return [one for one in self.answers if one.approval and not one.approval.agrees]

    @property
    def silent(self) -> list[Answer]:
        return [one for one in self.answers if one.approval is None]

    @property
    def are_asked(self) -> bool:
        """Who was there has been asked whether they agree."""
        return self.meeting.remarks_until is not None


def minutes_of(meeting: Meeting) -> Minutes:
    """Everything the page and the paper say, in as many queries for one paragraph as for a
    thousand. A remark that was withdrawn is no longer shown."""
    entries = _entries(meeting)
    lines = [
        Line(entry, list(entry.remarks.all()), [one.text for one in entry.versions.all()])
        for entry in entries
    ]
    corrected_at = max(
        (
            one.decided_at
            for line in lines
            for one in line.remarks
            if one.status == RemarkStatus.ACCEPTED and one.decided_at
        ),
        default=None,
    )
    return Minutes(meeting, _sections(meeting, lines), _answers(meeting, corrected_at))


def _entries(meeting: Meeting) -> QuerySet[MinutesEntry]:
    remarks = Remark.objects.exclude(status=RemarkStatus.WITHDRAWN).select_related("participant")
    return (
        MinutesEntry.objects.filter(meeting=meeting)
        .select_related("speaker", "contribution")
        .prefetch_related(
            Prefetch("remarks", remarks.prefetch_related("joined_by").order_by("made_at", "pk")),
            "versions",
        )
        .order_by("position", "pk")
    )


def _sections(meeting: Meeting, lines: Iterable[Line]) -> list[Section]:
    opening = Section(_("In apertura"))
    points = [slot for slot in slots(meeting) if slot.number is not None]
    by_item = {slot.item.pk: Section(slot.item.title, slot) for slot in points}
    for line in lines:
        by_item.get(line.entry.item_id or 0, opening).lines.append(line)
    return [*([opening] if opening.lines else []), *by_item.values()]


def _answers(meeting: Meeting, corrected_at: datetime | None) -> list[Answer]:
    there = Attendance.objects.filter(meeting=meeting).select_related("participant", "approval")
    answers = []
    for one in there.order_by("participant__name", "pk"):
        given: Approval | None = getattr(one, "approval", None)
        before = bool(given and corrected_at and given.given_at < corrected_at)
        answers.append(Answer(one, given, before))
    return answers


def address_of(entry: MinutesEntry, code: str) -> str:
    """The paragraph itself, in the minutes of a meeting of that path."""
    return f"{reverse('paths:minutes', args=[code, entry.meeting.uid])}#c-{entry.uid}"


def decisions_of(meeting: Meeting) -> QuerySet[MinutesEntry]:
    return meeting.entries.exclude(number="").order_by("position", "pk")


# ---------------------------------------------------------------- in words


def title_of(meeting: Meeting) -> str:
    """«Verbale, Primo incontro, 18 novembre 2026»."""
    facts = {"title": meeting.title, "day": moments.day(meeting.starts_at)}
    return _("Verbale di «%(title)s», %(day)s") % facts


def count_words(entry: MinutesEntry) -> str:
    """How a decision was taken; empty: nobody counted."""
    if entry.in_favor is None and entry.with_reserve is None and entry.against is None:
        return ""
    reserve, against = entry.with_reserve or 0, entry.against or 0
    if not reserve and not against:
        return _("%(n)d d’accordo, nessun contrario") % {"n": entry.in_favor or 0}
    return _("%(agree)d d’accordo, %(reserve)d con riserva, %(against)d contro") % {
        "agree": entry.in_favor or 0,
        "reserve": reserve,
        "against": against,
    }


def tally(meeting: Meeting) -> dict[str, int]:
    """How many of those who were there agree, do not, have not answered."""
    return meeting.attendances.aggregate(
        agreed=Count("pk", filter=Q(approval__agrees=True)),
        refused=Count("pk", filter=Q(approval__agrees=False)),
        silent=Count("pk", filter=Q(approval=None)),
    )


def answers_words(minutes: Minutes) -> str:
    """Who agrees, in figures; silence is called by its name. Empty: nobody was asked yet."""
    if not minutes.are_asked:
        return ""
    agree, refuse, silent = len(minutes.agreed), len(minutes.refused), len(minutes.silent)
    words = [
        ngettext("uno approva", "%(n)d approvano", agree) % {"n": agree},
        ngettext("uno non approva", "%(n)d non approvano", refuse) % {"n": refuse},
        ngettext("uno non ha risposto", "%(n)d non hanno risposto", silent) % {"n": silent},
    ]
    said = _("Presenti %(total)d: %(answers)s.") % {
        "total": len(minutes.answers),
        "answers": ", ".join(words),
    }
    return said + " " + _("Il silenzio non è consenso.") if silent else said


def owed_on(meeting: Meeting) -> date:
    """R-CP-01: by then the minutes are open to those who were there."""
    return term(day_of(meeting.ends_at), meeting.table.path.minutes_days)


def days_late(meeting: Meeting, today: date) -> int:
    """Of the opening to remarks: until it was, or until today. Zero: in time."""
    ended = meeting.status in {MeetingStatus.CONVENED, MeetingStatus.CANCELLED}
    shown = day_of(meeting.remarks_from) if meeting.remarks_from else today
    return 0 if ended else max(0, (shown - owed_on(meeting)).days)


def late_words(meeting: Meeting, today: date) -> str:
    late = days_late(meeting, today)
    if not late:
        return ""
    facts = {"n": late, "day": moments.day(owed_on(meeting))}
    if meeting.remarks_from:
        words = ngettext(
            "Andava aperto alle osservazioni entro il %(day)s: è stato aperto un giorno dopo.",
            "Andava aperto alle osservazioni entro il %(day)s: è stato aperto %(n)d giorni dopo.",
            late,
        )
    else:
        words = ngettext(
            "Andava aperto alle osservazioni entro il %(day)s: è in ritardo di un giorno.",
            "Andava aperto alle osservazioni entro il %(day)s: è in ritardo di %(n)d giorni.",
            late,
        )
    return words % facts


def state_words(meeting: Meeting) -> str:
    """Who does what next with these minutes, in one sentence."""
    if meeting.status == MeetingStatus.MINUTES_OPEN and meeting.remarks_until:
        return _("Chi c’era può fare osservazioni e dire se approva fino a %(when)s.") % {
            "when": moments.long_day(meeting.remarks_until)
        }
    return {
        MeetingStatus.CONVENED: _("Il verbale si scrive dall’inizio dell’incontro."),
        MeetingStatus.HELD: _("Il verbale è da scrivere: si apre a chi c’era entro il %(day)s."),
        MeetingStatus.MINUTES_DRAFT: _(
            "Il verbale è in bozza: chi c’era lo legge mentre nasce. Si apre alle osservazioni "
            "entro il %(day)s."
        ),
        MeetingStatus.MINUTES_APPROVED: _("Il termine è passato: l’ufficio pubblica il verbale."),
        MeetingStatus.PUBLISHED: _("Il verbale è pubblicato: non cambia più."),
        MeetingStatus.CANCELLED: _("L’incontro è annullato: non c’è verbale."),
    }[MeetingStatus(meeting.status)] % {"day": moments.day(owed_on(meeting))}


# The phases of minutes, and the states of the meeting that stand at each.
PHASES = (
    (MeetingStatus.CONVENED, MeetingStatus.HELD, MeetingStatus.MINUTES_DRAFT),
    (MeetingStatus.MINUTES_OPEN,),
    (MeetingStatus.MINUTES_APPROVED,),
    (MeetingStatus.PUBLISHED,),
)


def timeline_of(meeting: Meeting) -> Timeline:
    labels = (
        _("Bozza in diretta"), _("Osservazioni e approvazione"), _("Chiusura"), _("Pubblicazione")
    )  # fmt: skip
    days = (
        meeting.held_at,
        meeting.remarks_until,
        meeting.approved_at,
        meeting.published_at,
    )
    at = next(n for n, states in enumerate(PHASES) if meeting.status in states)
    steps = []
    for n, (label, when) in enumerate(zip(labels, days, strict=True)):
        said = moments.short_day(when) if when else ""
        if n == 1 and when and n == at:
            said = _("fino al %(day)s") % {"day": said}
        is_over = n < at or meeting.status == MeetingStatus.PUBLISHED
        steps.append(Step(label, said, "done" if is_over else "now" if n == at else ""))
    return Timeline(_("A che punto è il verbale"), steps)


# ---------------------------------------------------------------- what the office owes


def waiting_minutes(offices: QuerySet[Office]) -> QuerySet[Meeting]:
    """Meetings of those offices whose minutes wait for somebody."""
    return Meeting.objects.filter(table__path__notice__office__in=offices, status__in=OWED)


def owed_by(offices: QuerySet[Office], most: int) -> list[tuple[Meeting, int]]:
    """`waiting_minutes`, the oldest first, each with how many remarks are to be decided."""
    undecided = Count("entries__remarks", filter=Q(entries__remarks__status=RemarkStatus.OPEN))
    rows = waiting_minutes(offices).select_related("table__path__notice")
    rows = rows.annotate(undecided=undecided)
    return [(one, one.undecided) for one in rows.order_by("starts_at", "pk")[:most]]
