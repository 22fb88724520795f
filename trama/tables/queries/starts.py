"""What one may start from instead of a blank page: of this path first, then of earlier ones.

Paths are public from their opening, and so is all that is offered here.
"""

from django.db.models import Case, Exists, OuterRef, Q, When

from trama.tables.models import (
    AgendaItem,
    EntryKind,
    Meeting,
    MeetingStatus,
    Path,
    PriorityVote,
    SectionKind,
    Statement,
    StatementStatus,
    SynthesisSection,
    WorkingTable,
)

OFFERED = 30
"""Of a kind: the latest. Who looks for an older one finds it by its page."""


def ground_rules(path: Path) -> list[WorkingTable]:
    """Tables of other paths with written ground rules."""
    others = WorkingTable.objects.exclude(path=path).exclude(ground_rules="")
    return list(others.select_related("path").order_by("-pk")[:OFFERED])


def agendas(path: Path) -> list[Meeting]:
    """Meetings with an agenda."""
    points = AgendaItem.objects.filter(meeting=OuterRef("pk"))
    rows = Meeting.objects.filter(Exists(points)).select_related("table__path")
    return list(rows.order_by(_here(table__path=path), "-starts_at", "-pk")[:OFFERED])


def openings(meeting: Meeting) -> list[Meeting]:
    """Published minutes with opening paragraphs, of any path."""
    told = Meeting.objects.filter(
        status=MeetingStatus.PUBLISHED, entries__item=None, entries__kind=EntryKind.NARRATIVE
    )
    rows = told.exclude(pk=meeting.pk).select_related("table__path").distinct()
    return list(rows.order_by("-starts_at", "-pk")[:OFFERED])


def statements(path: Path) -> list[Statement]:
    """Of other paths, those that were not taken away."""
    others = Statement.objects.exclude(path=path).exclude(status=StatementStatus.HIDDEN)
    return list(others.select_related("path").order_by("-made_at", "-pk")[:OFFERED])


def votes(path: Path) -> list[PriorityVote]:
    """Votes that were opened."""
    opened = PriorityVote.objects.exclude(seed_commitment="").select_related("path")
    return list(opened.order_by(_here(path=path), "-opens_at", "-pk")[:OFFERED])


def sections(path: Path) -> list[Path]:
    """Other paths with sections of their own."""
    own = SynthesisSection.objects.filter(path=OuterRef("pk"), kind=SectionKind.OTHER)
    others = Path.objects.exclude(pk=path.pk).filter(Exists(own))
    return list(others.select_related("notice").order_by("-opened_at", "-pk")[:OFFERED])


def _here(**of_this_path: Path) -> Case:
    return Case(When(Q(**of_this_path), then=0), default=1)
