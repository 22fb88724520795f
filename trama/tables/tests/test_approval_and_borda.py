"""Approval and Borda: exact, the same for everybody; what makes an election invalid."""

import random
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from trama.tables.rules.voting import (
    Ballot,
    Election,
    InvalidElectionError,
    Method,
    Option,
    Outcome,
    approval,
    borda,
    borda_tallies,
    count,
    drawn,
)
from trama.tables.tests.elections import SEED, election, elections, seeds

Count = Callable[[Election, bytes], Outcome]
counts = st.sampled_from([approval, borda])


def points_by_hand(found: Election, kind: Count) -> dict[str, Fraction]:
    """An approval is a point. Borda: the average over every way to complete each ballot."""
    total = dict.fromkeys(found.by_id, Fraction(0))
    for ballot in found.bodies:
        rest = [one for one in found.by_id if one not in ballot.choices]
        ways = list(permutations(rest)) if kind is borda else [()]
        for way in ways:
            for place, one in enumerate((*ballot.choices, *way)):
                got = len(found.options) - 1 - place if kind is borda else 1
                total[one] += Fraction(got, len(ways))
    return total


def chosen_by_hand(found: Election, kind: Count, seed: bytes) -> list[str]:
    points = points_by_hand(found, kind)
    order = drawn(seed, found.by_id)
    left, chosen = found.budget, []
    for one in sorted(found.by_id, key=lambda one: (-points[one], order.index(one))):
        supported = any(one in ballot.choices for ballot in found.bodies)
        if supported and found.by_id[one].cost <= left:
            chosen.append(one)
            left -= found.by_id[one].cost
    return chosen


@settings(max_examples=150)
@given(elections(most=5), counts, seeds)
def test_the_outcome_is_the_one_counted_by_hand(found: Election, kind: Count, seed: bytes) -> None:
    outcome = kind(found, seed)
    assert {one.option.id: one.bodies.points for one in outcome.results} == points_by_hand(
        found, kind
    )
    assert list(outcome.chosen) == chosen_by_hand(found, kind, seed)
    assert outcome.cost <= found.budget


@given(elections(), counts, seeds, st.randoms(use_true_random=False))
def test_neither_the_order_of_ballots_nor_that_of_options_matters(
    found: Election, kind: Count, seed: bytes, rng: random.Random
) -> None:
    ballots, options = list(found.ballots), list(found.options)
    rng.shuffle(ballots)
    rng.shuffle(options)
    other = Election(tuple(options), tuple(ballots), found.budget)
    assert kind(other, seed).chosen == kind(found, seed).chosen


@given(elections(unit_costs=True), counts, seeds, st.data())
def test_a_better_rank_never_harms_what_was_chosen(
    found: Election, kind: Count, seed: bytes, data: st.DataObject
) -> None:
    """Moved to the head of one more ballot, an option stays chosen (places, not euro)."""
    chosen = kind(found, seed).chosen
    assume(chosen)
    lucky, convert = data.draw(st.sampled_from(chosen)), data.draw(st.sampled_from(found.ballots))
    better = replace(convert, choices=(lucky, *(one for one in convert.choices if one != lucky)))
    ballots = tuple(better if one is convert else one for one in found.ballots)
    assert lucky in kind(replace(found, ballots=ballots), seed).chosen


@given(elections(most=5))
def test_every_ballot_gives_out_the_same_points_however_short(found: Election) -> None:
    size = len(found.options)
    tallies = borda_tallies(found.bodies, found.options)
    total = sum(one.points for one in tallies.values())
    assert total == len(found.bodies) * Fraction(size * (size - 1), 2)


def test_borda_gives_the_unranked_the_average_of_what_remains() -> None:
    tallies = borda_tallies((Ballot("v", ("a",)),), tuple(Option(one) for one in "abcd"))
    assert [tallies[one].points for one in "abcd"] == [3, 1, 1, 1]
    tallies = borda_tallies((Ballot("v", ("b", "d")),), tuple(Option(one) for one in "abcd"))
    assert [tallies[one].points for one in "abcd"] == [Fraction(1, 2), 3, Fraction(1, 2), 2]


