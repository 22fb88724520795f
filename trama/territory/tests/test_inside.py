"""Point in polygon without libraries, against GEOS."""

from collections.abc import Callable

import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st

from trama.territory.formats.drawing import Box, Projection, bounds, path_of
from trama.territory.models import Zone
from trama.territory.queries.places import Locator, nil_at
from trama.territory.rules.inside import is_inside
from trama.territory.tests.factories import SIDE, ZoneFactory, corner

COORDINATE = st.integers(-8, 8).map(float)
POINT = st.tuples(COORDINATE, COORDINATE)
PROJECTION = Projection(9.19, 45.464)


@given(st.lists(POINT, min_size=3, max_size=9), st.tuples(st.floats(-9, 9), st.floats(-9, 9)))
def test_a_point_is_inside_where_geos_says_so(
    ring: list[tuple[float, float]], point: tuple[float, float]
) -> None:
    polygon = shapely.Polygon(ring)
    assume(polygon.is_valid and polygon.area > 0)
    place = shapely.Point(point)
    assume(polygon.boundary.distance(place) > 1e-9)
    assert is_inside(*point, [[list(polygon.exterior.coords)]]) == polygon.contains(place)


@given(POINT)
def test_of_zones_that_tile_the_plane_exactly_one_holds_a_point(point: tuple[float, float]) -> None:
    tiles = [
        [[[(x, y), (x + 4.0, y), (x + 4.0, y + 4.0), (x, y + 4.0), (x, y)]]]
        for x in range(-12, 12, 4)
        for y in range(-12, 12, 4)
    ]
    assert sum(is_inside(*point, tile) for tile in tiles) == 1


def test_a_hole_is_outside() -> None:
    outer = [(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0), (0.0, 0.0)]
    hole = [(1.0, 1.0), (3.0, 1.0), (3.0, 3.0), (1.0, 3.0), (1.0, 1.0)]
    assert is_inside(0.5, 2.0, [[outer, hole]])
    assert not is_inside(2.0, 2.0, [[outer, hole]])


@pytest.fixture(params=[nil_at, lambda x, y: Locator().nil_at(x, y)])
def finder(request: pytest.FixtureRequest) -> Callable[[float, float], Zone | None]:
    return request.param  # type: ignore[no-any-return] # one of the two above


@pytest.mark.django_db
def test_a_point_is_in_one_nil_or_outside_the_city(
    finder: Callable[[float, float], Zone | None],
) -> None:
    first, second = (ZoneFactory.create(number=number, square=True) for number in (1, 2))
    ZoneFactory.create(number=3)  # its boundary is not known
    west, south = corner(1)
    assert finder(west + SIDE / 2, south + SIDE / 2) == first
    assert finder(west + 3 * SIDE / 2, south + SIDE / 2) == second
    assert finder(west - SIDE, south) is None
    on_the_border = finder(west + SIDE, south + SIDE / 2)
    assert on_the_border in {first, second}


@given(st.floats(8.9, 9.5), st.floats(45.2, 45.7))
def test_a_place_comes_back_from_the_plane(longitude: float, latitude: float) -> None:
    back = PROJECTION.place(*PROJECTION.metres(longitude, latitude))
    assert back == pytest.approx((longitude, latitude), abs=1e-9)


def test_a_degree_of_the_plane_is_as_long_as_the_ellipsoid_s() -> None:
    # WGS84 at 45.464° N: 78.214 km a degree of longitude, 111.140 km a degree of latitude.
    east, _north = PROJECTION.metres(10.19, 45.464)
    _east, north = PROJECTION.metres(9.19, 45.964)
    _east, south = PROJECTION.metres(9.19, 44.964)
    assert east == pytest.approx(78_214, abs=40)
    assert (north - south) == pytest.approx(111_140, rel=0.002)


@given(st.lists(st.tuples(st.integers(-500, 500), st.integers(-500, 500)), min_size=1, max_size=30))
def test_a_path_has_the_bounds_of_its_points(points: list[tuple[int, int]]) -> None:
    path = path_of([points])
    if not path:
        return
    xs, ys = [x for x, _y in points], [y for _x, y in points]
    assert bounds(path) == Box(min(xs), min(ys), max(xs), max(ys))


def test_a_ring_without_area_is_not_drawn() -> None:
    assert path_of([[(0.1, 0.1), (0.2, 0.2), (0.3, 0.1)]]) == ""
    assert bounds("") is None
