"""Coverage and risk as tables, for whoever takes them away: CSV and spreadsheet, row by row.

None is «not known»: an empty cell. A hidden cell has no figures, and says why in `shown`.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from trama.core.moments import local
from trama.needs.models import CoverageRun
from trama.territory.models import Zone

FIGURES = (
    "demand", "supply", "supply_recent", "gap", "ratio", "access", "overlap", "resources",
    "unknown", "known_parts", "parts",
)  # fmt: skip
HEADER = (
    "measure", "unit", "zone_kind", "zone", "zone_name", "shown", *FIGURES, "confidence",
    "verified_on",
)  # fmt: skip
RISK_HEADER = ("zone", "zone_name", "missing", "mpi", "z", "rank", "rank_low", "rank_high")

Table = Iterator[list[Any]]


def coverage_table(run: CoverageRun, measure: str = "", municipio: str = "") -> Table:
    """Every measure in every zone, or one measure, or the zones of a Municipio and itself."""
    yield list(HEADER)
    cells = run.cells.order_by("measure__position", "measure__code", "zone__kind", "zone__number")
    if measure:
        cells = cells.filter(measure__code=measure)
    if municipio:
        cells = cells.filter(zone__in=zones_of(municipio))
    names = (
        "measure__code", "measure__unit", "zone__kind", "zone__code", "zone__name", "hidden",
        *FIGURES, "confidence", "verified_at",
    )  # fmt: skip
    for code, unit, kind, zone, name, hidden, *rest in cells.values_list(*names).iterator():
        *figures, confidence, at = rest
        shown = hidden or ("unknown" if figures[0] is None or figures[1] is None else "yes")
        day = local(at).date().isoformat() if at else None
        yield [code, unit, kind, zone, name, shown, *map(_number, figures), confidence, day]


def zones_of(municipio: str) -> list[int]:
    """A Municipio and the NIL that lie in it, wholly or in part."""
    rows = Zone.objects.filter(kind="municipio", code=municipio)
    whole = list(rows.values_list("pk", flat=True))
    inside = Zone.objects.filter(wholes__whole__in=whole, wholes__people_share__gt=0)
    return whole + list(inside.values_list("pk", flat=True))


def _number(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value


def risk_table(run: CoverageRun) -> Table:
    """Every NIL with its score, its components' values beside."""
    rows = list(
        run.scores.order_by("rank", "zone__number").values_list(
            "zone__code", "zone__name", "missing", "mpi", "z", "rank", "rank_low", "rank_high",
            "components",
        )
    )  # fmt: skip
    codes = sorted({code for row in rows for code in row[-1]})
    yield [*RISK_HEADER, *codes]
    for *facts, components in rows:
        values = [components.get(code, {}).get("value") for code in codes]
        yield [*(round(v, 4) if isinstance(v, float) else v for v in facts), *values]
