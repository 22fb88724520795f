"""The placement program: compared with trying every plan, on cities small enough to try."""

from collections.abc import Iterator
from functools import cache
from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from trama.needs.tasks.sums.city import Sums
from trama.needs.tasks.sums.e2sfca import Near
from trama.needs.tasks.sums.placement import InfeasibleError, Plan, Problem, place
from trama.needs.tests.arrays import city


def reach(nils: int, pairs: set[tuple[int, int]]) -> Near:
    every = sorted(pairs | {(nil, nil) for nil in range(nils)})
    here, there = (np.array(side, np.int64) for side in zip(*every, strict=True))
    return Near(here, there, np.zeros(len(every)))


def sums(shares: list[tuple[int, int, float]], nils: int, municipi: int) -> Sums:
    return city([100.0] * nils, shares, municipi).zones.sums


def problem(
    wanted: list[int],
    first: list[int] | None = None,
    *,
    pairs: set[tuple[int, int]] | None = None,
    shares: list[tuple[int, int, float]] | None = None,
    **limits: object,
) -> Problem:
    nils = len(wanted)
    home = shares or [(nil, 0, 1.0) for nil in range(nils)]
    municipi = 1 + max(one for _nil, one, _share in home)
    facts = {
        "sites": np.ones(nils, np.int64), "per_site": 10, "places": 20, "budget": 10_000,
        "place_cost": 100, "site_cost": 500, "floor": 0,
    }  # fmt: skip
    return Problem(
        wanted=np.array(wanted, float),
        first=np.array(first or [0] * nils, float),
        pairs=reach(nils, pairs or set()),
        sums=sums(home, nils, municipi),
        **{**facts, **limits},  # type: ignore[arg-type]  # a test names what it changes
    )


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    nils = draw(st.integers(1, 3))
    wanted = draw(st.lists(st.integers(0, 4), min_size=nils, max_size=nils))
    links = st.tuples(st.integers(0, nils - 1), st.integers(0, nils - 1))
    municipi = draw(st.integers(1, 2))
    shares: list[tuple[int, int, float]] = []
    for nil in range(nils):
        home = draw(st.integers(0, municipi - 1))
        part = draw(st.sampled_from([1.0, 1.0, 0.5])) if municipi > 1 else 1.0
        shares += [(nil, home, part)] + ([(nil, 1 - home, 1 - part)] if part < 1 else [])
    return problem(
        wanted,
        [draw(st.integers(0, most)) for most in wanted],
        pairs=draw(st.sets(links, max_size=4)),
        shares=shares,
        sites=np.array(draw(st.lists(st.integers(0, 2), min_size=nils, max_size=nils)), np.int64),
        per_site=draw(st.integers(1, 3)),
        places=draw(st.integers(1, 5)),
        budget=draw(st.integers(0, 4_000)),
        place_cost=draw(st.sampled_from([0, 99, 300])),
        site_cost=draw(st.sampled_from([0, 500, 1_001])),
        floor=draw(st.integers(0, 2)),
    )


def plans(given_: Problem) -> Iterator[tuple[int, ...]]:
    """Every way of opening places that keeps within the limits."""
    most = (given_.sites * given_.per_site).tolist()
    for places in product(*(range(one + 1) for one in most)):
        found = np.array(places, np.int64)
        if found.sum() > given_.places or cost(given_, places) > given_.budget:
            continue
        floors = [(found[nils] * shares).sum() for _one, nils, shares in given_.shares]
        if all(total >= given_.floor - 1e-9 for total in floors):
            yield places


def worth(given_: Problem, places: tuple[int, ...]) -> float:
    """The most that these places are worth: each is given to every NIL in reach, or to none."""
    reached = [
        given_.pairs.there[given_.pairs.here == site].tolist()
        for site, many in enumerate(places)
        for _place in range(many)
    ]

    @cache
    def best(n: int, left: tuple[int, ...]) -> float:
        if n == len(reached):
            return 0.0
        found = best(n + 1, left)
        for nil in reached[n]:
            if left[nil]:
                served = given_.wanted[nil] - left[nil]
                gain = 2.0 if served < given_.first[nil] else 1.0
                rest = (*left[:nil], left[nil] - 1, *left[nil + 1 :])
                found = max(found, gain + best(n + 1, rest))
        return found

    return best(0, tuple(int(one) for one in given_.wanted))


