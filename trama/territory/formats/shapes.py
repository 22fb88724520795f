"""Geometry of zones by GEOS. Heavy: only commands, jobs and the demo's loading import it.

Areas, centroids and simplification happen on the plane of `formats.drawing.Projection`, in metres.
"""

from collections.abc import Mapping, Sequence

import shapely
from django.utils.translation import gettext as _
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from trama.ledger.formats.sheets.sheet import Remark
from trama.territory.formats.drawing import Projection, path_of
from trama.territory.formats.geojson import GEOMETRY, Feature, Polygons
from trama.territory.formats.outline import Drawn

TOLERANCE = 15.0  # metres that an outline may be simplified by: less than a pixel on any page
OVERLAP = 1.0  # square metres that two neighbours may share by rounding
LABEL_TOLERANCE = 10.0  # metres
PLACES = 6  # decimals of a degree: a decimetre


def draw(
    features: Sequence[Feature], projection: Projection
) -> tuple[list[Drawn], list[Remark], list[Remark]]:
    """The shapes of valid zones; the remarks that refuse the others; those that only warn.

    Borders that zones share stay shared when they are simplified, where the zones are a coverage
    (no overlaps, common vertices); where they are not, each is simplified by itself.
    """
    shapes: dict[int, BaseGeometry] = {}
    refused: list[Remark] = []
    for feature in features:
        shape = _on_the_plane(feature.polygons, projection)
        if why := _problem(shape):
            refused.append(Remark(feature.row, GEOMETRY, feature.code, why))
        else:
            shapes[feature.row] = shape
    taken = [feature for feature in features if feature.row in shapes]
    simple = _simplified([shapes[feature.row] for feature in taken])
    drawn = [
        _drawn(feature, shapes[feature.row], outline, projection)
        for feature, outline in zip(taken, simple, strict=True)
    ]
    return drawn, refused, _overlaps(taken, shapes)


def area_shares(
    parts: Mapping[str, Polygons], wholes: Mapping[str, Polygons], projection: Projection
) -> dict[tuple[str, str], float]:
    """How much of each part lies in each whole, 0 to 1, by area; slivers under 1 % are borders
    drawn twice, and left out."""
    large = {key: _on_the_plane(polygons, projection) for key, polygons in wholes.items()}
    keys = list(large)
    tree = shapely.STRtree(list(large.values()))
    found: dict[tuple[str, str], float] = {}
    for part, polygons in parts.items():
        shape = _on_the_plane(polygons, projection)
        pieces = {
            keys[place]: shape.intersection(large[keys[place]]).area / shape.area
            for place in tree.query(shape, predicate="intersects").tolist()
        }
        kept = {whole: share for whole, share in pieces.items() if share >= 0.01}
        total = sum(kept.values())
        found |= {(part, whole): share / total for whole, share in kept.items()}
    return found


def _on_the_plane(polygons: Polygons, projection: Projection) -> BaseGeometry:
    return MultiPolygon(
        [
            Polygon(*_rings([[projection.metres(*place) for place in ring] for ring in polygon]))
            for polygon in polygons
        ]
    )


def _rings(
    rings: list[list[tuple[float, float]]],
) -> tuple[list[tuple[float, float]], list[list[tuple[float, float]]]]:
    return rings[0], rings[1:]


def _problem(shape: BaseGeometry) -> str:
    if not shape.is_valid:
        why = shapely.is_valid_reason(shape).split("[", maxsplit=1)[0].strip()
        return _("Il poligono non è valido: %(why)s.") % {"why": why}
    return "" if shape.area > 0 else _("Il poligono non ha superficie.")


def _simplified(shapes: list[BaseGeometry]) -> list[BaseGeometry]:
    if len(shapes) > 1 and shapely.coverage_is_valid(shapes):
        return list(shapely.coverage_simplify(shapes, TOLERANCE))
    return [shape.simplify(TOLERANCE) for shape in shapes]


def _drawn(
    feature: Feature, shape: BaseGeometry, simple: BaseGeometry, projection: Projection
) -> Drawn:
    def place(point: BaseGeometry) -> tuple[float, float]:
        longitude, latitude = projection.place(shapely.get_x(point), shapely.get_y(point))
        return round(longitude, PLACES), round(latitude, PLACES)

    largest = max(_polygons(shape), key=lambda polygon: polygon.area)
    rings = [
        [projection.drawn(*projection.place(x, y)) for x, y in ring.coords]
        for polygon in _polygons(simple)
        for ring in (polygon.exterior, *polygon.interiors)
    ]
    return Drawn(
        feature=feature,
        polygons=[
            [[(round(x, PLACES), round(y, PLACES)) for x, y in ring] for ring in polygon]
            for polygon in feature.polygons
        ],
        outline=path_of(rings),
        area_m2=round(shape.area, 1),
        centroid=place(shape.centroid),
        label=place(_label(largest)),
    )


def _polygons(shape: BaseGeometry) -> list[Polygon]:
    parts = shapely.get_parts(shape)
    return [part for part in parts if isinstance(part, Polygon)]


def _label(polygon: Polygon) -> BaseGeometry:
    """The middle of the largest circle that fits: where a number is read best."""
    circle = shapely.maximum_inscribed_circle(polygon, LABEL_TOLERANCE)
    middle = shapely.get_point(circle, 0)
    return middle if polygon.contains(middle) else polygon.point_on_surface()


def _overlaps(features: list[Feature], shapes: Mapping[int, BaseGeometry]) -> list[Remark]:
    tree = shapely.STRtree([shapes[feature.row] for feature in features])
    found = []
    for place, feature in enumerate(features):
        shape = shapes[feature.row]
        for other in sorted(tree.query(shape, predicate="intersects").tolist()):
            common = shape.intersection(shapes[features[other].row]).area if other > place else 0
            if common > OVERLAP:
                reason = _("Si sovrappone alla zona %(other)s per %(area)d metri quadrati.") % {
                    "other": features[other].code,
                    "area": round(common),
                }
                found.append(Remark(feature.row, GEOMETRY, feature.code, reason))
    return found
