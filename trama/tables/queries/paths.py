"""Questions about paths: which there are, at what step, who takes part, what happens next."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Func, IntegerField, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trama.core import moments
from trama.core.ui import Badge, Step, Timeline, Tone
from trama.tables.models import (
    UNDER_WAY,
    BodySize,
    Contribution,
    EntryKind,
    Meeting,
    MeetingStatus,
    MinutesEntry,
    Participant,
    ParticipantKind,
    ParticipantStatus,
    Path,
    PathStatus,
    WorkingTable,
)
from trama.tables.queries.meetings import upcoming

# The seven steps that the page says in words, and the states that stand at each.
STEPS = (
    (PathStatus.OPENED,),
    (PathStatus.CALENDARISED,),
    (PathStatus.PRIORITISING,),
    (PathStatus.SYNTHESIS_DRAFT,),
    (PathStatus.CONSULTATION,),
    (PathStatus.SYNTHESIS_FINAL, PathStatus.RDP_REPORT),
    (PathStatus.ACT_ADOPTED, PathStatus.FEEDS_PLAN),
)


def paths() -> QuerySet[Path]:
    """The latest first, with how many take part and how many meetings there were or are."""
    active = Participant.objects.filter(path=OuterRef("pk"), status=ParticipantStatus.ACTIVE)
    kept = Meeting.objects.filter(table__path=OuterRef("pk"))
    kept = kept.exclude(status=MeetingStatus.CANCELLED)
    return (
        Path.objects.select_related("notice__office")
        .annotate(bodies=_number(active), meeting_count=_number(kept))
        .order_by("-opened_at", "-pk")
    )


def _number(rows: QuerySet[Any]) -> Subquery:
    """How many, counted apart: joined to each other, the two would be multiplied."""
    counted = rows.order_by().annotate(n=Func("pk", function="count")).values("n")
    return Subquery(counted, output_field=IntegerField())


def badge_of(path: Path) -> Badge:
    tone: Tone = "now" if path.status in UNDER_WAY else "done"
    if path.status == PathStatus.SUSPENDED:
        tone = "due"
    elif path.status == PathStatus.CLOSED_WITHOUT_ACT:
        tone = "stop"
    return Badge(path.get_status_display(), tone)


def timeline_of(path: Path) -> Timeline:
    labels = (
        _("Chi partecipa"),
        _("Incontri"),
        _("Scelta delle priorità"),
        _("Bozza della sintesi"),
        _("Consultazione"),
        _("Sintesi e relazione"),
        _("Atto"),
    )
    status = path.suspended_from or path.status
    at = next((n for n, states in enumerate(STEPS) if status in states), None)
    is_broken = at is None  # closed without an act: nothing more will happen
    steps = []
    for n, label in enumerate(labels):
        if is_broken:
            steps.append(Step(label, state="off" if n else "done"))
        elif at is not None and n < at:
            steps.append(Step(label, state="done"))
        elif n == at:
            over = status == PathStatus.FEEDS_PLAN
            steps.append(Step(label, state="done" if over else "now"))
        else:
            steps.append(Step(label))
    return Timeline(_("A che punto è il percorso"), steps)


def next_sentence(path: Path) -> str:
    """Who does what next, in one sentence."""
    if path.status == PathStatus.CALENDARISED:
        coming = upcoming(path).filter(status=MeetingStatus.CONVENED).first()
        if coming is not None:
            return _("Il prossimo incontro è «%(title)s», %(when)s.") % {
                "title": coming.title,
                "when": moments.instant(coming.starts_at),
            }
        return _("Non ci sono incontri in calendario: l’ufficio convoca il prossimo o passa "
                 "alle priorità.")  # fmt: skip
    return {
        PathStatus.OPENED: _("L’ufficio fissa il calendario degli incontri e scrive agli enti."),
        PathStatus.PRIORITISING: _("Gli enti scelgono le priorità: un ente, un voto."),
        PathStatus.SYNTHESIS_DRAFT: _("L’ufficio scrive la bozza della sintesi."),
        PathStatus.CONSULTATION: _("Gli enti leggono la bozza e possono fare osservazioni."),
        PathStatus.SYNTHESIS_FINAL: _("Il responsabile scrive la relazione motivata."),
        PathStatus.RDP_REPORT: _("Chi dirige l’ufficio adotta l’atto conclusivo."),
        PathStatus.ACT_ADOPTED: _("L’atto entra nella programmazione."),
        PathStatus.FEEDS_PLAN: _("Il percorso è concluso: le priorità sono nella programmazione."),
        PathStatus.SUSPENDED: _("Il percorso è fermo finché chi dirige l’ufficio lo riprende."),
        PathStatus.CLOSED_WITHOUT_ACT: _("Il percorso è chiuso. Quello che è stato detto resta."),
    }[PathStatus(path.status)]


def admitted_to(path: Path) -> QuerySet[Participant]:
    """The admitted bodies that take part: hundreds, in pages."""
    active = path.participants.filter(
        status=ParticipantStatus.ACTIVE, kind=ParticipantKind.ADMITTED
    )
    return active.select_related("organization").order_by("name", "pk")


def others_of(path: Path) -> dict[str, list[Participant]]:
    """Who else takes part, by kind; who has gone is last, and says so."""
    rows = path.participants.exclude(status=ParticipantStatus.ACTIVE, kind=ParticipantKind.ADMITTED)
    found: dict[str, list[Participant]] = {
        ParticipantKind.HEARD: [], ParticipantKind.OFFICE: [], "gone": []
    }  # fmt: skip
    for one in rows.select_related("organization").order_by("name", "pk"):
        found[one.kind if one.status == ParticipantStatus.ACTIVE else "gone"].append(one)
    return found


def names_of(path: Path) -> list[tuple[str, str]]:
    """Identifier and name of who takes part, as the choices of a form."""
    active = path.participants.filter(status=ParticipantStatus.ACTIVE).order_by("name", "pk")
    return [(str(uid), name) for uid, name in active.values_list("uid", "name")]


def everybody_of(path: Path) -> QuerySet[Participant]:
    """Whoever takes part or did, for the office: in pages."""
    return path.participants.order_by("kind", "name", "pk")


def taking_part_words(path: Path) -> str:
    active = path.participants.filter(status=ParticipantStatus.ACTIVE)
    counts = dict(active.values_list("kind").annotate(n=Count("pk")).order_by("kind"))
    bodies = counts.get(ParticipantKind.ADMITTED, 0)
    words = ngettext("Partecipa un ente ammesso", "Partecipano %(n)d enti ammessi", bodies)
    words %= {"n": bodies}
    heard = counts.get(ParticipantKind.HEARD, 0)
    if heard:
        words += ngettext("; un altro è sentito", "; altri %(n)d sono sentiti", heard)
        words %= {"n": heard}
    return f"{words}."


def tables_of(path: Path) -> QuerySet[WorkingTable]:
    return (
        path.tables.select_related("theme", "zone", "facilitator", "minute_taker", "path__notice")
        .annotate(meeting_count=Count("meetings", distinct=True))
        .order_by("pk")
    )


# ---------------------------------------------------------------- balance


@dataclass(frozen=True)
class Balance:
    """Shares of one kind of participant: contributions, floor, decisions, in hundredths."""

    size: str
    contributions: int
    floor: int
    decisions: int

    @property
    def label(self) -> str:
        if self.size == BodySize.UNKNOWN:
            return _("dimensione non nota")
        return str(BodySize(self.size).label)


def balance(table: WorkingTable) -> tuple[Sequence[Balance], int]:
    """Who contributes, speaks and stands behind decisions, by kind of body; and how many of those
    who were there have not spoken yet. The facilitator's alone."""
    made = Contribution.objects.filter(table=table).values_list("authors__size")
    entries = MinutesEntry.objects.filter(meeting__table=table, speaker__isnull=False)
    spoken = entries.filter(kind__in=[EntryKind.SPOKEN, EntryKind.DISSENT])
    decided = MinutesEntry.objects.filter(
        meeting__table=table, kind=EntryKind.DECISION, contribution__isnull=False
    ).values_list("contribution__authors__size")
    columns = [
        dict(made.annotate(n=Count("pk")).order_by("authors__size")),
        dict(spoken.values_list("speaker__size").annotate(n=Count("pk")).order_by("speaker__size")),
        dict(decided.annotate(n=Count("pk")).order_by("contribution__authors__size")),
    ]
    rows = [
        Balance(size, *(_share(column, size) for column in columns)) for size in BodySize.values
    ]
    were_there = Participant.objects.filter(attendances__meeting__table=table).distinct()
    silent = were_there.exclude(pk__in=spoken.values("speaker")).count()
    return [row for row in rows if row.contributions or row.floor or row.decisions], silent


def _share(counts: dict[str, int], size: str) -> int:
    total = sum(counts.values())
    return round(100 * counts.get(size, 0) / total) if total else 0
