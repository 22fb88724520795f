"""`import_boundaries FILE --kind nil --source CODE`: the zones of a city, from GeoJSON."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings

from trama.ledger.formats.sheets import files
from trama.ledger.formats.sheets.sheet import Sheet, column_name
from trama.territory.formats import geojson, shapes
from trama.territory.formats.drawing import Projection
from trama.territory.formats.layout import SourceFacts
from trama.territory.lifecycle.boundaries import (
    ShareTable,
    Zones,
    import_boundaries,
    set_computed_shares,
)
from trama.territory.lifecycle.reports import File, Report
from trama.territory.management.importing import ImportCommand, facts_of
from trama.territory.models import Zone, ZoneKind, ZoneShare


class Command(ImportCommand):
    help = "Importa i confini delle zone (GeoJSON, WGS84): NIL, Municipi, città."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--kind", required=True, choices=ZoneKind.values)
        parser.add_argument("--id-field", default="ID_NIL", help="la proprietà con il codice")
        parser.add_argument("--name-field", default="NIL", help="la proprietà con il nome")
        parser.add_argument(
            "--precision", default="official", choices=["official", "approximate", "schematic"]
        )
        parser.add_argument("--edition", default="", help="l’edizione, come la chiama la fonte")
        parser.add_argument("--names", type=Path, help="una tabella di nomi, da usare per codice")
        parser.add_argument("--names-fields", default="id,name", help="le sue due colonne")
        parser.add_argument("--shares", type=Path, help="la tabella delle quote nei Municipi")
        parser.add_argument("--shares-source", default="nil-municipio", help="la sua fonte")

    def bring_in(self, file: File, source: SourceFacts, options: dict[str, Any]) -> Report:
        kind, dry_run = ZoneKind(options["kind"]), options["dry_run"]
        projection = Projection(*settings.CITY_CENTER)
        read = geojson.read(
            file.content,
            geojson.Reading(
                options["id_field"],
                options["name_field"],
                settings.CITY_CENTER,
                ("1", settings.CITY_NAME) if kind == ZoneKind.CITY else None,
            ),
        )
        drawn, invalid, overlaps = shapes.draw(read.features, projection)
        zones = Zones(
            kind,
            drawn,
            options["precision"],
            options["edition"],
            _names(options["names"], options["names_fields"]),
            [*read.refused, *invalid],
            overlaps,
        )
        shares = None
        if options["shares"]:
            shares = ShareTable(_sheet(options["shares"]), facts_of(options["shares_source"]))
        report = import_boundaries(zones, source=source, file=file, shares=shares, dry_run=dry_run)
        if shares is None and kind != ZoneKind.CITY and not dry_run:
            report.add(_compute_shares(projection))
        return report


def _sheet(path: Path) -> Sheet:
    return files.read(files.content_of(path))


def _names(path: Path | None, fields: str) -> dict[str, str]:
    if path is None:
        return {}
    code, _comma, name = (column_name(part) for part in fields.partition(","))
    sheet = _sheet(path)
    sheet.require([code, name])
    return {row.cells[code].strip(): " ".join(row.cells[name].split()) for row in sheet.rows}


def _compute_shares(projection: Projection) -> Report:
    """Where no table has said how the NIL lie in the Municipi, their boundaries do."""
    drawn: dict[str, dict[str, geojson.Polygons]] = {ZoneKind.NIL: {}, ZoneKind.MUNICIPIO: {}}
    said = ZoneShare.objects.filter(source__isnull=False).values("part")
    rows = Zone.objects.filter(kind__in=drawn, boundary__isnull=False).exclude(pk__in=said)
    for zone in rows.only("kind", "code", "boundary"):
        drawn[zone.kind][zone.code] = zone.boundary["coordinates"] if zone.boundary else []
    if not all(drawn.values()):
        return Report()
    found = shapes.area_shares(drawn[ZoneKind.NIL], drawn[ZoneKind.MUNICIPIO], projection)
    return set_computed_shares(found)
