"""The risk index, by hand from the formulas of De Muro, Mazziotta & Pareto (2011)."""

from itertools import pairwise
from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trama.needs.rules import risk
from trama.needs.tasks.sums import mpi

# Three zones, two components. First: 10, 20, 30: mean 20, deviation √(200/3) = 8.165, so
# 100 ∓ 10·√1.5 = 87.753, 100, 112.247. Second, where more is better: 3, 1, 2, so 87.753, 112.247,
# 100. A: both 87.753, no penalty. B: mean 106.124, deviation 6.124, penalty 6.124²/106.124 =
# 0.353. C: the same as B.
FIRST, SECOND = [10.0, 20.0, 30.0], [3.0, 1.0, 2.0]


def rows() -> dict[str, list[float]]:
    columns = [risk.standardize(FIRST, 1), risk.standardize(SECOND, -1)]
    return dict(zip("abc", ([a, b] for a, b in zip(*columns, strict=True)), strict=True))


def test_components_have_mean_100_and_deviation_10() -> None:
    assert risk.standardize(FIRST, 1) == pytest.approx([87.75255, 100, 112.24745])
    assert risk.standardize(SECOND, -1) == pytest.approx([87.75255, 112.24745, 100])


def test_the_example_worked_by_hand() -> None:
    found = risk.scores(rows(), [1, 1])
    assert found["a"].mpi == pytest.approx(87.75255)
    assert found["b"].mpi == pytest.approx(106.12372 + 37.5 / 106.12372)
    assert found["c"].mpi == pytest.approx(found["b"].mpi)
    assert [found[zone].rank for zone in "abc"] == [3, 1, 1]
    assert found["a"].z == pytest.approx(-sqrt(1.5))
    assert found["b"].z == pytest.approx(sqrt(1.5) / 2)


def test_a_weight_enters_mean_and_deviation() -> None:
    """B with weights 3 and 1: mean 103.062; deviation √(3/16)·12.247 = 5.303."""
    found = risk.scores(rows(), [3, 1])
    assert found["b"].mpi == pytest.approx(103.06186 + 28.125 / 103.06186)


def test_an_unbalanced_zone_has_a_higher_risk_than_a_balanced_one_with_its_mean() -> None:
    assert risk.mpi([120, 80], [1, 1]) > risk.mpi([100, 100], [1, 1])


def test_a_component_alike_everywhere_is_100() -> None:
    assert risk.standardize([0.3, 0.3, 0.3], 1) == [100, 100, 100]


def test_without_any_weight_there_is_no_score() -> None:
    assert risk.scores(rows(), [0, 0]) == {}


tables = st.lists(st.lists(st.floats(-30, 30), min_size=3, max_size=3), min_size=2, max_size=12)


@given(tables, st.lists(st.floats(0.1, 5), min_size=3, max_size=3))
def test_ranks_of_the_job_are_those_of_the_page(
    values: list[list[float]], weights: list[float]
) -> None:
    """The job draws thousands of weights on arrays; the page computes one set: the same ranks."""
    standard = [[100 + value for value in row] for row in values]
    page = risk.scores({str(n): row for n, row in enumerate(standard)}, weights)
    job = mpi.ranks(np.array(standard), np.array([weights]) / sum(weights))[:, 0]
    by_rank = sorted(page, key=lambda zone: job[int(zone)])
    found = [page[zone].mpi for zone in by_rank]
    assert all(a >= b - 1e-6 for a, b in pairwise(found))


def test_a_zone_that_is_first_in_everything_is_first_under_any_weights() -> None:
    standard = np.array([[120.0, 118.0, 130.0], [100, 101, 99], [90, 95, 80]])
    low, high = mpi.stability(standard, np.array([1.0, 2.0, 1.0]))
    assert low.tolist() == [1, 2, 3]
    assert high.tolist() == [1, 2, 3]


def test_a_zone_that_stands_on_one_component_is_less_stable() -> None:
    standard = np.array([[130.0, 92.0, 93.0], [108, 106, 105], [99, 101, 100], [91, 95, 96]])
    low, high = mpi.stability(standard, np.ones(3))
    assert (low[0], high[0]) == (1, 4) or high[0] - low[0] >= 2
    assert high[1] - low[1] <= 1


def test_the_draws_are_the_same_every_time() -> None:
    standard = np.random.default_rng(1).normal(100, 10, (30, 4))
    first, second = (mpi.stability(standard, np.ones(4)) for _time in range(2))
    assert (first[0] == second[0]).all()
    assert (first[1] == second[1]).all()


def test_a_component_of_no_weight_takes_no_part() -> None:
    standard = np.array([[110.0, 70.0], [100, 130], [90, 100]])
    low, high = mpi.stability(standard, np.array([1.0, 0.0]))
    assert low.tolist() == high.tolist() == [1, 2, 3]
