"""Series of figures brought in from a published table."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db import models, transaction

from trama.core import clock
from trama.ledger.formats.sheets.sheet import Sheet
from trama.territory.formats.layout import IndicatorFacts, Layout, SourceFacts
from trama.territory.lifecycle.reports import File, Report, lock, record, source_of, write
from trama.territory.models import Indicator, IndicatorValue, Source, Zone
from trama.territory.rules.tables import Reader, Value, ZoneFacts

WRITTEN = ("value", "source_id", "confidence", "note")


@transaction.atomic
def import_indicators(
    sheet: Sheet,
    layout: Layout,
    *,
    source: SourceFacts,
    file: File,
    year: int | None = None,
    dry_run: bool = False,
) -> Report:
    """Write the figures of a table: indicators that it defines are created, values compared.

    What is not in the table stays as it was. A dry run writes nothing.
    """
    at = clock.now()
    lock(IndicatorValue)
    zones = {
        zone.code: zone
        for zone in Zone.objects.filter(kind=layout.zone_kind).only("code", "name", "area_m2")
    }
    facts = {code: ZoneFacts(zone.name, zone.area_m2) for code, zone in zones.items()}
    codes = frozenset(Indicator.objects.values_list("code", flat=True))
    reading = Reader(layout, facts, year, codes).read(sheet)
    _define(layout.defined, codes)
    known_source = source_of(source)
    report = Report(refused=reading.refused, warnings=reading.warnings)
    zone_keys = {code: zone.pk for code, zone in zones.items()}
    report.add(_write(reading.values, zone_keys, known_source))
    record("import_indicators", known_source, file, report, at)
    if dry_run:
        transaction.set_rollback(True)
    return report


def _define(facts: Iterable[IndicatorFacts], known: frozenset[str]) -> None:
    new = {one.code: Indicator(**one.model_dump()) for one in facts if one.code not in known}
    Indicator.objects.bulk_create(new.values())


def _write(values: list[Value], zones: dict[str, int], source: Source) -> Report:
    codes = {value.indicator for value in values}
    indicators = dict(Indicator.objects.filter(code__in=codes).values_list("code", "pk"))
    present = IndicatorValue.objects.filter(
        indicator__in=indicators.values(), year__in={value.year for value in values}
    )
    known: dict[tuple[int, int, int], models.Model] = {
        (row.indicator_id, row.zone_id, row.year): row for row in present
    }
    rows = []
    for value in values:
        key = (indicators[value.indicator], zones[value.zone], value.year)
        fields: dict[str, Any] = {
            "indicator_id": key[0],
            "zone_id": key[1],
            "year": key[2],
            "value": value.value.quantize(Decimal("0.0001")),
            "source_id": source.pk,
            "confidence": value.confidence,
            "note": value.note,
        }
        rows.append((known.get(key), fields))
    return write(IndicatorValue, rows, WRITTEN)
