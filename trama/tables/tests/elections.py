"""Elections for tests: the one of the mockup's shape, random ones, and a slow count of its own."""

import random
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from hypothesis import strategies as st

from trama.tables.rules.voting import Ballot, Election, Option
from trama.tables.rules.voting.draw import ranks

SEED = bytes(32)
seeds = st.binary(min_size=32, max_size=32)


def election(
    costs: Mapping[str, int | Fraction], ballots: Iterable[Iterable[str]], budget: int | Fraction
) -> Election:
    """`election({"a": 3}, ["ab", "a"], 5)`: one body for each ballot."""
    return Election(
        tuple(Option(one, Fraction(cost)) for one, cost in costs.items()),
        tuple(Ballot(f"v{n}", tuple(choices)) for n, choices in enumerate(ballots)),
        Fraction(budget),
    )


@st.composite
def elections(draw: st.DrawFn, *, unit_costs: bool = False, most: int = 6) -> Election:
    """Small ones, with ties, blank ballots, options nobody names and costs over the budget."""
    names = "abcdefgh"[: draw(st.integers(1, most))]
    costs = {
        one: 1 if unit_costs else draw(st.fractions(Fraction(1, 4), 12, max_denominator=4))
        for one in names
    }
    ballots = draw(
        st.lists(st.lists(st.sampled_from(names), unique=True, max_size=most), max_size=8)
    )
    budget = draw(
        st.integers(1, most).map(Fraction)
        if unit_costs
        else st.fractions(Fraction(1, 2), 30, max_denominator=4)
    )
    return election(costs, ballots, budget)


def random_election(rng: random.Random, options: int, ballots: int) -> Election:
    """Popular and unpopular options, costs in thousands, a budget that pays about a third."""
    costs = {f"p{n}": rng.randint(1, 12) for n in range(options)}
    popularity = [rng.random() for _ in range(options)]
    choices = [
        [one for one, p in zip(costs, popularity, strict=True) if rng.random() < p / 2]
        for _ in range(ballots)
    ]
    return election(costs, choices, max(1, sum(costs.values()) // 3))


def price(cost: Fraction, purses: Sequence[Fraction]) -> Fraction | None:
    """The least M with Σ min(purse, M) = cost, looked for among all numbers of full payers."""
    for payers in range(len(purses), 0, -1):
        poor = sorted(purses)[: len(purses) - payers]
        most = (cost - sum(poor)) / payers
        if sum(min(purse, most) for purse in purses) == cost:
            return most
    return None


def naive_equal_shares(
    found: Election, worth: dict[str, Fraction], seed: bytes, share: Fraction | None = None
) -> list[str]:
    """The definition, with fractions, every option tried anew at every purchase."""
    rank = ranks(seed, found.by_id)
    bodies = found.bodies
    if not bodies:
        return []
    purse = {one.id: share or found.budget / len(bodies) for one in bodies}
    chosen: list[str] = []
    while True:
        offers = []
        for option in found.options:
            names = [one.id for one in bodies if option.id in one.choices]
            most = price(option.cost, [purse[one] for one in names])
            if most is not None and option.id not in chosen:
                offers.append((most / worth[option.id], rank[option.id], option.id, most, names))
        if not offers:
            return chosen
        _price, _rank, best, most, names = min(offers)
        chosen.append(best)
        for one in names:
            purse[one] -= min(purse[one], most)
