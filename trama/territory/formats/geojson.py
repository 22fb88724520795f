"""GeoJSON (RFC 7946) of zones, read strictly: what is not surely a boundary is refused, and why.

Coordinates are WGS84 degrees, longitude first. Nothing is mended here.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

from django.utils.translation import gettext as _

from trama.ledger.formats.sheets.sheet import Remark, UnreadableError

Position = tuple[float, float]
Ring = list[Position]
Polygons = list[list[Ring]]

WGS84 = {
    "urn:ogc:def:crs:OGC:1.3:CRS84",
    "urn:ogc:def:crs:OGC::CRS84",
    "urn:ogc:def:crs:EPSG::4326",
    "EPSG:4326",
    "CRS84",
}
GEOMETRY = "geometry"
FAR = 2.0  # degrees from the city's centre, beyond which a boundary is another city's
MAX_CODE = 20  # characters


@dataclass(frozen=True)
class Feature:
    """A zone of the file: its place in it (from 1), code, name, and polygons."""

    row: int
    code: str
    name: str
    polygons: Polygons

    @property
    def number(self) -> int:
        return int(self.code)


@dataclass
class Boundaries:
    features: list[Feature] = field(default_factory=list)
    refused: list[Remark] = field(default_factory=list)


class FaultError(Exception):
    """A feature that is not taken."""

    def __init__(self, column: str, value: object, reason: str) -> None:
        self.column, self.value, self.reason = column, str(value)[:80], reason
        super().__init__(reason)


@dataclass(frozen=True)
class Reading:
    """Which properties say the code and the name of a zone, and where the city is.

    `single`: the code and name of a file's only feature, where it says none (the city's outline).
    """

    id_field: str
    name_field: str
    center: Position
    single: tuple[str, str] | None = None


def read(content: bytes, reading: Reading) -> Boundaries:
    """The zones of a FeatureCollection. Raises `UnreadableError` when the file is no such thing.

    Of a code that stands twice no feature is taken: nothing says which is right.
    """
    rows = _features(content)
    found = Boundaries()
    for row, feature in enumerate(rows, start=1):
        try:
            found.features.append(_feature(row, feature, reading, alone=len(rows) == 1))
        except FaultError as fault:
            found.refused.append(Remark(row, fault.column, fault.value, fault.reason))
    return _without_twins(found, reading)


def _features(content: bytes) -> list[Any]:
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        raise UnreadableError(_("Il file non è un GeoJSON: non si legge come JSON.")) from None
    if not isinstance(document, dict) or document.get("type") != "FeatureCollection":
        raise UnreadableError(_("Il file non è una FeatureCollection GeoJSON."))
    name = _crs(document.get("crs"))
    if name and name not in WGS84:
        raise UnreadableError(
            _("Le coordinate sono in %(crs)s: servono gradi WGS84 (EPSG:4326). Converti il file.")
            % {"crs": name}
        )
    features = document.get("features")
    if not isinstance(features, list) or not features:
        raise UnreadableError(_("Il file non contiene nessuna zona."))
    return features


def _crs(crs: Any) -> str:
    """The name of the old `crs` member; RFC 7946 has none, and means WGS84."""
    if crs is None:
        return ""
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    return name if isinstance(name, str) and name else _("un sistema non detto")


def _feature(row: int, feature: Any, reading: Reading, *, alone: bool) -> Feature:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        raise FaultError("", "", _("Non è una Feature."))
    properties = feature.get("properties")
    properties = properties if isinstance(properties, dict) else {}
    code, name = _identity(properties, reading, alone=alone)
    polygons = _polygons(feature.get(GEOMETRY))
    for position in _positions(polygons):
        _check_place(position, reading.center)
    return Feature(row, code, name, polygons)


def _identity(properties: Mapping[str, Any], reading: Reading, *, alone: bool) -> tuple[str, str]:
    if alone and reading.single and reading.id_field not in properties:
        return reading.single
    code, name = properties.get(reading.id_field), properties.get(reading.name_field)
    if isinstance(code, float) and code.is_integer():
        code = int(code)
    text = str(code).strip() if isinstance(code, int | str) and not isinstance(code, bool) else ""
    if not (text.isascii() and text.isdigit() and len(text) <= MAX_CODE):
        why = (
            _("Manca il codice della zona.")
            if code in {None, ""}
            else _("Il codice della zona non è un numero.")
        )
        raise FaultError(reading.id_field, code, why)
    if not isinstance(name, str) or not name.strip():
        raise FaultError(reading.name_field, name, _("Manca il nome della zona."))
    return str(int(text)), " ".join(name.split())


def _polygons(geometry: Any) -> Polygons:
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in {"Polygon", "MultiPolygon"}:
        raise FaultError(GEOMETRY, kind, _("La forma non è un poligono."))
    coordinates = geometry.get("coordinates")
    listed = [coordinates] if kind == "Polygon" else coordinates
    if not isinstance(listed, list) or not listed:
        raise FaultError(GEOMETRY, kind, _("Il poligono è vuoto."))
    return [_polygon(polygon) for polygon in listed]


def _polygon(polygon: Any) -> list[Ring]:
    if not isinstance(polygon, list) or not polygon:
        raise FaultError(GEOMETRY, "", _("Il poligono è vuoto."))
    return [_ring(ring) for ring in polygon]


def _ring(ring: Any) -> Ring:
    positions = [_position(position) for position in ring] if isinstance(ring, list) else []
    if len(positions) < 4:
        raise FaultError(GEOMETRY, len(positions), _("Un anello ha meno di quattro punti."))
    if positions[0] != positions[-1]:
        raise FaultError(GEOMETRY, positions[-1], _("Un anello non si chiude."))
    return positions


def _position(position: Any) -> Position:
    if not isinstance(position, list) or len(position) < 2:
        raise FaultError(GEOMETRY, position, _("Un punto non ha due coordinate."))
    longitude, latitude = position[:2]
    for number in (longitude, latitude):
        if not isinstance(number, int | float) or isinstance(number, bool) or not isfinite(number):
            raise FaultError(GEOMETRY, position, _("Una coordinata non è un numero."))
    return float(longitude), float(latitude)


def _positions(polygons: Polygons) -> Iterator[Position]:
    return (position for polygon in polygons for ring in polygon for position in ring)


def _check_place(position: Position, center: Position) -> None:
    if problem := place_problem(position, center):
        raise FaultError(GEOMETRY, "{}, {}".format(*position), problem)


def place_problem(position: Position, center: Position) -> str:
    """Why a point cannot be of this city; empty when it can."""
    longitude, latitude = position
    if abs(longitude) > 180 or abs(latitude) > 90:
        return _("Coordinate fuori dai gradi WGS84: forse sono metri di un altro sistema.")
    if _is_near(position, center):
        return ""
    if _is_near((latitude, longitude), center):
        return _("Longitudine e latitudine sono scambiate: in GeoJSON la longitudine è la prima.")
    return _("Il punto è lontano dalla città.")


def _is_near(position: Position, center: Position) -> bool:
    return all(abs(a - b) <= FAR for a, b in zip(position, center, strict=True))


def _without_twins(found: Boundaries, reading: Reading) -> Boundaries:
    counts = Counter(feature.code for feature in found.features)
    rows = defaultdict(list)
    for feature in found.features:
        rows[feature.code].append(feature.row)
    for feature in found.features:
        if counts[feature.code] > 1:
            others = [str(row) for row in rows[feature.code] if row != feature.row]
            reason = _("Lo stesso codice è anche alla riga %(rows)s.") % {"rows": ", ".join(others)}
            found.refused.append(Remark(feature.row, reading.id_field, feature.code, reason))
    found.features = [feature for feature in found.features if counts[feature.code] == 1]
    found.refused.sort(key=lambda remark: remark.row)
    return found
