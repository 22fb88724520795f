"""A zone's shape with everything that follows from it, as `formats.shapes` finds it."""

from dataclasses import dataclass

from trama.territory.formats.geojson import Feature, Polygons, Position


@dataclass(frozen=True)
class Drawn:
    """What is stored with a zone: boundary, simplified outline, area, centroid, label's place."""

    feature: Feature
    polygons: Polygons
    outline: str
    area_m2: float
    centroid: Position
    label: Position
