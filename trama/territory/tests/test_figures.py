"""What pages say of a figure: nothing unknown as zero, nothing small to be found by subtraction."""

from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from trama.territory.models import Indicator, Zone, ZoneKind
from trama.territory.queries.figures import Figure, figures_of, indicators, rate, series
from trama.territory.queries.overview import colouring, groups, headlines, search
from trama.territory.tests.factories import (
    IndicatorFactory,
    IndicatorValueFactory,
    SourceFactory,
    ZoneFactory,
    ZoneShareFactory,
)

pytestmark = pytest.mark.django_db


def counted(code: str, *values: int | None, year: int = 2024) -> list[Zone]:
    """A NIL for each value, all in Municipio 5; None: nobody counted it."""
    whole = Zone.objects.filter(kind="municipio", code="5").first()
    whole = whole or ZoneFactory.create(kind=ZoneKind.MUNICIPIO, number=5)
    source = SourceFactory.create(code="anagrafe")
    zones = []
    for number, value in enumerate(values, start=1):
        nil = Zone.objects.filter(kind="nil", code=str(number)).first()
        if nil is None:
            nil = ZoneFactory.create(number=number)
            ZoneShareFactory.create(part=nil, whole=whole)
        if value is not None:
            IndicatorValueFactory.create(
                indicator__code=code, zone=nil, value=value, year=year, source=source
            )
        zones.append(nil)
    return zones


def of(code: str, zone: Zone) -> Figure:
    return series(indicators())[code].of(zone)


def test_what_nobody_counted_is_not_known_and_is_not_zero() -> None:
    _first, second, third = counted("births", 10, None, 0)
    assert of("births", second).words == "non noto"
    assert of("births", third).words == "meno di 5"  # that nobody is born there is a secret too


def test_fewer_than_five_people_are_not_shown_nor_summed() -> None:
    counted("births", 10, 4, 5)
    small = Zone.objects.get(kind="nil", code="2")
    total = of("births", Zone.objects.get(kind="municipio", code="5"))
    assert of("births", small).words == "meno di 5"
    assert of("births", small).value is None
    assert total.value == 15
    assert "somma di 2 zone su 3" in total.remark
    assert "non è contata" in total.remark


def test_a_total_of_the_source_itself_does_not_tell_a_small_figure() -> None:
    """903 less 900 would be the three."""
    counted("births", 900, 3)
    whole = Zone.objects.get(kind="municipio", code="5")
    city = ZoneFactory.create(kind=ZoneKind.CITY, number=1)
    elsewhere = ZoneShareFactory.create(part__number=9, whole__number=6)
    for zone, value in ((whole, 903), (city, 953), (elsewhere.part, 50), (elsewhere.whole, 51)):
        IndicatorValueFactory.create(
            indicator__code="births", zone=zone, value=value, year=2024, source__code="anagrafe"
        )
    assert of("births", whole).value == 900
    assert of("births", city).value == 950
    assert of("births", elsewhere.whole).value == 51  # nothing small there: as the source says
    rows = figures_of(whole, series(indicators()))
    assert [row.figure.value for row in rows if row.indicator.code == "births"] == [900]


def test_few_schools_are_no_secret_but_belong_to_no_two_municipi() -> None:
    IndicatorFactory.create(code="schools", counts_people=False, unit_it="scuole")
    zone, _other = counted("schools", 2, 3)
    assert of("schools", zone).words == "2"
    assert of("schools", Zone.objects.get(kind="municipio", code="5")).value is None


def test_people_of_a_nil_in_two_municipi_are_divided_by_its_shares() -> None:
    [nil] = counted("births", 100)
    nil.wholes.update(people_share=0.7, area_share=0.5)
    other = ZoneShareFactory.create(part=nil, people_share=0.3, area_share=0.5).whole
    assert of("births", other).value == 30
    assert of("births", other).confidence_words == "media"


def test_the_city_is_the_sum_of_its_zones() -> None:
    city = ZoneFactory.create(kind=ZoneKind.CITY, number=1)
    counted("births", 100, 20, None)
    assert of("births", city).value == 120
    assert of("births", city).known == 2


def test_what_a_source_counted_itself_is_not_summed() -> None:
    [nil] = counted("births", 100)
    whole = nil.wholes.get().whole
    IndicatorValueFactory.create(indicator__code="births", zone=whole, value=107)
    assert of("births", whole).value == 107
    assert not of("births", whole).is_sum


def test_the_latest_year_is_shown_and_an_older_one_tells_its_year() -> None:
    zone, old_only = counted("births", 10, None)
    IndicatorValueFactory.create(indicator__code="births", zone=zone, value=8, year=2019)
    IndicatorValueFactory.create(indicator__code="births", zone=old_only, value=7, year=2019)
    assert of("births", zone).value == 10
    assert of("births", old_only).value is None
    [row] = figures_of(old_only, series(indicators()))
    assert (row.figure.value, row.figure.year) == (Decimal(7), 2019)


def test_a_rate_is_of_the_same_year_and_of_what_is_shown() -> None:
    [zone] = counted("residents", 200)
    counted("minors", 50)
    counted("old", 20, year=2021)
    rows = {row.indicator.code: row for row in figures_of(zone, series(indicators()))}
    assert rows["minors"].rate == 25
    assert rows["minors"].rate_words == "25,0"
    assert rows["old"].rate is None
    assert rows["residents"].rate is None


def test_nothing_is_divided_by_zero() -> None:
    indicator = Indicator(code="minors", unit_it="persone", counts_people=True)
    nobody = Figure(Decimal(0), 2024)
    assert rate(indicator, {"minors": nobody, "residents": nobody}) is None


def test_a_map_hides_what_the_table_hides() -> None:
    counted("births", 10, 4, None, 90)
    known = indicators()
    fills = colouring(known[0], series(known)).fills
    assert [fills[code].css for code in "1234"] == ["g1", "hidden", "unknown", "g2"]
    assert fills["2"].value_words == "meno di 5"


def test_a_nil_in_two_municipi_is_under_the_one_with_most_people() -> None:
    [nil] = counted("residents", 100)
    nil.wholes.update(people_share=0.4)
    major = ZoneShareFactory.create(part=nil, people_share=0.6).whole
    lonely = ZoneFactory.create()
    known = indicators()
    found = groups(series(known), headlines(known))
    placed = {group.head.zone if group.head else None: group.rows for group in found}
    assert [row.zone for row in placed[major]] == [nil]
    assert placed[major][0].also[0].code == "5"
    assert [row.zone for row in placed[None]] == [lonely]


def test_queries_do_not_grow_with_zones(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    counted("births", 10)
    with django_assert_max_num_queries(6) as one:
        series(indicators())
    counted("births", *(None, *range(10, 59)))
    with django_assert_max_num_queries(len(one)):
        series(indicators())


@pytest.mark.parametrize("words", ["sán siro", "SIRO", "57"])
def test_zones_are_found_by_name_or_number(words: str) -> None:
    zone = ZoneFactory.create(number=57, name="San Siro")
    ZoneFactory.create(number=58, name="Altrove")
    assert search(words) == [zone]


def test_an_empty_search_finds_nothing() -> None:
    ZoneFactory.create()
    assert search("  ") == []
