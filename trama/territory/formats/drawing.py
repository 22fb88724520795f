"""From degrees to the units of our drawings, and SVG paths in those units.

A cylindrical equal-area projection on the ellipsoid of WGS84 (Snyder, Map Projections, USGS 1987,
p. 76 ff.), true at the latitude of the city: areas are exact, shapes are right for a city's extent.
A unit of drawing is ten metres; x grows to the east, y to the south.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, degrees, log, radians, sin, sqrt

MAJOR_AXIS = 6_378_137.0  # metres
FLATTENING = 1 / 298.257223563
E2 = FLATTENING * (2 - FLATTENING)
E = sqrt(E2)
UNIT = 10.0  # metres

Point = tuple[float, float]


@dataclass(frozen=True)
class Projection:
    """Centred where the settings say the city is; `CITY_CENTER`, longitude and latitude."""

    longitude: float
    latitude: float

    @property
    def _scale(self) -> float:
        latitude = radians(self.latitude)
        return cos(latitude) / sqrt(1 - E2 * sin(latitude) ** 2)

    def metres(self, longitude: float, latitude: float) -> Point:
        """East and north of the centre, on an equal-area plane."""
        x = MAJOR_AXIS * self._scale * radians(longitude - self.longitude)
        rise = _authalic(latitude) - _authalic(self.latitude)
        return x, MAJOR_AXIS * rise / (2 * self._scale)

    def drawn(self, longitude: float, latitude: float) -> Point:
        x, y = self.metres(longitude, latitude)
        return round(x / UNIT, 1), round(-y / UNIT, 1)

    def place(self, x: float, y: float) -> Point:
        """Longitude and latitude of metres east and north, close by (the sphere's formula)."""
        longitude = self.longitude + degrees(x / (MAJOR_AXIS * self._scale))
        latitude = self.latitude
        for _step in range(4):  # Newton: two are enough for a city
            error = self.metres(longitude, latitude)[1] - y
            latitude -= degrees(error / MAJOR_AXIS)
        return longitude, latitude


def _authalic(latitude: float) -> float:
    s = sin(radians(latitude))
    return (1 - E2) * (s / (1 - E2 * s * s) - log((1 - E * s) / (1 + E * s)) / (2 * E))


@dataclass(frozen=True)
class Box:
    """A rectangle of the drawing."""

    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def around(cls, boxes: Iterable["Box"]) -> "Box | None":
        known = list(boxes)
        if not known:
            return None
        return cls(
            min(box.left for box in known),
            min(box.top for box in known),
            max(box.right for box in known),
            max(box.bottom for box in known),
        )

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    def wider(self, share: float) -> "Box":
        """With a margin: that share of its longer side, all around."""
        edge = share * max(self.width, self.height)
        return Box(self.left - edge, self.top - edge, self.right + edge, self.bottom + edge)

    def meets(self, other: "Box") -> bool:
        across = self.left <= other.right and other.left <= self.right
        return across and self.top <= other.bottom and other.top <= self.bottom

    def holds(self, point: Point) -> bool:
        return self.left <= point[0] <= self.right and self.top <= point[1] <= self.bottom

    def __str__(self) -> str:
        """As the `viewBox` of an SVG."""
        return f"{self.left:.0f} {self.top:.0f} {self.width:.0f} {self.height:.0f}"


def path_of(rings: Iterable[Sequence[Point]]) -> str:
    """SVG path data of closed rings of drawing units, rounded; relative, to be light.

    A ring that rounding leaves without an area is not drawn.
    """
    return "".join(filter(None, (_ring_path(ring) for ring in rings)))


def _ring_path(ring: Sequence[Point]) -> str:
    points: list[tuple[int, int]] = []
    for x, y in ring:
        point = (round(x), round(y))
        if not points or point != points[-1]:
            points.append(point)
    if len(points) > 1 and points[0] == points[-1]:
        points.pop()
    if len(points) < 3:
        return ""
    steps = [(x - a, y - b) for (a, b), (x, y) in pairwise(points)]
    written = " ".join(f"{dx} {dy}" for dx, dy in steps).replace(" -", "-")
    return f"M{points[0][0]} {points[0][1]}l{written}z"


def bounds(path: str) -> Box | None:
    """The rectangle of a path written by `path_of`."""
    points = list(_points(path))
    if not points:
        return None
    xs, ys = [x for x, _y in points], [y for _x, y in points]
    return Box(min(xs), min(ys), max(xs), max(ys))


def _points(path: str) -> Iterator[Point]:
    x = y = 0.0
    for part in re.findall(r"([Mlhv])([-\d ]+)", path):
        numbers = [float(number) for number in re.findall(r"-?\d+", part[1])]
        if part[0] == "M":
            x, y = numbers
            yield x, y
        elif part[0] == "l":
            for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
                x, y = x + dx, y + dy
                yield x, y
        else:
            step = numbers[0]
            x, y = (x + step, y) if part[0] == "h" else (x, y + step)
            yield x, y
