"""Coverage of needs and the risk index, as the last computation found them.

A figure that is not known is null; of a small cell every figure is null and `shown` says why.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from trama.needs.models import CoverageCell, RiskScore, Unit
from trama.opendata import queries
from trama.opendata.api.schemas import PageOf, PageQuery, Text, absolute
from trama.territory.models import Confidence, ZoneKind
from trama.territory.queries.zones import SLUGS

router = Router(tags=["coverage"])

CODE = r"^[-a-zA-Z0-9_]*$"


class Shown(StrEnum):
    """Whether there are figures: all; some are unknown; fewer than five people; protected, or
    such a cell would be found from it."""

    YES = "yes"
    UNKNOWN = "unknown"
    FEW = "few"
    SECONDARY = "secondary"


class ZoneOut(Schema):
    """A NIL (nucleo d’identità locale), a Municipio or the city, by its own code."""

    kind: ZoneKind
    code: str
    name: str


class CoverageOut(Schema):
    """A need in a zone. Sums are of the parts known and shown: `known_parts` of `parts`."""

    measure: str
    unit: Unit
    zone: ZoneOut
    shown: Shown
    demand: float | None = Field(description="Estimated, in the unit.")
    supply: float | None = Field(description="Capacity that bodies have told, in the unit.")
    supply_recent: float | None = Field(
        description="Of which verified in the last twelve months. Null for larger zones."
    )
    gap: float | None = Field(description="Demand minus supply.")
    ratio: float | None = Field(description="Supply over demand.")
    access: float | None = Field(
        description="Places within walking reach for each who asks (E2SFCA). Null for larger zones."
    )
    overlap: int = Field(ge=0, description="Other bodies for the same; of a sum, NIL that have.")
    resources: int = Field(ge=0)
    resources_unknown: int = Field(ge=0, description="Of which nobody has told the capacity.")
    confidence: Confidence = Field(description="Of the supply.")
    verified_at: datetime | None = Field(description="The oldest; null if one never was.")
    known_parts: int | None
    parts: int | None
    page_url: str

    @staticmethod
    def resolve_measure(cell: CoverageCell) -> str:
        return cell.measure.code

    @staticmethod
    def resolve_unit(cell: CoverageCell) -> str:
        return cell.measure.unit

    @staticmethod
    def resolve_shown(cell: CoverageCell) -> str:
        if cell.hidden:
            return cell.hidden
        return Shown.UNKNOWN if cell.demand is None or cell.supply is None else Shown.YES

    @staticmethod
    def resolve_resources_unknown(cell: CoverageCell) -> int:
        return cell.unknown

    @staticmethod
    def resolve_page_url(cell: CoverageCell) -> str:
        place = SLUGS[ZoneKind(cell.zone.kind)]
        return absolute("needs:coverage_cell", cell.measure.code, place, cell.zone.code)


class CoveragePageOut(PageOf[CoverageOut]):
    """A page of cells; `computed_at` is null until something was computed."""

    computed_at: datetime | None


class ComponentOut(Schema):
    code: str
    value: float


class RiskOut(Schema):
    """A NIL in the index: without a score, `missing` says why (not_known, protected, small)."""

    zone: ZoneOut
    mpi: float | None = Field(description="Mazziotta–Pareto: mean 100, standard deviation 10.")
    z: float | None = Field(description="Weighted mean of z-scores.")
    rank: int | None = Field(description="1 is the highest risk.")
    rank_low: int | None = Field(description="5th percentile of the ranks under other weights.")
    rank_high: int | None = Field(description="95th percentile.")
    components: list[ComponentOut]
    missing: Text

    @staticmethod
    def resolve_components(score: RiskScore) -> list[dict[str, Any]]:
        found = score.components.items()
        return [{"code": code, "value": part["value"]} for code, part in found]


class RiskPageOut(PageOf[RiskOut]):
    computed_at: datetime | None


class CoverageQuery(PageQuery):
    """Which cells."""

    measure: str = Field("", pattern=CODE, max_length=50, description="A need's code.")
    kind: ZoneKind | None = Field(None, description="NIL, Municipi or the city.")
    municipio: str = Field(
        "", pattern=CODE, max_length=20, description="A Municipio and the NIL that lie in it."
    )


@router.get(
    "/coverage",
    response=CoveragePageOut,
    operation_id="coverage",
    summary="Needs, resources and gaps by zone, page by page",
)
def coverage(request: HttpRequest, asked: Query[CoverageQuery]) -> dict[str, Any]:
    """By need, then Municipi, NIL and city by number."""
    run, rows = queries.coverage(asked.measure, asked.kind, asked.municipio)
    return {**queries.page(rows, asked.page, asked.page_size), "computed_at": run and run.done_at}


@router.get(
    "/risk",
    response=RiskPageOut,
    operation_id="risk",
    summary="The child-poverty risk index of the NIL, page by page",
)
def risk(request: HttpRequest, asked: Query[PageQuery]) -> dict[str, Any]:
    """The highest risk first; those without a score last."""
    run, rows = queries.risk()
    return {**queries.page(rows, asked.page, asked.page_size), "computed_at": run and run.done_at}
