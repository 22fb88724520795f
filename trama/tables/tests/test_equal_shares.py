"""Equal shares: exact, proportional, the same for everybody."""

import random
from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from typing import Literal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from trama.tables.rules.voting import (
    Ballot,
    Election,
    InvalidElectionError,
    Method,
    count,
    drawn,
    equal_shares,
)
from trama.tables.tests.elections import (
    SEED,
    election,
    elections,
    naive_equal_shares,
    random_election,
    seeds,
)

Utility = Literal["cost", "cardinality"]
BY_COST, BY_NUMBER = Method("equal_shares"), Method("equal_shares", "cardinality")
methods = st.sampled_from([BY_COST, BY_NUMBER])


def worth(found: Election, method: Method) -> dict[str, Fraction]:
    if method.utility == "cost":
        return {one.id: one.cost for one in found.options}
    return dict.fromkeys(found.by_id, Fraction(1))


@given(elections(), methods, seeds)
def test_the_outcome_is_the_one_of_the_definition(
    found: Election, method: Method, seed: bytes
) -> None:
    assert list(equal_shares(found, method, seed).chosen) == naive_equal_shares(
        found, worth(found, method), seed
    )


@pytest.mark.parametrize("method", [BY_COST, BY_NUMBER])
def test_larger_elections_too_are_those_of_the_definition(method: Method) -> None:
    rng = random.Random(55)
    for _ in range(15):
        found = random_election(rng, 14, 40)
        expected = naive_equal_shares(found, worth(found, method), SEED)
        assert list(equal_shares(found, method, SEED).chosen) == expected


@given(elections(), methods, seeds)
def test_what_is_chosen_never_costs_more_than_the_budget(
    found: Election, method: Method, seed: bytes
) -> None:
    outcome = equal_shares(found, method, seed)
    assert outcome.cost <= found.budget
    assert outcome.cost == sum((found.by_id[one].cost for one in outcome.chosen), Fraction(0))


@given(elections(), methods, seeds)
def test_supporters_alone_pay_and_the_last_cent_is_accounted_for(
    found: Election, method: Method, seed: bytes
) -> None:
    """What the purses lost is what was bought: nothing is rounded."""
    outcome = equal_shares(found, method, seed)
    if outcome.share is None:
        assert not found.bodies
        return
    purses = dict.fromkeys((one.id for one in found.bodies), outcome.share)
    for one in outcome.chosen:
        result = outcome.by_id[one]
        supporters = {ballot.id for ballot in found.bodies if one in ballot.choices}
        assert result.most is not None
        assert result.payers == {name for name in supporters if purses[name]}
        paid = {name: min(purses[name], result.most) for name in supporters}
        assert sum(paid.values()) == result.option.cost
        assert max(paid.values()) == result.most
        for name, sum_ in paid.items():
            purses[name] -= sum_
    for result in outcome.results:
        if not result.chosen and result.bodies.supporters:
            mine = [one.id for one in found.bodies if result.option.id in one.choices]
            assert result.left == sum(purses[one] for one in mine)
            assert result.left < result.option.cost
            assert result.poorer == sum(purses[one] < outcome.share for one in mine)


@given(elections(), methods, seeds, st.randoms(use_true_random=False))
def test_neither_the_order_of_ballots_nor_that_of_options_matters(
    found: Election, method: Method, seed: bytes, rng: random.Random
) -> None:
    """Anonymity: who cast which ballot. Neutrality to the order in which options are listed."""
    choices = [one.choices for one in found.ballots]
    rng.shuffle(choices)
    options = list(found.options)
    rng.shuffle(options)
    other = Election(
        tuple(options),
        tuple(Ballot(one.id, new) for one, new in zip(found.ballots, choices, strict=True)),
        found.budget,
    )
    assert equal_shares(other, method, seed).chosen == equal_shares(found, method, seed).chosen


@given(elections(), methods, seeds)
def test_other_names_in_the_same_order_of_draw_give_the_same_outcome(
    found: Election, method: Method, seed: bytes
) -> None:
    """Neutrality: nothing but the draw looks at an option's name."""
    fresh = drawn(seed, [f"x{n}" for n in range(len(found.options))])
    new = dict(zip(drawn(seed, found.by_id), fresh, strict=True))
    renamed = Election(
        tuple(replace(one, id=new[one.id]) for one in found.options),
        tuple(replace(one, choices=tuple(new[c] for c in one.choices)) for one in found.ballots),
        found.budget,
    )
    before = equal_shares(found, method, seed).chosen
    assert equal_shares(renamed, method, seed).chosen == tuple(new[one] for one in before)


