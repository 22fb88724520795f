"""Coverage as the pages read it: the rows that the last computation has written."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q

from trama.needs.models import CoverageCell, CoverageMeasure, CoverageRun, RunStatus
from trama.territory.models import Zone, ZoneKind, ZoneShare

CELL = (
    "demand", "supply", "supply_recent", "gap", "ratio", "access", "overlap", "resources",
    "unknown", "confidence", "verified_at", "hidden", "known_parts", "parts",
)  # fmt: skip
HALF = Decimal("0.5")


def latest_run() -> CoverageRun | None:
    """What the pages show: the last computation that succeeded."""
    return CoverageRun.objects.filter(status=RunStatus.DONE).order_by("-done_at").first()


def pending_run() -> CoverageRun | None:
    """The last one asked, while it is not done; or the last, when it has failed since."""
    last = CoverageRun.objects.order_by("-asked_at", "-pk").first()
    return last if last is not None and last.status != RunStatus.DONE else None


def measures() -> list[CoverageMeasure]:
    return list(CoverageMeasure.objects.filter(retired=False).select_related("theme"))


@dataclass(frozen=True)
class Line:
    """A measure in a zone. None is «not known»; of a hidden one there are no figures at all."""

    kind: str
    code: str
    number: int
    name: str
    demand: Decimal | None
    supply: Decimal | None
    supply_recent: Decimal | None
    gap: Decimal | None
    ratio: Decimal | None
    access: float | None
    overlap: int
    resources: int
    unknown: int
    confidence: str
    verified_at: datetime | None
    hidden: str
    known_parts: int | None = None
    parts: int | None = None

    @property
    def is_known(self) -> bool:
        """Both sides are known, and shown."""
        return self.demand is not None and self.supply is not None

    def recent(self) -> "Line":
        """As it is when only what was verified in the last twelve months counts."""
        there, wanted = self.supply_recent, self.demand
        if there is None or wanted is None:
            return replace(self, supply=there, gap=None, ratio=None, overlap=0)
        return replace(
            self, supply=there, gap=wanted - there, ratio=there / wanted if wanted else None
        )


ZONE = ("zone__kind", "zone__code", "zone__number", "zone__name")


def line(run: CoverageRun, measure: CoverageMeasure, zone: Zone) -> Line | None:
    cells = CoverageCell.objects.filter(run=run, measure=measure, zone=zone)
    found = cells.values_list(*ZONE, *CELL).first()
    return Line(*found) if found else None


@dataclass(frozen=True)
class Board:
    """One measure in the NIL of a Municipio, or of the city; `total` is the larger zone's."""

    total: Line | None
    lines: Sequence[Line]


def board(run: CoverageRun, measure: CoverageMeasure, whole: Zone | None, *, recent: bool) -> Board:
    """Two queries, one more for recent totals: they are summed here, by the shares."""
    cells = CoverageCell.objects.filter(run=run, measure=measure)
    if whole is None:
        wanted = Q(zone__kind__in=(ZoneKind.NIL, ZoneKind.CITY))
    else:
        wanted = Q(zone=whole) | Q(zone__in=_inside(whole))
    rows = cells.filter(wanted).order_by("zone__number").values_list(*ZONE, *CELL)
    found = [Line(*row) for row in rows]
    lines = [one for one in found if one.kind == ZoneKind.NIL]
    total = next((one for one in found if one.kind != ZoneKind.NIL), None)
    if not recent:
        return Board(total, lines)
    lines = [one.recent() for one in lines]
    shares = _shares(whole) if whole else {one.code: 1.0 for one in lines}
    return Board(_summed(total, lines, shares) if total else None, lines)


def _inside(whole: Zone) -> Any:
    shares = ZoneShare.objects.filter(whole=whole, people_share__gt=0)
    return shares.filter(part__kind=ZoneKind.NIL).values("part")


def _shares(whole: Zone) -> dict[str, float]:
    rows = ZoneShare.objects.filter(whole=whole, part__kind=ZoneKind.NIL)
    return dict(rows.values_list("part__code", "people_share"))