def cost(given_: Problem, places: tuple[int, ...]) -> int:
    found = np.array(places, np.int64)
    return given_.cost(found, -(-found // given_.per_site))


def assert_lawful(given_: Problem, plan: Plan) -> None:
    assert given_.cost(plan.places, plan.sites) == plan.cost <= given_.budget
    assert plan.places.sum() <= given_.places
    assert (plan.places <= plan.sites * given_.per_site).all()
    assert (plan.sites <= given_.sites).all()
    for _one, nils, shares in given_.shares:
        assert (plan.places[nils] * shares).sum() >= given_.floor - 1e-6
    reach_ = set(zip(given_.pairs.here.tolist(), given_.pairs.there.tolist(), strict=True))
    used, served = np.zeros(len(plan.places)), np.zeros(len(plan.places))
    for flow in plan.flows:
        assert (flow.site, flow.nil) in reach_
        used[flow.site] += flow.places
        served[flow.nil] += flow.places
    assert (used <= plan.places + 1e-5).all()
    assert (served <= given_.wanted + 1e-5).all()
    assert plan.met == pytest.approx(served.sum(), abs=1e-4)
    assert plan.bound >= plan.objective


@given(problems())
@settings(max_examples=250)
def test_no_plan_is_better_than_the_one_found(given_: Problem) -> None:
    tried = {places: worth(given_, places) for places in plans(given_)}
    try:
        plan = place(given_)
    except InfeasibleError:
        assert not tried
        return
    assert_lawful(given_, plan)
    assert plan.optimal
    best = max(tried.values())
    assert plan.objective == pytest.approx(best, abs=1e-5)
    assert plan.cost == min(cost(given_, one) for one, value in tried.items() if value == best)
    assert plan.gap == pytest.approx(0, abs=1e-5)


@given(problems())
@settings(max_examples=150)
def test_what_is_said_to_be_missing_is_just_enough(given_: Problem) -> None:
    """With the limit that the answer names the floors are reached; with one less, they are not."""
    assume(given_.floor > 0)
    try:
        place(given_)
    except InfeasibleError as error:
        short = error.short
    else:
        return
    if short.limit == "sites":
        most = given_.sites * given_.per_site
        for one, nils, shares in given_.shares:
            assert ((most[nils] * shares).sum() < given_.floor) == (one in short.municipi)
        return
    free = {"places": 99, "budget": 99_999_999}
    free.pop(short.limit)
    if short.limit == "budget":
        free["places"] = given_.places
    assert any(plans(changed(given_, **free, **{short.limit: short.needed})))
    assert not any(plans(changed(given_, **free, **{short.limit: short.needed - 1})))


def changed(given_: Problem, **limits: int) -> Problem:
    return Problem(**{**given_.__dict__, **limits})


def test_places_that_nobody_asks_for_are_not_opened() -> None:
    plan = place(problem([3, 0], places=20))
    assert plan.places.tolist() == [3, 0]
    assert plan.cost == 500 + 300


def test_of_plans_worth_as_much_the_cheapest_is_taken() -> None:
    """One site in the middle does what three would."""
    given_ = problem([3, 4, 3], pairs={(1, 0), (1, 2)}, budget=90_000)
    plan = place(given_)
    assert plan.met == pytest.approx(10, abs=1e-5)
    assert plan.cost == 500 + 1_000


def test_a_floor_is_reached_even_where_nobody_asks() -> None:
    given_ = problem([9, 0], shares=[(0, 0, 1.0), (1, 1, 1.0)], floor=2, places=10)
    plan = place(given_)
    assert plan.places.tolist() == [8, 2]


def test_who_has_less_than_half_comes_before_who_has_more() -> None:
    """The same four places, the same number of people: the second NIL is below half."""
    plan = place(problem([4, 4], [0, 4], places=4))
    assert plan.places.tolist() == [0, 4]
    assert (plan.met, plan.objective) == pytest.approx((4, 8), abs=1e-5)


def test_one_site_serves_its_neighbors_when_a_second_would_cost_too_much() -> None:
    given_ = problem([3, 4, 3], pairs={(1, 0), (1, 2)}, budget=1_500)
    plan = place(given_)
    assert plan.sites.tolist() == [0, 1, 0]
    assert {flow.nil for flow in plan.flows} == {0, 1, 2}
    assert plan.cost == 1_500


def test_the_same_problem_has_the_same_answer() -> None:
    given_ = problem([7, 7, 7, 7], pairs={(0, 1), (2, 3), (1, 2)}, places=11)
    first, second = place(given_), place(given_)
    assert first.places.tolist() == second.places.tolist()
    assert first.flows == second.flows


def test_no_money_opens_nothing() -> None:
    plan = place(problem([5, 5], budget=0))
    assert plan.places.tolist() == [0, 0]
    assert (plan.met, plan.cost, plan.optimal) == (0, 0, True)
