"""Quote uguali: the Method of Equal Shares, on approval ballots, exactly.

Peters, Pierczyński and Skowron, Proportional participatory budgeting with additive utilities,
NeurIPS 2021 (arXiv:2008.13276). The budget is divided equally among the bodies that voted. Of
the options whose supporters can pay the whole cost, the one is bought where the supporter who
pays most pays least for each unit of utility; who has less gives all that is left. No option is
bought that its supporters cannot pay, so part of the budget may remain: what to do with it is the
Administration's decision, unless the method names a completion.

Arithmetic is in whole numbers: every purse is a number of coins, and when a payment is not whole
all coins are cut smaller. No fraction is ever rounded.
"""

import heapq
from dataclasses import dataclass, replace
from fractions import Fraction
from math import gcd, lcm

from trama.tables.formats.election import Election, Method, Utility
from trama.tables.rules.voting.draw import ranks
from trama.tables.rules.voting.outcome import Outcome, Result
from trama.tables.rules.voting.scores import approval_tallies


@dataclass(frozen=True)
class _Purchase:
    option: str
    most: Fraction
    payers: tuple[int, ...]
    tied: tuple[str, ...]  # as good as the one bought, later in the draw


@dataclass(frozen=True)
class _Offer:
    """What an option asks of its supporters now: `price` a unit of utility."""

    price: Fraction
    rest: int  # coins that the richer supporters divide equally
    payers: int  # how many they are


