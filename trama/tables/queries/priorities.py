"""Questions about the priorities of an act: which stand, on what needs they rest."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from trama.needs.models import CardStatus, EvidenceGrade, Need
from trama.tables.models import Path, PathPriority
from trama.tables.queries.votes import grounded


def priorities_of(path: Path) -> QuerySet[PathPriority]:
    """All of them, those left out last, with what each rests on: of cards, the published ones."""
    rows = path.priorities.select_related("option__vote", "programmed")
    needs = Prefetch("needs", Need.objects.exclude(status=CardStatus.DRAFT))
    return rows.prefetch_related("contributions", needs).order_by(
        "dropped_because", "position", "pk"
    )


def standing(path: Path) -> list[PathPriority]:
    """Those that the act says, in its order."""
    return [one for one in priorities_of(path) if not one.dropped_because]


def without_evidence(path: Path) -> Sequence[PathPriority]:
    """R-CP-03: those that cite no need with evidence, by a card or by a contribution."""
    firm = grounded(path).filter(priorities=OuterRef("pk"))
    cards = Need.objects.filter(priorities=OuterRef("pk")).exclude(evidence=EvidenceGrade.SUPPOSED)
    bare = path.priorities.filter(dropped_because="").exclude(
        Exists(firm) | Exists(cards.exclude(status=CardStatus.DRAFT))
    )
    return list(bare.order_by("position", "pk"))
