"""Which polygon a point lies in, by counting crossings; no geometry library is needed.

A point on a border that two zones share belongs to exactly one of them: intervals are half open.
"""

from collections.abc import Sequence

Coordinates = Sequence[Sequence[Sequence[Sequence[float]]]]
"""Of a GeoJSON MultiPolygon: polygons, rings, positions."""


def is_inside(longitude: float, latitude: float, polygons: Coordinates) -> bool:
    """Within one of the polygons, and in none of its holes."""
    crossings = sum(
        _crossings(longitude, latitude, ring) for polygon in polygons for ring in polygon
    )
    return crossings % 2 == 1


def _crossings(x: float, y: float, ring: Sequence[Sequence[float]]) -> int:
    """How often a ray to the east meets the ring."""
    count = 0
    x1, y1 = ring[-1][0], ring[-1][1]
    for position in ring:
        x2, y2 = position[0], position[1]
        if (y1 > y) != (y2 > y):
            # From the same end whichever way the ring runs: neighbours must agree to the last bit.
            (xa, ya), (xb, yb) = ((x1, y1), (x2, y2)) if y1 < y2 else ((x2, y2), (x1, y1))
            if x < xa + (y - ya) * (xb - xa) / (yb - ya):
                count += 1
        x1, y1 = x2, y2
    return count