def _summed(total: Line, lines: Iterable[Line], shares: Mapping[str, float]) -> Line:
    """The sum of the lines known on both sides; None where there is none."""
    known = [
        (Decimal(str(shares.get(one.code, 0))), one.demand, one.supply)
        for one in lines
        if one.demand is not None and one.supply is not None
    ]
    if not known:
        return replace(total, demand=None, supply=None, gap=None, ratio=None, known_parts=0)
    wanted = sum((share * demand for share, demand, _there in known), Decimal(0))
    there = sum((share * supply for share, _wanted, supply in known), Decimal(0))
    return replace(
        total,
        demand=wanted,
        supply=there,
        gap=wanted - there,
        ratio=there / wanted if wanted else None,
        known_parts=len(known),
    )


@dataclass(frozen=True)
class Other:
    """A measure in a larger zone, in a row: how much is missing, and where most of all."""

    measure: CoverageMeasure
    demand: Decimal | None
    supply: Decimal | None
    gap: Decimal | None
    hidden: str
    less_than_half: int  # NIL, of those known
    known: int
    worst: str


def others(run: CoverageRun, whole: Zone | None) -> list[Other]:
    """Every measure in a Municipio or in the city: four queries."""
    cells = CoverageCell.objects.filter(run=run, measure__retired=False)
    nils = cells.filter(zone__kind=ZoneKind.NIL, hidden="")
    if whole is not None:
        nils = nils.filter(zone__in=_inside(whole))
    totals = cells.filter(zone=whole) if whole else cells.filter(zone__kind=ZoneKind.CITY)
    figures = {
        row[0]: row[1:]
        for row in totals.values_list("measure", "demand", "supply", "gap", "hidden")
    }
    counts = {
        row["measure"]: (row["low"], row["known"])
        for row in nils.order_by()
        .values("measure")
        .annotate(
            low=Count("pk", filter=Q(ratio__lt=HALF)),
            known=Count("pk", filter=Q(gap__isnull=False)),
        )
    }
    worst = dict(
        nils.filter(gap__gt=0).order_by("measure", "-gap", "zone__number").distinct("measure")
        .values_list("measure", "zone__name")
    )  # fmt: skip
    return [
        Other(
            measure,
            *figures.get(measure.pk, (None, None, None, "")),
            *counts.get(measure.pk, (0, 0)),
            worst.get(measure.pk, ""),
        )
        for measure in measures()
    ]


@dataclass(frozen=True)
class Matrix:
    """Need by zone: of each pair the share covered, or why it is not said."""

    zones: Sequence[tuple[str, int, str]]  # code, number, name
    cells: Mapping[
        tuple[str, int], tuple[Decimal | None, str]
    ]  # zone's code, measure → ratio, hidden


def matrix(run: CoverageRun, whole: Zone | None) -> Matrix:
    cells = CoverageCell.objects.filter(run=run, zone__kind=ZoneKind.NIL)
    zones = Zone.objects.filter(kind=ZoneKind.NIL)
    if whole is not None:
        cells = cells.filter(zone__in=_inside(whole))
        zones = zones.filter(pk__in=_inside(whole))
    rows = cells.values_list("zone__code", "measure_id", "ratio", "hidden")
    return Matrix(
        list(zones.order_by("number").values_list("code", "number", "name")),
        {(code, measure): (ratio, hidden) for code, measure, ratio, hidden in rows},
    )


def spread(run: CoverageRun, measure: CoverageMeasure) -> dict[str, tuple[Decimal | None, str]]:
    """Of every NIL of the city the share covered, or why it is not said: what the map shows."""
    cells = CoverageCell.objects.filter(run=run, measure=measure, zone__kind=ZoneKind.NIL)
    return {
        code: (ratio, hidden)
        for code, ratio, hidden in cells.values_list("zone__code", "ratio", "hidden")
    }


def shortest(run: CoverageRun, zone: Zone, limit: int) -> list[CoverageCell]:
    """The needs least covered in a zone, of those with a gap that is known and shown."""
    cells = CoverageCell.objects.filter(run=run, zone=zone, hidden="", gap__gt=0)
    rows = cells.filter(measure__retired=False).select_related("measure").defer("working")
    return list(rows.order_by("ratio", "-gap", "measure__position")[:limit])