class _Purses:
    """The bodies' purses in one run. `coin`: how many make one euro (or one place)."""

    def __init__(
        self, election: Election, supporters: dict[str, list[int]], share: Fraction
    ) -> None:
        self.supporters = supporters
        self.coin = lcm(share.denominator, *(one.cost.denominator for one in election.options))
        self.cost = {option.id: int(option.cost * self.coin) for option in election.options}
        self.purse = [int(share * self.coin)] * len(election.bodies)

    def offer(self, option: str, utility: Fraction) -> _Offer | None:
        """None when the supporters together have less than the cost: and so for ever."""
        purse, rest = self.purse, self.cost[option]
        rich = [coins for one in self.supporters[option] if (coins := purse[one])]
        if sum(rich) < rest:
            return None
        while True:
            equal = -(-rest // len(rich))  # who has fewer coins than this gives them all
            poor = [coins for coins in rich if coins < equal]
            if not poor:
                break
            rest -= sum(poor)
            rich = [coins for coins in rich if coins >= equal]
        price = Fraction(rest * utility.denominator, len(rich) * self.coin * utility.numerator)
        return _Offer(price, rest, len(rich))

    def buy(self, option: str, offer: _Offer, tied: tuple[str, ...]) -> _Purchase:
        smaller = offer.payers // gcd(offer.rest, offer.payers)
        if smaller > 1:
            self.coin *= smaller
            self.purse = [coins * smaller for coins in self.purse]
            self.cost = {one: coins * smaller for one, coins in self.cost.items()}
        most = offer.rest * smaller // offer.payers
        purse = self.purse
        payers = tuple(one for one in self.supporters[option] if purse[one])
        for one in payers:
            purse[one] -= min(purse[one], most)
        return _Purchase(option, Fraction(most, self.coin), payers, tied)

    def left(self, option: str) -> Fraction:
        """What the option's supporters have together."""
        return Fraction(sum(self.purse[one] for one in self.supporters[option]), self.coin)


class _Market:
    """Options waiting to be bought, by the last known price: with time a price only rises."""

    def __init__(self, purses: _Purses, utility: dict[str, Fraction], rank: dict[str, int]) -> None:
        self.purses, self.utility, self.rank = purses, utility, rank
        self.bought = 0
        self.queue = [
            (cost / (utility[one] * len(names)), rank[one], one, -1)
            for one, names in purses.supporters.items()
            for cost in (Fraction(purses.cost[one], purses.coin),)
        ]
        heapq.heapify(self.queue)

    def best(self) -> tuple[str, _Offer] | None:
        """The cheapest option, and of equals the first of the draw, taken out of the queue."""
        while self.queue:
            _price, rank, option, at = heapq.heappop(self.queue)
            offer = self.purses.offer(option, self.utility[option])
            if offer is None:
                continue
            if at == self.bought or not self.queue or (offer.price, rank) < self.queue[0][:2]:
                return option, offer
            self._wait(option, offer)
        return None

    def equals(self, price: Fraction) -> tuple[str, ...]:
        """Every other option at that same price, now."""
        found: list[tuple[str, _Offer]] = []
        while self.queue and self.queue[0][0] <= price:
            option = heapq.heappop(self.queue)[2]
            offer = self.purses.offer(option, self.utility[option])
            if offer is not None:
                found.append((option, offer))
        for option, offer in found:
            self._wait(option, offer)
        return tuple(option for option, offer in found if offer.price == price)

    def _wait(self, option: str, offer: _Offer) -> None:
        heapq.heappush(self.queue, (offer.price, self.rank[option], option, self.bought))


@dataclass(frozen=True)
class _Run:
    share: Fraction
    purchases: tuple[_Purchase, ...]
    purses: _Purses

    def cost(self, election: Election) -> Fraction:
        return sum((election.by_id[one.option].cost for one in self.purchases), Fraction(0))

    def exhausts(self, election: Election) -> bool:
        """Would any other supported option be more than the budget?"""
        left = election.budget - self.cost(election)
        bought = {one.option for one in self.purchases}
        return all(
            election.by_id[one].cost > left for one in self.purses.supporters if one not in bought
        )


def _supporters(election: Election) -> dict[str, list[int]]:
    """For each supported option, the places of the ballots that name it."""
    found: dict[str, list[int]] = {}
    for place, ballot in enumerate(election.bodies):
        for one in ballot.choices:
            found.setdefault(one, []).append(place)
    return found


def _utilities(election: Election, utility: Utility) -> dict[str, Fraction]:
    if utility == "cost":
        return {option.id: option.cost for option in election.options}
    return dict.fromkeys(election.by_id, Fraction(1))


def _run(
    election: Election,
    supporters: dict[str, list[int]],
    utility: dict[str, Fraction],
    rank: dict[str, int],
    share: Fraction,
) -> _Run:
    purses = _Purses(election, supporters, share)
    market = _Market(purses, utility, rank)
    purchases = []
    while (found := market.best()) is not None:
        option, offer = found
        purchases.append(purses.buy(option, offer, market.equals(offer.price)))
        market.bought += 1
    return _Run(share, tuple(purchases), purses)


def equal_shares(election: Election, method: Method, seed: bytes) -> Outcome:
    """The outcome; with a `step`, the share grows by it until the next would overspend.

    The completion is «Add1» as equalshares.net recommends it: it also stops when no supported
    option fits any more in what is left of the budget.
    """
    if not election.bodies:
        return _outcome(election, method, None)
    supporters = _supporters(election)
    utility = _utilities(election, method.utility)
    rank = ranks(seed, election.by_id)
    share = election.budget / len(election.bodies)
    run = _run(election, supporters, utility, rank, share)
    while method.step is not None and not run.exhausts(election):
        share += method.step
        larger = _run(election, supporters, utility, rank, share)
        if larger.cost(election) > election.budget:
            break
        run = larger
    return _outcome(election, method, run)


def _outcome(election: Election, method: Method, run: _Run | None) -> Outcome:
    """`run` is None when no body voted: nothing is chosen and there are no shares."""
    bodies = approval_tallies(election.bodies, election.options)
    administration = approval_tallies(election.administration, election.options)
    results = {
        option.id: Result(option, bodies[option.id], administration[option.id])
        for option in election.options
    }
    if run:
        _tell_bought(results, election, run)
        _tell_left(results, run)
    return Outcome(
        method,
        tuple(results.values()),
        len(election.bodies),
        len(election.administration),
        share=run.share if run else None,
    )


def _tell_bought(results: dict[str, Result], election: Election, run: _Run) -> None:
    names = {purchase.option for purchase in run.purchases}
    for position, one in enumerate(run.purchases, 1):
        apart = tuple(name for name in one.tied if name not in names)
        results[one.option] = replace(
            results[one.option],
            position=position,
            tied_with=apart,
            most=one.most,
            payers=frozenset(election.bodies[place].id for place in one.payers),
        )
        for name in apart:
            before = results[name].tied_with
            results[name] = replace(results[name], tied_with=(*before, one.option))


def _tell_left(results: dict[str, Result], run: _Run) -> None:
    purses = run.purses
    full = run.share * purses.coin
    for option, supporters in purses.supporters.items():
        if not results[option].chosen:
            results[option] = replace(
                results[option],
                left=purses.left(option),
                poorer=sum(purses.purse[one] < full for one in supporters),
            )
