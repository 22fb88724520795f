"""The city's zones, figures, addresses, and who answers for them: brought in as files are.

The boundaries of the NIL are not ours to restate: each zone is drawn as the part of the city that
is nearest to its centroid, and every map says that such shapes are schematic.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import numpy as np
import shapely
from django.conf import settings
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from trama.accounts.models import OfficeRole
from trama.core.deadlines import ROME
from trama.demo.formats.territory import Nil, as_csv, collection, feature, territory
from trama.demo.lifecycle.people import Cast
from trama.demo.lifecycle.stage import at
from trama.ledger.formats.sheets import files
from trama.ledger.formats.sheets.sheet import Sheet
from trama.territory.formats import geojson, shapes
from trama.territory.formats.drawing import Projection
from trama.territory.formats.layout import (
    AddressLayout,
    Layout,
    SourceFacts,
    known_layout,
    known_sources,
)
from trama.territory.lifecycle.addresses import import_addresses
from trama.territory.lifecycle.areas import assign_area
from trama.territory.lifecycle.boundaries import ShareTable, Zones, import_boundaries
from trama.territory.lifecycle.indicators import import_indicators
from trama.territory.lifecycle.reports import File
from trama.territory.models import Zone, ZoneKind

IMPORTED = datetime(2025, 3, 10, 9, 30, tzinfo=ROME)
ASSIGNED = datetime(2025, 3, 12, 11, 0, tzinfo=ROME)
LAYOUTS = {"ds205": "ds205", "ds1440": "households"}
REACH = 1_350.0  # metres around a centroid that are the city's
SMOOTH = 900.0  # metres: bays narrower than twice this are filled
SCHEMATIC = SourceFacts(
    code="forme-dimostrazione",
    title="Forme schematiche della dimostrazione, attorno ai centri dei NIL (ds964)",
    publisher="Elaborazione su dati Comune di Milano",
    licence="CC BY 4.0",
    url="https://dati.comune.milano.it/",
)
INVENTED = SourceFacts(
    code="indirizzi-dimostrazione", title="Indirizzi inventati per la dimostrazione"
)
AREAS = {
    "viola": ("San Siro – Selinunte", ZoneKind.NIL, ["57", "60"]),
    "rosa": ("Municipio 7", ZoneKind.MUNICIPIO, ["7"]),
}


def is_there() -> bool:
    return Zone.objects.exists()


def live(cast: Cast) -> None:
    with at(IMPORTED):
        _bring_in_shapes()
        _bring_in_figures()
        _bring_in_addresses()
    with at(ASSIGNED):
        for who, (name, kind, codes) in AREAS.items():
            role = OfficeRole.objects.get(user=cast.people[who])
            zones = list(Zone.objects.filter(kind=kind, code__in=codes))
            assign_area(role, name=name, zones=zones, actor=cast.people["elena"])


def _bring_in_shapes() -> None:
    """The large zones first: shares refer to them."""
    projection = Projection(*settings.CITY_CENTER)
    listed = territory().zones
    cells = {zone.number: cell for zone, cell in zip(listed, _cells(projection), strict=True)}
    _import(ZoneKind.CITY, {1: settings.CITY_NAME}, {1: shapely.union_all(list(cells.values()))})
    grouped: dict[int, list[BaseGeometry]] = defaultdict(list)
    for zone in listed:
        grouped[zone.municipio].append(cells[zone.number])
    municipi = {number: shapely.union_all(grouped[number]) for number in sorted(grouped)}
    _import(ZoneKind.MUNICIPIO, {n: f"Municipio {n}" for n in municipi}, municipi)
    table = ShareTable(_sheet(territory().shares()), known_sources()["nil-municipio"])
    _import(ZoneKind.NIL, {zone.number: zone.name for zone in listed}, cells, listed, table)


def _cells(projection: Projection) -> list[BaseGeometry]:
    """For each NIL, what of the city is nearer to its centroid than to any other."""
    points = shapely.MultiPoint(
        [projection.metres(zone.longitude, zone.latitude) for zone in territory().zones]
    )
    city = points.buffer(REACH).buffer(SMOOTH).buffer(-SMOOTH).simplify(60)
    cells = shapely.voronoi_polygons(points, extend_to=city, ordered=True)
    return [cell.intersection(city) for cell in shapely.get_parts(cells)]


def _import(
    kind: ZoneKind,
    names: dict[int, str],
    drawn: dict[int, BaseGeometry],
    listed: list[Nil] | None = None,
    shares: ShareTable | None = None,
) -> None:
    projection = Projection(*settings.CITY_CENTER)
    features = [
        feature(number, names[number], mapping(_in_degrees(shape, projection)))
        for number, shape in drawn.items()
    ]
    content = json.dumps(collection(features)).encode()
    read = geojson.read(content, geojson.Reading("code", "name", settings.CITY_CENTER))
    shaped, invalid, overlaps = shapes.draw(read.features, projection)
    centroids = {str(zone.number): (zone.longitude, zone.latitude) for zone in listed or ()}
    shaped = [
        replace(one, centroid=centroids.get(one.feature.code, one.centroid)) for one in shaped
    ]
    zones = Zones(
        kind,
        shaped,
        precision="schematic",
        edition="PGT 2030",
        refused=[*read.refused, *invalid],
        warnings=overlaps,
    )
    file = File(f"dimostrazione-{kind}.geojson", content)
    report = import_boundaries(zones, source=SCHEMATIC, file=file, shares=shares)
    if report.refused:
        raise RuntimeError(f"The demo's zones are not good: {report.refused[:3]}")


def _in_degrees(shape: BaseGeometry, projection: Projection) -> BaseGeometry:
    return shapely.transform(
        shape, lambda points: np.array([projection.place(x, y) for x, y in points.tolist()])
    )


def _bring_in_figures() -> None:
    for source, layout in LAYOUTS.items():
        content = as_csv(territory().figures(source))
        import_indicators(
            files.read(content),
            Layout(
                zone_column="zone",
                year_column="year",
                indicator_column="indicator",
                value_column="value",
                indicators=known_layout(layout).defined,
            ),
            source=known_sources()[source],
            file=File(f"{source}.csv", content),
        )


def _bring_in_addresses() -> None:
    content = as_csv(territory().places())
    import_addresses(
        files.read(content),
        AddressLayout(nil="id_nil"),
        source=INVENTED,
        file=File("indirizzi-inventati.csv", content),
    )


def _sheet(rows: Iterator[list[str]]) -> Sheet:
    return files.read(as_csv(rows))
