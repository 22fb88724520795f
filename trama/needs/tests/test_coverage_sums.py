"""The sums of coverage on invented arrays: what is not known is never a zero."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trama.needs.tasks.sums.city import Absences, Counted
from trama.needs.tasks.sums.coverage import coverage
from trama.needs.tests.arrays import DAY, NOW, city, measure, resources

NAN = float("nan")
ALONE = [(n, 0, 1.0) for n in range(4)]


def test_demand_is_the_product_of_the_terms() -> None:
    found = coverage(city([1000, 500], ALONE[:2], 1))
    assert found.demand[0, :2] == pytest.approx([100, 50])


def test_a_factor_that_is_not_known_leaves_demand_unknown_not_zero() -> None:
    found = coverage(city([1000, NAN], ALONE[:2], 1))
    assert np.isnan(found.demand[0, 1])
    assert np.isnan(found.gap[0, 1])


def test_a_zone_where_nobody_has_said_a_capacity_is_unknown_not_zero() -> None:
    given_ = resources([(0, NAN, 0, [0])])
    found = coverage(city([1000, 500], ALONE[:2], 1, given_))
    assert np.isnan(found.supply[0]).all()
    assert found.resources[0, 0] == 1
    assert found.unknown[0, 0] == 1


def test_a_capacity_of_zero_is_a_zero() -> None:
    found = coverage(city([1000, 500], ALONE[:2], 1, resources([(0, 0.0, 0, [0])])))
    assert found.supply[0, 0] == 0
    assert found.gap[0, 0] == pytest.approx(100)
    assert np.isnan(found.supply[0, 1])


def test_a_verified_absence_makes_the_unknown_a_zero_and_nothing_else() -> None:
    base = city([1000, 500, 800], ALONE[:3], 1, resources([(0, 40.0, 0, [0])]))
    absent = Absences(np.array([0, 0]), np.array([0, 1]), np.array([NOW, NOW]))
    found = coverage(replace(base, absences=absent))
    assert found.supply[0, :2] == pytest.approx([40, 0])
    assert np.isnan(found.supply[0, 2])


def test_an_absence_verified_too_long_ago_is_no_recent_zero() -> None:
    absent = Absences(np.array([0]), np.array([0]), np.array([NOW - 400 * DAY]))
    found = coverage(replace(city([1000], ALONE[:1], 1), absences=absent))
    assert found.supply[0, 0] == 0
    assert np.isnan(found.recent[0, 0])
    assert found.confidence[0, 0] == 0


def test_places_of_several_zones_are_divided_as_demand_is() -> None:
    found = coverage(city([1000, 500, 300], ALONE[:3], 1, resources([(0, 60.0, -1, [0, 1])])))
    assert found.supply[0, :2] == pytest.approx([40, 20])
    assert np.isnan(found.supply[0, 2])


def test_places_of_a_municipio_reach_a_nil_astride_two_for_its_share() -> None:
    shares = [(0, 0, 1.0), (1, 0, 0.5), (1, 1, 0.5), (2, 1, 1.0)]
    found = coverage(city([1000, 1000, 700], shares, 2, resources([(0, 30.0, -1, [3])])))
    assert found.supply[0, :2] == pytest.approx([20, 10])
    assert np.isnan(found.supply[0, 2])


def test_the_sum_of_a_municipio_takes_a_nil_astride_two_for_its_share() -> None:
    shares = [(0, 0, 1.0), (1, 0, 0.25), (1, 1, 0.75), (2, 1, 1.0)]
    given_ = resources([(0, 10.0, 0, [0]), (0, 20.0, 1, [1]), (0, 30.0, 2, [2])])
    found = coverage(city([1000, 400, 700], shares, 2, given_))
    assert found.demand[0, 3:] == pytest.approx([110, 100, 210])
    assert found.supply[0, 3:] == pytest.approx([15, 45, 60])
    assert found.known_parts[0, 3:].tolist() == [2, 2, 3]


def test_a_total_leaves_out_what_is_unknown_and_says_so() -> None:
    found = coverage(city([1000, 500, NAN], ALONE[:3], 1, resources([(0, 40.0, 0, [0])])))
    assert found.demand[0, 3] == pytest.approx(100)
    assert (found.known_parts[0, 3], found.parts[0, 3]) == (1, 3)


def test_at_place_a_resource_counts_where_it_stands_whatever_it_serves() -> None:
    one = measure(at_place=True)
    found = coverage(city([1000, 500], ALONE[:2], 1, resources([(0, 30.0, 1, [0, 2])]), [one]))
    assert np.isnan(found.supply[0, 0])
    assert found.supply[0, 1] == 30


def test_another_theme_and_another_unit_do_not_count() -> None:
    given_ = resources([(0, 10.0, 0, [0]), (0, 20.0, 0, [0]), (1, 40.0, 0, [0])])
    given_ = replace(given_, unit=np.array(["places", "hours_week", "places"]))
    found = coverage(city([1000, 500], ALONE[:2], 1, given_))
    assert found.supply[0, 0] == 10
    assert found.resources[0, 0] == 1


def test_targets_that_do_not_meet_do_not_count() -> None:
    given_ = resources([(0, 10.0, 0, [0]), (0, 20.0, 0, [0]), (0, 40.0, 0, [0])])
    given_ = replace(given_, targets=np.array([[True, False], [False, True], [False, False]]))
    one = measure(targets=frozenset({0}))
    found = coverage(city([1000, 500], ALONE[:2], 1, given_, [one]))
    assert found.supply[0, 0] == 50  # for the same, or for anybody


def test_a_card_that_counted_replaces_the_estimate_there_only() -> None:
    counted = Counted(np.array([0]), np.array([1]), np.array([72.0]), np.array([2]), ["uid"])
    found = coverage(replace(city([1000, 500, 500], ALONE[:3], 1), counted=counted))
    assert found.demand[0, :3] == pytest.approx([100, 72, 50])
    assert found.card[0].tolist() == [-1, 0, -1]


def test_another_body_for_the_same_in_the_same_zone_is_an_overlap() -> None:
    given_ = resources(
        [(0, 10.0, 0, [0]), (0, 10.0, 0, [0]), (0, 10.0, 1, [2]), (0, 10.0, 1, [3])],
        bodies=[7, 7, 8, 8],
    )
    found = coverage(city([1000, 500], ALONE[:2], 1, given_))
    assert found.overlap[0].tolist() == [1, 0, 1, 1]  # two of one body are no overlap
    assert found.resources[0].tolist() == [4, 2, 4, 4]


def test_confidence_falls_with_the_oldest_verification() -> None:
    given_ = resources(
        [(0, 1.0, n, [n]) for n in range(4)],
        verified=[NOW - 10 * DAY, NOW - 200 * DAY, NOW - 400 * DAY, NAN],
    )
    found = coverage(city([1000] * 4, ALONE, 1, given_))
    assert found.confidence[0].tolist() == [2, 1, 0, 0, 0, 0]
    assert np.isnan(found.verified[0, 3])
    assert np.isfinite(found.recent[0, :4]).tolist() == [True, True, False, False]


def test_one_resource_with_no_capacity_takes_confidence_down() -> None:
    found = coverage(city([1000], ALONE[:1], 1, resources([(0, 5.0, 0, [0]), (0, NAN, 0, [0])])))
    assert found.supply[0, 0] == 5
    assert found.confidence[0, 0] == 1


def test_a_ratio_to_almost_nothing_is_unknown_and_a_huge_one_stops_somewhere() -> None:
    hours = [measure(unit="places", counts_people=False, factor=1e-6)]
    given_ = resources([(0, 500.0, 0, [0]), (0, 500.0, 1, [1])])
    found = coverage(city([1000, 9000], ALONE[:2], 1, given_, hours))
    assert np.isnan(found.ratio[0, 0])
    assert found.ratio[0, 1] == 9_999
    assert found.gap[0, 0] == pytest.approx(-499.999)


def test_access_is_unknown_where_nobody_within_reach_has_said_and_zero_where_there_is_none() -> (
    None
):
    given_ = resources([(0, 50.0, 0, [0]), (0, 0.0, 3, [3])])
    near = [measure(catchment_m=1500.0)]  # the next NIL is 1,950 m away, walked
    found = coverage(city([1000, 500, 500, 400], ALONE, 1, given_, near))
    assert found.access[0, 0] == pytest.approx(0.5)
    assert np.isnan(found.access[0, 1:3]).all()
    assert found.access[0, 3] == 0


amounts = st.floats(0, 5000, allow_nan=False)


@given(
    minors=st.lists(st.one_of(amounts, st.just(NAN)), min_size=3, max_size=8),
    places=st.lists(st.tuples(st.floats(0, 500), st.integers(0, 5)), max_size=12),
)
def test_no_place_is_made_or_lost_when_it_is_divided(
    minors: list[float], places: list[tuple[float, int]]
) -> None:
    nils = len(minors)
    shares = [(n, n % 2, 1.0) for n in range(nils - 1)] + [(nils - 1, 0, 0.3), (nils - 1, 1, 0.7)]
    given_ = resources([(0, amount, -1, [zone % (nils + 3)]) for amount, zone in places])
    found = coverage(city(minors, shares, 2, given_))
    assert np.nansum(found.supply[0, :nils]) == pytest.approx(sum(a for a, _zone in places))


@given(places=st.floats(1, 500), nil=st.integers(0, 3))
def test_one_more_resource_only_adds_its_places_to_its_nil(places: float, nil: int) -> None:
    base = city([1000, 700, 400, 200], ALONE, 1, resources([(0, 40.0, 0, [5])]))
    before, after = coverage(base), coverage(base.with_resource("measure-0", f"n{nil}", places))
    change = after.supply[0, :4] - before.supply[0, :4]
    assert change == pytest.approx(np.where(np.arange(4) == nil, places, 0), abs=1e-9)


def test_without_a_body_its_places_are_gone() -> None:
    given_ = resources([(0, 40.0, 0, [0]), (0, 10.0, 1, [1])], bodies=[7, 8])
    found = coverage(city([1000, 500], ALONE[:2], 1, given_).without_body(7))
    assert np.isnan(found.supply[0, 0])
    assert found.supply[0, 1] == 10
