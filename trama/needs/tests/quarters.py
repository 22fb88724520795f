"""An invented city in the database: three NIL, one astride two Municipi, and its figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from trama.core import clock
from trama.needs.lifecycle.coverage import ask_run
from trama.needs.models import (
    CoverageCell,
    CoverageMeasure,
    CoverageRun,
    IndexComponent,
    Resource,
    RiskScore,
)
from trama.needs.tasks.coverage import compute_coverage
from trama.needs.tasks.workbook import write_workbook
from trama.needs.tests.factories import CoverageMeasureFactory, ResourceFactory
from trama.programming.models import Theme
from trama.programming.tests.factories import ThemeFactory
from trama.territory.models import Zone, ZoneKind
from trama.territory.tests.factories import (
    IndicatorFactory,
    IndicatorValueFactory,
    SourceFactory,
    ZoneFactory,
    ZoneShareFactory,
)


@dataclass(frozen=True)
class Quarters:
    """Minors: 1,000 in the north, 500 in the middle (0.6 east, 0.4 west), 300 in the south."""

    north: Zone
    middle: Zone
    south: Zone
    east: Zone
    west: Zone
    city: Zone
    measure: CoverageMeasure
    theme: Theme

    def service(self, *served: Zone, capacity: int | None = None, **facts: Any) -> Resource:
        """A published service of the measure's theme, verified now unless said."""
        facts = {"theme": self.theme, "verified_at": clock.now(), "nil": None, **facts}
        unit = "places" if capacity is not None else ""
        made: Resource = ResourceFactory.create(
            served=served, capacity=capacity, unit=unit, **facts
        )
        return made


def quarters(minors: Mapping[str, float] | None = None) -> Quarters:
    """The measures and components of the platform's own list give way to one measure."""
    CoverageMeasure.objects.all().delete()
    IndexComponent.objects.all().delete()
    names = ("Nord", "Mezzo", "Sud")
    nils = [
        ZoneFactory.create(number=number, name=name, square=True)
        for number, name in enumerate(names, start=11)
    ]
    east, west = (
        ZoneFactory.create(kind=ZoneKind.MUNICIPIO, number=number, name=f"Municipio {number}")
        for number in (21, 22)
    )
    city = ZoneFactory.create(kind=ZoneKind.CITY, number=31, name="Città di prova")
    for part, whole, share in (
        (nils[0], east, 1.0), (nils[1], east, 0.6), (nils[1], west, 0.4), (nils[2], west, 1.0),
    ):  # fmt: skip
        ZoneShareFactory.create(part=part, whole=whole, area_share=share, people_share=share)
    source = SourceFactory.create(code="prova", title="Residenti di prova")
    counted: dict[str, float] = {"Nord": 1000, "Mezzo": 500, "Sud": 300} | dict(minors or {})
    series: dict[str, dict[str, float]] = {
        "minors": counted,
        "residents": dict.fromkeys(names, 6000),
    }
    for code, values in series.items():
        indicator = IndicatorFactory.create(code=code)
        for zone in nils:
            IndicatorValueFactory.create(
                indicator=indicator, zone=zone, value=Decimal(str(values[zone.name])), source=source
            )
    theme = ThemeFactory.create(code="edu-support")
    measure = CoverageMeasureFactory.create(code="doposcuola", theme=theme)
    return Quarters(nils[0], nils[1], nils[2], east, west, city, measure, theme)


def component(code: str = "minors-share", polarity: int = 1, weight: int = 1) -> IndexComponent:
    return IndexComponent.objects.create(
        code=code,
        label_it=f"Componente {code}",
        label_en=f"Component {code}",
        numerator=IndicatorFactory.create(code="minors"),
        denominator=IndicatorFactory.create(code="residents"),
        polarity=polarity,
        weight=weight,
    )


def computed(at: datetime | None = None) -> CoverageRun:
    """A run asked now and made at once."""
    run = ask_run(None, at or clock.now())
    compute_coverage(str(run.uid))
    write_workbook(str(run.uid))
    run.refresh_from_db()
    return run


def cell(run: CoverageRun, zone: Zone, measure: CoverageMeasure | None = None) -> CoverageCell:
    cells = run.cells.filter(zone=zone)
    return (cells.filter(measure=measure) if measure else cells).get()


def months_ago(months: int) -> datetime:
    return clock.now() - timedelta(days=31 * months)


def figures(cell: CoverageCell | RiskScore, *names: str) -> list[Any]:
    """Some figures of a cell or of a score, to be compared at once."""
    return [getattr(cell, name) for name in names]
