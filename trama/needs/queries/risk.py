"""The risk index as the last computation has written it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from trama.needs.models import CoverageRun, IndexComponent, RiskScore
from trama.needs.rules.risk import Score


def components() -> list[IndexComponent]:
    return list(IndexComponent.objects.select_related("numerator", "denominator"))


@dataclass(frozen=True)
class Standing:
    """A NIL in the index; without a rank, `missing` says why."""

    code: str
    number: int
    name: str
    mpi: float | None
    z: float | None
    rank: int | None
    rank_low: int | None
    rank_high: int | None
    missing: str
    parts: Mapping[str, Mapping[str, Any]]

    def value(self, component: str) -> float | None:
        return self.parts.get(component, {}).get("value")

    def standard(self, components: Sequence[IndexComponent]) -> list[float]:
        """The standardized components, in the order given, of a NIL that has a rank."""
        return [self.parts[one.code]["standard"] for one in components]

    def scored(self, score: Score | None) -> "Standing":
        """The same place with another score, whose stability nobody has computed."""
        if score is None:
            return replace(self, mpi=None, z=None, rank=None, rank_low=None, rank_high=None)
        return replace(
            self, mpi=score.mpi, z=score.z, rank=score.rank, rank_low=None, rank_high=None
        )


def standings(run: CoverageRun) -> list[Standing]:
    rows = RiskScore.objects.filter(run=run).order_by("zone__number")
    names = (
        "zone__code", "zone__number", "zone__name", "mpi", "z", "rank", "rank_low", "rank_high",
        "missing", "components",
    )  # fmt: skip
    return [Standing(*row) for row in rows.values_list(*names)]
