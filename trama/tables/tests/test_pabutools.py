"""Equal shares beside pabutools, the reference of the field: same outcomes, in the same order.

pabutools (GPL-3.0-or-later, by Rey, Pierczyński, Utke and Skowron) is compared with, never
shipped. Where it is not installed the comparison is skipped.
"""

import random
from fractions import Fraction
from importlib import import_module
from typing import Any

import pytest

from trama.tables.rules.voting import Election, InvalidElectionError, Method, equal_shares
from trama.tables.rules.voting.draw import ranks
from trama.tables.tests.elections import SEED, election, random_election

pytest.importorskip(
    "pabutools",
    reason="pabutools is not installed: equal shares were not compared with the reference",
)
elections: Any = import_module("pabutools.election")  # installed but broken: that is a failure
mes: Any = import_module("pabutools.rules.mes")
ties: Any = import_module("pabutools.tiebreaking")
fractions: Any = import_module("pabutools.fractions")


def exact(value: Fraction) -> Any:
    return fractions.frac(value.numerator, value.denominator)


def theirs(found: Election, method: Method) -> list[str]:
    """Their outcome in order of purchase, ties broken by our draw."""
    projects = {one.id: elections.Project(one.id, exact(one.cost)) for one in found.options}
    instance = elections.Instance(projects.values(), budget_limit=exact(found.budget))
    profile = elections.ApprovalProfile(
        [elections.ApprovalBallot([projects[one] for one in b.choices]) for b in found.bodies],
        instance=instance,
    )
    rank = ranks(SEED, found.by_id)
    satisfaction = {"cost": elections.Cost_Sat, "cardinality": elections.Cardinality_Sat}
    outcome = mes.method_of_equal_shares(
        instance,
        profile,
        sat_class=satisfaction[method.utility],
        tie_breaking=ties.TieBreakingRule(lambda _inst, _profile, project: rank[project.name]),
        voter_budget_increment=None if method.step is None else exact(method.step),
    )
    return [project.name for project in outcome]


METHODS = [Method("equal_shares"), Method("equal_shares", "cardinality")]
TENTH = [
    Method("equal_shares", "cost", Fraction(1, 10)),
    Method("equal_shares", "cardinality", Fraction(1, 10)),
]

# The elections of pabutools' own tests (tests/rules/test_rule.py, release 1.2.3) that have costs
# and ballots; one with a free project is below, those with a given start have no like here.
RUNNING = ["ab", "ab", "ab", "ac", "ac", "ac", "ad", "ad", "bcf", "e", "f", "g"]
COMPLETED = ["ab", "ab", "a", "ac", "ac", "ac", "ad", "ad", "f", "e"]
CENTS: dict[str, int | Fraction] = {"a": 1, "b": Fraction(9, 10), "c": 2, "d": Fraction(109, 100)}
EXAMPLES: dict[str, tuple[Election, set[str] | None]] = {
    "AppEx_1": (election({"a": 1, "b": 3, "c": 2, "d": 1}, ["abcd", "abcd"], 3), None),
    "AppEx_2": (election(CENTS, ["a", "bcd", "bcd", "c"], 4), {"a", "c"}),
    "AppEx_3": (
        election(
            CENTS | {"e": Fraction(109, 100), "f": Fraction(109, 100)},
            ["a", "bcd", "bcd", "c"],
            4,
        ),
        {"a", "c"},
    ),
    "EmptyProfile": (election({"a": 1, "b": 3, "c": 2, "d": 1}, [""], 3), set()),
    "AllAfford": (election({"a": 1, "b": 3, "c": 2, "d": 1}, ["abcd"], 7), set("abcd")),
    "RunningEx": (election(dict.fromkeys("abcdefg", 1), RUNNING, 4), {"a"}),
    "Completion": (
        election({"a": 1, "b": 2, "c": 2, "d": 1, "e": 1, "f": 1}, COMPLETED, 5),
        {"a"},
    ),
    "Phragmen": (election({"a": 2, "b": 2, "c": 3}, [*"aaaaabcc"], 4), {"a"}),
}


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("method", [*METHODS, *TENTH])
def test_its_own_test_elections_have_the_same_outcome(name: str, method: Method) -> None:
    found, expected = EXAMPLES[name]
    outcome = equal_shares(found, method, SEED)
    assert list(outcome.chosen) == theirs(found, method)
    if expected is not None and method == METHODS[0]:
        assert set(outcome.chosen) == expected


def test_a_free_option_is_refused_where_it_would_be_given_away() -> None:
    """What costs nothing takes nobody's share: it needs no vote on money."""
    with pytest.raises(InvalidElectionError, match="costo positivo"):
        election({"a": 0, "b": 1, "c": 2}, ["a", "abc", "c"], 2)


@pytest.mark.parametrize("method", METHODS)
def test_a_thousand_random_elections_have_the_same_outcome(method: Method) -> None:
    """From two to thirty options, from none to eighty ballots; a third with unit costs."""
    rng = random.Random(2021)
    chosen = 0
    for number in range(1_000):
        found = random_election(rng, rng.randint(2, 30), rng.randint(0, 80))
        if number % 3 == 0:
            found = election(
                dict.fromkeys(found.by_id, 1),
                [ballot.choices for ballot in found.ballots],
                rng.randint(1, 12),
            )
        outcome = equal_shares(found, method, SEED)
        assert list(outcome.chosen) == theirs(found, method), number
        chosen += len(outcome.chosen)
    assert chosen > 3_000  # they were elections with something to choose


@pytest.mark.parametrize("method", TENTH)
def test_completed_outcomes_are_the_same(method: Method) -> None:
    rng = random.Random(288)
    for _ in range(60):
        found = random_election(rng, rng.randint(2, 10), rng.randint(1, 20))
        assert list(equal_shares(found, method, SEED).chosen) == theirs(found, method)
