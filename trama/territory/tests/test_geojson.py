"""Boundaries are read strictly: what is not surely one is refused, with row and reason."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trama.ledger.formats.sheets.sheet import UnreadableError
from trama.territory.formats import geojson, shapes
from trama.territory.formats.drawing import Projection
from trama.territory.rules.inside import is_inside
from trama.territory.tests.factories import square

CENTER = (9.19, 45.464)
READING = geojson.Reading("ID_NIL", "NIL", CENTER)
PROJECTION = Projection(*CENTER)
JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)


def feature(number: Any = 1, name: Any = "Uno", geometry: Any = None) -> dict[str, Any]:
    place = int(number) if str(number).isdecimal() else 1
    shape = geometry if geometry is not None else square(place)["boundary"]
    return {
        "type": "Feature",
        "properties": {"ID_NIL": number, "NIL": name},
        "geometry": shape,
    }


def read(*features: Any, **more: Any) -> geojson.Boundaries:
    document = {"type": "FeatureCollection", "features": list(features), **more}
    return geojson.read(json.dumps(document).encode(), READING)


def polygon(*ring: list[Any]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [list(ring)]}


RING = [[9.1, 45.4], [9.2, 45.4], [9.2, 45.5], [9.1, 45.4]]


def test_good_zones_are_read_with_their_code_and_name() -> None:
    found = read(feature(1), feature(2.0, " Due\n zone "))
    assert [(one.code, one.name, one.row) for one in found.features] == [
        ("1", "Uno", 1),
        ("2", "Due zone", 2),
    ]
    assert not found.refused


@pytest.mark.parametrize(
    ("bad", "column", "reason"),
    [
        (feature(None), "ID_NIL", "Manca il codice"),
        (feature("5b"), "ID_NIL", "non è un numero"),
        (feature(1, name=" "), "NIL", "Manca il nome"),
        (feature(geometry={"type": "Point", "coordinates": [9.1, 45.4]}), "geometry", "poligono"),
        (feature(geometry=polygon(*RING[:3])), "geometry", "meno di quattro"),
        (feature(geometry=polygon(*RING[:3], [9.3, 45.4])), "geometry", "non si chiude"),
        (feature(geometry=polygon(*[[y, x] for x, y in RING])), "geometry", "scambiate"),
        (
            feature(geometry=polygon(*[[x * 1e5, y] for x, y in RING])),
            "geometry",
            "fuori dai gradi",
        ),
        (feature(geometry=polygon(*[[x + 5, y] for x, y in RING])), "geometry", "lontano"),
        (feature(geometry=polygon(["a", 1], *RING[1:])), "geometry", "non è un numero"),
        (feature(geometry=polygon([9.1], *RING[1:])), "geometry", "due coordinate"),
        (feature(geometry={"type": "MultiPolygon", "coordinates": []}), "geometry", "vuoto"),
        ({"type": "Altro"}, "", "Feature"),
    ],
)
def test_each_fault_is_told_with_its_place(bad: Any, column: str, reason: str) -> None:
    found = read(feature(9), bad)
    assert [one.code for one in found.features] == ["9"]
    [remark] = found.refused
    assert (remark.row, remark.column) == (2, column)
    assert reason in remark.reason


def test_of_a_code_that_stands_twice_no_zone_is_taken() -> None:
    found = read(feature(1), feature(2), feature("1", "Un’altra"))
    assert [one.code for one in found.features] == ["2"]
    assert [(one.row, one.value) for one in found.refused] == [(1, "1"), (3, "1")]


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff", b"[]", b"{}", b'{"type":"FeatureCollection","features":[]}', b"[" * 100_000],
)
def test_what_is_no_collection_is_not_read(content: bytes) -> None:
    with pytest.raises(UnreadableError):
        geojson.read(content, READING)


def test_other_reference_systems_are_refused_and_wgs84_is_not() -> None:
    def crs(name: Any) -> dict[str, Any]:
        return {"type": "name", "properties": {"name": name}}

    assert read(feature(), crs=crs("urn:ogc:def:crs:OGC:1.3:CRS84")).features
    for other in (crs("EPSG:3003"), {"type": "link"}, crs(7)):
        with pytest.raises(UnreadableError, match="WGS84"):
            read(feature(), crs=other)


@given(JSON, JSON)
def test_whatever_the_geometry_it_is_read_or_refused(properties: Any, geometry: Any) -> None:
    found = read({"type": "Feature", "properties": properties, "geometry": geometry}, feature(7))
    assert len(found.features) + len(found.refused) == 2


def test_a_polygon_that_crosses_itself_is_refused() -> None:
    bow = polygon([9.1, 45.4], [9.2, 45.5], [9.2, 45.4], [9.1, 45.5], [9.1, 45.4])
    drawn, refused, _overlaps = shapes.draw(read(feature(1, geometry=bow)).features, PROJECTION)
    assert not drawn
    assert "Self-intersection" in refused[0].reason


def test_a_shape_has_its_area_centroid_and_a_label_inside() -> None:
    [drawn], _refused, _overlaps = shapes.draw(read(feature(5)).features, PROJECTION)
    expected = square(5)
    assert drawn.area_m2 == pytest.approx(expected["area_m2"], rel=0.01)
    assert drawn.centroid == pytest.approx((expected["longitude"], expected["latitude"]), abs=1e-5)
    assert is_inside(*drawn.label, expected["boundary"]["coordinates"])
    assert drawn.outline.startswith("M")


def test_zones_that_overlap_are_told() -> None:
    wide = polygon([9.1, 45.4], [9.13, 45.4], [9.13, 45.41], [9.1, 45.41], [9.1, 45.4])
    features = read(feature(1, geometry=wide), feature(2)).features
    _drawn, refused, overlaps = shapes.draw(features, PROJECTION)
    assert not refused
    assert "zona 2" in overlaps[0].reason


def test_shares_of_area_are_those_of_the_intersection() -> None:
    parts = {"1": square(1)["boundary"]["coordinates"]}
    west, south = 9.10, 45.40
    half = west + 0.0025

    def strip(left: float, right: float) -> Any:
        north = south + 0.02
        ring = [[left, south], [right, south], [right, north], [left, north], [left, south]]
        return [[ring]]

    wholes = {"a": strip(west - 0.1, half), "b": strip(half, west + 0.1)}
    found = shapes.area_shares(parts, wholes, PROJECTION)
    assert found == pytest.approx({("1", "a"): 0.25, ("1", "b"): 0.75}, abs=1e-3)