def test_borda_and_approval_may_disagree() -> None:
    """Five put «a» first; the seven who do not would all have «b», second for everybody."""
    ballots = [*["ab"] * 5, *["cb"] * 4, *["db"] * 3]
    found = election(dict.fromkeys("abcd", 1), ballots, 1)
    assert borda(found, SEED).chosen == ("b",)
    assert approval(found, SEED).chosen == ("b",)
    one_each = [choices[0] for choices in ballots]
    assert approval(election(dict.fromkeys("abcd", 1), one_each, 1), SEED).chosen == ("a",)


@given(elections(), counts, seeds)
def test_the_administration_is_counted_apart_and_decides_nothing(
    found: Election, kind: Count, seed: bytes
) -> None:
    office = Ballot("office", ("a",), "administration")
    outcome = kind(replace(found, ballots=(office, *found.ballots)), seed)
    assert outcome.chosen == kind(found, seed).chosen
    assert outcome.by_id["a"].administration.supporters == 1
    assert outcome.by_id["a"].bodies == kind(found, seed).by_id["a"].bodies


def test_an_option_that_no_body_supports_is_not_chosen_even_when_places_remain() -> None:
    found = election({"a": 1, "b": 1, "c": 1}, ["a", "a"], 3)
    assert approval(found, SEED).chosen == ("a",)
    assert borda(found, SEED).chosen == ("a",)


def test_an_option_too_dear_is_passed_over_and_says_what_was_left() -> None:
    found = election({"a": 6, "b": 5, "c": 4}, [*["abc"], *["ab"], *["a"]], 10)
    outcome = approval(found, SEED)
    assert outcome.chosen == ("a", "c")
    assert outcome.by_id["b"].left == 4
    assert outcome.by_id["a"].left is None


@given(seeds)
def test_of_equals_the_draw_chooses_and_says_so(seed: bytes) -> None:
    found = election(dict.fromkeys("abc", 1), ["abc", "abc"], 2)
    outcome = approval(found, seed)
    first, second, third = drawn(seed, "abc")
    assert outcome.chosen == (first, second)
    assert set(outcome.by_id[third].tied_with) == {first, second}
    assert outcome.by_id[first].tied_with == (third,)


def test_the_draw_is_not_blamed_when_the_money_would_not_do_anyway() -> None:
    found = election({"a": 2, "b": 9}, ["ab"], 3)
    outcome = approval(found, SEED)
    assert outcome.chosen == ("a",)
    assert outcome.by_id["a"].tied_with == outcome.by_id["b"].tied_with == ()


def test_count_follows_the_method_that_was_declared() -> None:
    found = election({"dear": 4, "cheap": 1}, [["dear", "cheap"], ["dear"], ["dear"]], 6)
    assert count(found, Method("approval"), SEED).method == Method("approval")
    assert count(found, Method("borda"), SEED).method == Method("borda")
    by_number = Method("equal_shares", "cardinality")
    assert count(found, by_number, SEED).chosen == ("cheap", "dear")


@pytest.mark.parametrize(
    ("options", "ballots", "budget", "words"),
    [
        ({"a": 1}, [], 0, "budget"),
        ({"a": 0}, [], 1, "costo positivo"),
        ({"a": 1, "b": -1}, [], 1, "costo positivo"),
        ({"": 1}, [], 1, "segni"),
        ({"=1+1": 1}, [], 1, "segni"),
        ({"a b": 1}, [], 1, "segni"),
        ({"a": 1}, ["b"], 1, "non è in votazione"),
        ({"a": 1}, ["aa"], 1, "due volte la stessa proposta"),
    ],
)
def test_an_election_that_cannot_be_counted_is_refused_in_plain_words(
    options: dict[str, int | Fraction], ballots: list[str], budget: int, words: str
) -> None:
    with pytest.raises(InvalidElectionError, match=words):
        election(options, ballots, budget)


def test_one_body_one_vote() -> None:
    with pytest.raises(InvalidElectionError, match="E1 compare due volte"):
        Election((Option("a"),), (Ballot("E1", ("a",)), Ballot("E1", ())), Fraction(1))
    with pytest.raises(InvalidElectionError, match="a compare due volte"):
        Election((Option("a"), Option("a")), (), Fraction(1))
