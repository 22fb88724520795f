"""Maps: every zone a link with its words; what is not known is hatched, and said."""

import pytest
from django.template.loader import render_to_string
from pytest_django import DjangoAssertNumQueries

from trama.territory.links import zone_url
from trama.territory.models import Zone
from trama.territory.queries.drawing import Drawing, Fill, draw
from trama.territory.tests.factories import SourceFactory, ZoneFactory, ZoneShareFactory

pytestmark = pytest.mark.django_db
LEGEND = {"g1": "poco", "g5": "molto"}


def drawn(**more: object) -> Drawing:
    fills = {"1": Fill("g1", "10"), "2": Fill("g5", "90"), "3": Fill("hidden", "meno di 5")}
    options = {"fills": fills, "link": zone_url, "title": "Prova", "legend": LEGEND, **more}
    return draw("nil", **options)  # type: ignore[arg-type]  # a test names any of them


@pytest.fixture(autouse=True)
def city() -> None:
    """Four NIL in Municipio 1, one in Municipio 2."""
    source = SourceFactory.create(code="ds1", title="Carta")
    first = ZoneFactory.create(
        kind="municipio", number=1, name="Municipio 1", square=True, precision="approximate"
    )
    second = ZoneFactory.create(kind="municipio", number=2, name="Municipio 2", square=True)
    for number in range(1, 6):
        nil = ZoneFactory.create(number=number, square=True, source=source)
        ZoneShareFactory.create(part=nil, whole=first if number < 5 else second)
    ZoneFactory.create(number=6)  # nobody has drawn it


def test_every_drawn_zone_is_a_link_that_says_its_value() -> None:
    page = render_to_string("territory/_map.html", {"drawing": drawn()})
    assert page.count('<a href="/territorio/nil/') == 5
    assert "<title>1 NIL 1: 10</title>" in page
    assert "<title>4 NIL 4: non noto</title>" in page
    assert 'fill="url(#mappa-unknown)"' in page
    assert 'fill="url(#mappa-hidden)"' in page
    assert "style=" not in page


def test_the_legend_counts_what_is_drawn() -> None:
    rows = [(row.css, row.count) for row in drawn().legend]
    assert rows == [("g1", 1), ("g5", 1), ("unknown", 2), ("hidden", 1)]


def test_what_is_outlined_is_said_numbered_and_brought_near() -> None:
    drawing = drawn(outlined=["1"])
    city, near = drawing.views
    assert "Contorno nero: Municipio 1." in drawing.notes
    assert [border.is_on for border in drawing.borders] == [False, True]
    assert {label.number for label in city.labels if not label.is_large} == {1, 2, 3, 4}
    assert [label.number for label in city.labels if label.is_large] == [2]
    assert len(near.shapes) < len(city.shapes)


def test_a_chosen_zone_is_marked_and_brought_near() -> None:
    drawing = drawn(selected=["5"])
    assert [shape.is_selected for shape in drawing.views[0].shapes].count(True) == 1
    assert len(drawing.views) == 2


def test_without_anything_in_particular_there_is_one_picture() -> None:
    assert len(drawn().views) == 1


def test_borders_that_are_not_official_are_said_not_to_be() -> None:
    assert any("approssimati" in note for note in drawn().notes)
    Zone.objects.filter(kind="nil").update(precision="schematic")
    assert any("schematiche" in note for note in drawn().notes)
    assert any("Carta" in note for note in drawn().notes)


def test_without_shapes_nothing_is_drawn() -> None:
    Zone.objects.update(outline="")
    assert not drawn()
    assert render_to_string("territory/_map.html", {"drawing": drawn()}).strip() == ""


def test_queries_do_not_grow_with_zones(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_max_num_queries(2):
        drawn(outlined=["1"])
    for number in range(10, 60):
        ZoneFactory.create(number=number, square=True)
    with django_assert_max_num_queries(2):
        drawn(outlined=["1"])
