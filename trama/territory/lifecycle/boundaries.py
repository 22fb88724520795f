"""Boundaries and shares of zones brought in. Geometry is done before: here it is written."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from trama.core import clock
from trama.ledger.formats.sheets.sheet import Remark, Sheet
from trama.territory.formats.layout import SourceFacts
from trama.territory.formats.outline import Drawn
from trama.territory.lifecycle.reports import File, Report, lock, record, source_of, write
from trama.territory.models import Source, Zone, ZoneKind, ZoneShare
from trama.territory.rules.names import same_name
from trama.territory.rules.shares import Share, read_shares

WRITTEN = (
    "number", "name", "edition", "source_id", "precision", "boundary", "outline", "area_m2",
    "longitude", "latitude", "label_longitude", "label_latitude", "west", "south", "east", "north",
)  # fmt: skip
SHARED = ("area_share", "people_share", "source_id")


@dataclass(frozen=True)
class Zones:
    """Zones of one scale, as a file draws them. `names`: code → the name to use instead.

    `refused` and `warnings`: what reading and drawing the file have already found.
    """

    kind: ZoneKind
    drawn: Sequence[Drawn]
    precision: str = "official"
    edition: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    refused: Sequence[Remark] = ()
    warnings: Sequence[Remark] = ()


@dataclass(frozen=True)
class ShareTable:
    """A table of how much of each NIL lies in each Municipio, and whose it is."""

    sheet: Sheet
    source: SourceFacts


@transaction.atomic
def import_boundaries(
    zones: Zones,
    *,
    source: SourceFacts,
    file: File,
    shares: ShareTable | None = None,
    dry_run: bool = False,
) -> Report:
    """Write the zones of a file: joined on the code, never on the name. A dry run writes nothing.

    A zone of the register that is not in the file stays, and is told. Another name for a known
    code is told, and taken; the same name written otherwise stays as it was.
    """
    at = clock.now()
    lock(Zone)
    known_source = source_of(source)
    report = Report(refused=list(zones.refused), warnings=list(zones.warnings))
    known = {zone.code: zone for zone in Zone.objects.filter(kind=zones.kind)}
    rows = []
    for drawn in zones.drawn:
        zone = known.get(drawn.feature.code)
        name = _name(zones, drawn, zone, report)
        rows.append((zone, {"kind": zones.kind, **_values(zones, drawn, name, known_source)}))
    report.add(write(Zone, rows, WRITTEN))
    report.warnings += _left_out(zones, known)
    if shares:
        report.add(_write_shares(shares))
    record("import_boundaries", known_source, file, report, at, kind=str(zones.kind))
    if dry_run:
        transaction.set_rollback(True)
    return report


def _name(zones: Zones, drawn: Drawn, zone: Zone | None, report: Report) -> str:
    written = drawn.feature.name
    chosen = zones.names.get(drawn.feature.code)
    if zone is None or chosen:
        return chosen or written
    if same_name(zone.name, written):
        return zone.name
    reason = _("Nome di un’altra edizione: finora era «%(name)s». Vale quello del file.")
    report.warnings.append(Remark(drawn.feature.row, "name", written, reason % {"name": zone.name}))
    return written


def _values(zones: Zones, drawn: Drawn, name: str, source: Source) -> dict[str, Any]:
    longitudes, latitudes = zip(*_places(drawn), strict=True)
    return {
        "code": drawn.feature.code,
        "number": drawn.feature.number,
        "name": name,
        "edition": zones.edition,
        "source_id": source.pk,
        "precision": zones.precision,
        "boundary": {
            "type": "MultiPolygon",
            "coordinates": [
                [[list(place) for place in ring] for ring in polygon] for polygon in drawn.polygons
            ],
        },
        "outline": drawn.outline,
        # A shape that only tells places apart has no area to speak of.
        "area_m2": None if zones.precision == "schematic" else drawn.area_m2,
        "longitude": drawn.centroid[0],
        "latitude": drawn.centroid[1],
        "label_longitude": drawn.label[0],
        "label_latitude": drawn.label[1],
        "west": min(longitudes),
        "south": min(latitudes),
        "east": max(longitudes),
        "north": max(latitudes),
    }


def _places(drawn: Drawn) -> list[tuple[float, float]]:
    return [place for polygon in drawn.polygons for ring in polygon for place in ring]


def _left_out(zones: Zones, known: Mapping[str, Zone]) -> list[Remark]:
    named = {drawn.feature.code for drawn in zones.drawn}
    reason = _("È nel registro e non nel file: resta com’era.")
    return [Remark(0, "code", code, reason) for code in known if code not in named]


def _write_shares(table: ShareTable) -> Report:
    parts = dict(Zone.objects.filter(kind=ZoneKind.NIL).values_list("code", "pk"))
    wholes = dict(Zone.objects.filter(kind=ZoneKind.MUNICIPIO).values_list("code", "pk"))
    read = read_shares(table.sheet, parts, wholes)
    report = Report(refused=read.refused, warnings=read.warnings)
    report.add(_replace_shares(read.found, parts, wholes, source_of(table.source)))
    return report


def _replace_shares(
    shares: Iterable[Share],
    parts: Mapping[str, int],
    wholes: Mapping[str, int],
    source: Source | None,
) -> Report:
    """The shares of these parts become these; a pair that is no longer there goes."""
    wanted = {(parts[share.part], wholes[share.whole]): share for share in shares}
    of_parts = ZoneShare.objects.filter(part__in={part for part, _whole in wanted})
    known: dict[tuple[int, int], models.Model] = {
        (share.part_id, share.whole_id): share for share in of_parts
    }
    gone = [row.pk for pair, row in known.items() if pair not in wanted]
    ZoneShare.objects.filter(pk__in=gone).delete()
    rows = [
        (
            known.get(pair),
            {
                "part_id": pair[0],
                "whole_id": pair[1],
                "area_share": share.area,
                "people_share": share.people,
                "source_id": source.pk if source else None,
            },
        )
        for pair, share in wanted.items()
    ]
    return write(ZoneShare, rows, SHARED)


@transaction.atomic
def set_computed_shares(shares: Mapping[tuple[str, str], float]) -> Report:
    """Where no table says them: shares of area found by geometry, (NIL, Municipio) → share.

    They stand for shares of residents too, and no source is written beside them. What a table has
    said is left alone.
    """
    lock(Zone)
    parts = dict(
        Zone.objects.filter(kind=ZoneKind.NIL)
        .exclude(wholes__source__isnull=False)
        .values_list("code", "pk")
    )
    wholes = dict(Zone.objects.filter(kind=ZoneKind.MUNICIPIO).values_list("code", "pk"))
    computed = [
        Share(part, whole, round(share, 4), round(share, 4))
        for (part, whole), share in shares.items()
        if part in parts
    ]
    return _replace_shares(computed, parts, wholes, None)