@given(elections(), methods, st.lists(st.lists(st.sampled_from("abc"), unique=True), max_size=5))
def test_the_administration_is_counted_apart_and_decides_nothing(
    found: Election, method: Method, offices: list[list[str]]
) -> None:
    known = [[one for one in choices if one in found.by_id] for choices in offices]
    apart = tuple(
        Ballot(f"u{n}", tuple(choices), "administration") for n, choices in enumerate(known)
    )
    with_offices = replace(found, ballots=(*apart, *found.ballots))
    alone, both = (equal_shares(one, method, SEED) for one in (found, with_offices))
    assert both.chosen == alone.chosen
    assert (both.share, both.voters) == (alone.share, alone.voters)
    assert both.administration_voters == len(offices)
    for result in both.results:
        named = sum(result.option.id in choices for choices in known)
        assert result.administration.supporters == named
        assert result.bodies == alone.by_id[result.option.id].bodies


# ---------------------------------------------------------------- what the method promises


def members(found: Election, options: tuple[str, ...]) -> list[Ballot]:
    return [one for one in found.bodies if set(options) <= set(one.choices)]


@settings(max_examples=150)
@given(elections(unit_costs=True), seeds)
def test_with_unit_costs_every_cohesive_group_is_represented(found: Election, seed: bytes) -> None:
    """Extended justified representation (Peters and Skowron, EC 2020), by trying every group.

    A group of at least l·n/k bodies that agree on l options has a member with l of them chosen.
    """
    chosen = set(equal_shares(found, BY_NUMBER, seed).chosen)
    n, k = len(found.bodies), found.budget
    for size in range(1, len(found.options) + 1):
        for agreed in combinations(found.by_id, size):
            unhappy = [
                one for one in members(found, agreed) if len(chosen & set(one.choices)) < size
            ]
            assert not unhappy or len(unhappy) * k < size * n


@settings(max_examples=150)
@given(elections(), methods, seeds)
def test_with_costs_every_cohesive_group_is_represented_up_to_one_option(
    found: Election, method: Method, seed: bytes
) -> None:
    """EJR up to one project (Peters, Pierczyński and Skowron 2021), by trying every group.

    Of bodies that agree on a set T and whose shares pay it, one is worth T, or would be worth
    more than T with one more option of T.
    """
    chosen = set(equal_shares(found, method, seed).chosen)
    value = worth(found, method)
    for size in range(1, len(found.options) + 1):
        for agreed in combinations(found.by_id, size):
            target = sum(value[one] for one in agreed)
            missing = max((value[one] for one in agreed if one not in chosen), default=Fraction(0))
            unhappy = 0
            for ballot in members(found, agreed):
                got = sum(value[one] for one in chosen & set(ballot.choices))
                unhappy += got < target and got + missing <= target
            cost = sum(found.by_id[one].cost for one in agreed)
            assert not unhappy or unhappy * found.budget < cost * len(found.bodies)


@given(elections(), methods, seeds)
def test_bodies_with_the_same_ballot_get_all_that_their_shares_can_pay(
    found: Election, method: Method, seed: bytes
) -> None:
    """Among them, who vote for one option alone (equalshares.net, Mathematical guarantees)."""
    chosen = set(equal_shares(found, method, seed).chosen)
    for ballot in found.bodies:
        same = sum(set(one.choices) == set(ballot.choices) for one in found.bodies)
        cost = sum(found.by_id[one].cost for one in ballot.choices)
        if cost * len(found.bodies) <= same * found.budget:
            assert set(ballot.choices) <= chosen


@given(elections(), methods, seeds, st.data())
def test_one_more_supporter_never_harms_what_was_chosen(
    found: Election, method: Method, seed: bytes, data: st.DataObject
) -> None:
    chosen = equal_shares(found, method, seed).chosen
    assume(chosen)
    lucky = data.draw(st.sampled_from(chosen))
    without = [one for one in found.ballots if lucky not in one.choices]
    assume(without)
    convert = data.draw(st.sampled_from(without))
    ballots = tuple(
        replace(one, choices=(*one.choices, lucky)) if one is convert else one
        for one in found.ballots
    )
    assert lucky in equal_shares(replace(found, ballots=ballots), method, seed).chosen


@given(elections(), methods, seeds, st.data())
def test_a_lower_cost_never_harms_what_was_chosen(
    found: Election, method: Method, seed: bytes, data: st.DataObject
) -> None:
    chosen = equal_shares(found, method, seed).chosen
    assume(chosen)
    lucky = data.draw(st.sampled_from(chosen))
    part = data.draw(st.fractions(Fraction(1, 4), 1, max_denominator=4))
    options = tuple(
        replace(one, cost=one.cost * part) if one.id == lucky else one for one in found.options
    )
    assert lucky in equal_shares(replace(found, options=options), method, seed).chosen


def test_a_majority_does_not_take_everything() -> None:
    """Sixty bodies against forty, ten places: six and four. By approvals alone: ten and none."""
    names = [*(f"m{n}" for n in range(10)), *(f"f{n}" for n in range(10))]
    found = election(dict.fromkeys(names, 1), [*[names[:10]] * 60, *[names[10:]] * 40], 10)
    chosen = equal_shares(found, BY_COST, SEED).chosen
    assert sorted(one[0] for one in chosen) == ["f"] * 4 + ["m"] * 6
    assert {one[0] for one in count(found, Method("approval"), SEED).chosen} == {"m"}


# ---------------------------------------------------------------- worth, completion, edges


def test_worth_by_cost_prefers_support_and_worth_by_number_prefers_cheapness() -> None:
    found = election({"dear": 4, "cheap": 1}, [["dear", "cheap"], ["dear"], ["dear"]], 6)
    assert equal_shares(found, BY_COST, SEED).chosen == ("dear",)
    assert equal_shares(found, BY_NUMBER, SEED).chosen == ("cheap", "dear")


# Lackner and Skowron, Multi-winner voting with approval preferences (2023, open access, CC BY
# 4.0), running example: twelve voters, seven candidates, four places.
RUNNING = ["ab", "ab", "ab", "ac", "ac", "ac", "ad", "ad", "bcf", "e", "f", "g"]


def test_the_running_example_of_the_textbook() -> None:
    found = election(dict.fromkeys("abcdefg", 1), RUNNING, 4)
    assert equal_shares(found, BY_COST, SEED).chosen == ("a",)


def test_the_completion_of_the_textbook_example_fills_the_four_places() -> None:
    found = election(dict.fromkeys("abcdefg", 1), RUNNING, 4)
    outcome = equal_shares(found, Method("equal_shares", step=Fraction(1, 288)), SEED)
    assert sorted(outcome.chosen) == ["a", "b", "c", "d"]
    assert outcome.share is not None
    assert outcome.share > Fraction(4, 12)


@settings(max_examples=60)
@given(
    elections(most=4),
    st.sampled_from(["cost", "cardinality"]),
    seeds,
    st.sampled_from([Fraction(1, 2), Fraction(1), Fraction(3)]),
)
def test_the_completion_is_the_last_affordable_outcome_of_a_growing_share(
    found: Election, utility: Utility, seed: bytes, step: Fraction
) -> None:
    method = Method("equal_shares", utility, step)
    outcome = equal_shares(found, method, seed)
    assert outcome.cost <= found.budget
    if not found.bodies:
        return
    supported = {one for ballot in found.bodies for one in ballot.choices}
    share = found.budget / len(found.bodies)
    expected = naive_equal_shares(found, worth(found, method), seed)
    while True:
        left = found.budget - sum(found.by_id[one].cost for one in expected)
        if all(found.by_id[one].cost > left for one in supported - set(expected)):
            break
        larger = naive_equal_shares(found, worth(found, method), seed, share + step)
        if sum(found.by_id[one].cost for one in larger) > found.budget:
            break
        share, expected = share + step, larger
    assert list(outcome.chosen) == expected
    assert outcome.share == share


def test_without_ballots_nothing_is_chosen_and_nobody_has_a_share() -> None:
    outcome = equal_shares(election({"a": 1}, [], 3), BY_COST, SEED)
    assert (outcome.chosen, outcome.share, outcome.voters) == ((), None, 0)


def test_a_blank_ballot_keeps_its_share_to_itself() -> None:
    """Who votes for nothing has voted: two bodies of three have two thirds of the budget."""
    assert equal_shares(election({"a": 2}, ["a", "a", ""], 3), BY_COST, SEED).chosen == ("a",)
    assert equal_shares(election({"a": 3}, ["a", "a", ""], 3), BY_COST, SEED).chosen == ()


def test_of_two_equals_the_draw_takes_one_and_both_say_so() -> None:
    found = election({"a": 2, "b": 2}, ["ab", "ab"], 3)
    first, second = drawn(SEED, "ab")
    outcome = equal_shares(found, BY_COST, SEED)
    assert outcome.chosen == (first,)
    assert outcome.by_id[first].tied_with == (second,)
    assert outcome.by_id[second].tied_with == (first,)
    seeds_ = [bytes([n]) * 32 for n in range(40)]
    assert {equal_shares(found, BY_COST, one).chosen for one in seeds_} == {("a",), ("b",)}


@given(seeds)
def test_a_price_that_rises_to_meet_another_is_a_tie_too(seed: bytes) -> None:
    """Once «c» has emptied a purse, «a» costs its two others what «b» costs its own two."""
    ballots = ["ca", "c", "c", "c", "c", "a", "a", "b", "b"]
    found = election({"a": 2, "b": 2, "c": 5}, ballots, 9)
    outcome = equal_shares(found, BY_COST, seed)
    assert outcome.chosen == ("c", *drawn(seed, "ab"))


def test_a_completion_that_never_grows_is_refused() -> None:
    with pytest.raises(InvalidElectionError, match="positivo"):
        Method("equal_shares", step=Fraction(0))
    with pytest.raises(InvalidElectionError, match="positivo"):
        Method("approval", step=Fraction(1))
