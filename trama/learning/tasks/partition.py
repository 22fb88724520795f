"""People in groups at the least cost: a fair deal, swaps, then integer programs solved by HiGHS.

The deal gives out people in order of side, Direzione and body, so that those are even from the
start; swaps take away most of what is left. While something still costs, some groups at a time are
undone and put together again at the least cost, proved (large neighbourhood search: Shaw 1998); up
to `WHOLE` choices, in the end, all groups together.

The bound is proved: groups of one size are alike, so the best of the linear relaxation may be taken
alike in each of them, and its program is small. The same people give the same groups on every
machine, unless time runs out: and then `optimal` is not said.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import ceil

import highspy
import numpy as np
from numpy.typing import NDArray

from trama.learning.rules.groups import Family, Person, Spread, sizes
from trama.needs.tasks.sums.program import Program

VERSION = "partition-1"
SECONDS = 40.0
CLASH_SECONDS = 20.0  # to prove that limits clash, and again to find which
STEPS = 400  # programs of some groups
NODES, WHOLE_NODES = 2_000, 20_000
WHOLE = 1_500  # choices (people × groups) of a program of all the groups
TOGETHER = 3  # groups undone at a time
TOLERANCE = 1e-6
NONE_BETTER = (
    highspy.HighsModelStatus.kInfeasible,
    highspy.HighsModelStatus.kUnboundedOrInfeasible,
)

Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Partition:
    """Who is where; no division costs less than `bound`, and that is proved."""

    groups: dict[str, int]
    cost: int
    bound: int
    seconds: float

    @property
    def optimal(self) -> bool:
        return self.cost == self.bound


def partition(
    people: Sequence[Person], spreads: Sequence[Spread], count: int, *, seconds: float = SECONDS
) -> Partition:
    """The best division found in so many groups, as even as they can be."""
    started = time.monotonic()
    deal = _Deal(people, spreads, count)
    bound = _relaxed(deal)
    deal.swap()
    _rebuild(deal, bound, started + seconds)
    if deal.cost > bound and len(people) * count <= WHOLE:
        left = started + seconds - time.monotonic()
        bound = max(bound, _all_together(deal, max(1.0, left)))
    keys = [person.key for person in deal.people]
    return Partition(
        dict(zip(keys, deal.groups.tolist(), strict=True)),
        deal.cost,
        min(bound, deal.cost),
        time.monotonic() - started,
    )


def conflict(
    people: Sequence[Person], spreads: Sequence[Spread], count: int, families: Sequence[Family]
) -> list[Family]:
    """Of limits that cannot hold together, some that already cannot, none of them too many: each
    is left out in turn, and stays out if the others still cannot (a deletion filter, Chinneck)."""
    kept = list(families)
    for family in families:
        rest = [one for one in kept if one != family]
        rows = [row for row in spreads if row.family in rest]
        if rows and clash(people, rows, count, seconds=CLASH_SECONDS / len(families)):
            kept = rest
    return kept


def clash(
    people: Sequence[Person],
    spreads: Sequence[Spread],
    count: int,
    *,
    seconds: float = CLASH_SECONDS,
) -> bool:
    """Whether it is proved that no division respects all of these: by the relaxation, or by a
    program without costs, which is far smaller and so has no limit of size but its time."""
    deal = _Deal(people, spreads, count)
    if _relaxed(deal) > 0:
        return True
    model = _Model(deal, tuple(range(count)), strict=True)
    model.tell_groups_apart()
    return model.program.maximize(seconds=seconds, nodes=WHOLE_NODES) in NONE_BETTER


class _Deal:
    """People in rows of columns, and how many of each spread are in each group."""

    def __init__(self, people: Sequence[Person], spreads: Sequence[Spread], count: int) -> None:
        self.people = sorted(people, key=lambda one: (one.side, one.sender, one.strands, one.key))
        self.count, self.sizes = count, sizes(len(people), count)
        self.groups = np.arange(len(people), dtype=np.int64) % count
        place = {person.key: column for column, person in enumerate(self.people)}
        self.inside = np.zeros((len(spreads), len(people)), np.int64)
        for row, spread in enumerate(spreads):
            self.inside[row, [place[key] for key in spread.members]] = 1
        self.least = np.array([spread.least for spread in spreads], np.int64)
        self.most = np.array([spread.most for spread in spreads], np.int64)
        self.weight = np.array([spread.weight for spread in spreads], np.int64)

    def counts(self) -> Whole:
        """By spread and group."""
        chosen = (self.groups[:, None] == np.arange(self.count)[None, :]).astype(np.int64)
        found: Whole = self.inside @ chosen
        return found

    def price(self, counts: Whole) -> Whole:
        """By column of counts."""
        over = np.maximum(counts - self.most[:, None], 0)
        under = np.maximum(self.least[:, None] - counts, 0)
        found: Whole = self.weight @ (over + under)
        return found

    @property
    def prices(self) -> Whole:
        return self.price(self.counts())

    @property
    def cost(self) -> int:
        return int(self.prices.sum())

    def swap(self) -> None:
        """Two people change places as long as it costs less."""
        better = True
        while better:
            better = False
            for person in range(len(self.people)):
                better |= self._swap_one(person)

    def _swap_one(self, person: int) -> bool:
        """With whoever it is best to swap, if it is better than now; of equals, the first."""
        counts, here = self.counts(), int(self.groups[person])
        prices = self.price(counts)
        if not prices[here]:
            return False
        mine = self.inside[:, person][:, None]
        left = self.price(counts[:, here][:, None] - mine + self.inside)
        there = self.price(counts[:, self.groups] + mine - self.inside)
        gain = prices[here] + prices[self.groups] - left - there
        gain[self.groups == here] = 0
        other = int(np.argmax(gain))
        if gain[other] <= 0:
            return False
        self.groups[[person, other]] = self.groups[[other, person]]
        return True


# ---------------------------------------------------------------- some groups at a time


def _rebuild(deal: _Deal, bound: int, until: float) -> None:
    """The dearest group with each set of others, until nothing is better or steps run out."""
    steps, better = 0, True
    while better and deal.cost > bound:
        better = False
        for chosen in _neighbours(deal):
            if steps >= STEPS or time.monotonic() > until or deal.cost <= bound:
                return
            steps += 1
            if _put_together(deal, chosen, until):
                better = True
                break


def _neighbours(deal: _Deal) -> Iterator[tuple[int, ...]]:
    prices = deal.prices
    order = np.argsort(-prices, kind="stable").tolist()
    dear = [one for one in order if prices[one]]
    for together in range(2, min(TOGETHER, deal.count) + 1):
        for first in dear:
            others = [one for one in order if one != first]
            for rest in combinations(others, together - 1):
                yield (first, *rest)


def _put_together(deal: _Deal, chosen: tuple[int, ...], until: float) -> bool:
    """These groups at a lower cost than now, if there is one."""
    now = int(deal.prices[list(chosen)].sum())
    if not now:
        return False
    model = _Model(deal, chosen)
    model.cheaper_than(now)
    model.program.maximize(seconds=max(0.1, until - time.monotonic()), nodes=NODES)
    return model.taken()


def _all_together(deal: _Deal, seconds: float) -> int:
    """The same with every group; says the least that any division costs."""
    model = _Model(deal, tuple(range(deal.count)))
    model.tell_groups_apart()
    before = deal.cost
    model.cheaper_than(before)
    status = model.program.maximize(seconds=seconds, nodes=WHOLE_NODES)
    if status in NONE_BETTER:
        return before
    model.taken()
    if status == highspy.HighsModelStatus.kOptimal:
        return deal.cost
    proved = -model.program.bound()
    return ceil(proved - TOLERANCE) if abs(proved) < highspy.kHighsInf else 0


class _Model:
    """Columns: who goes in which of the chosen groups; how many are over and under, by spread."""

    def __init__(self, deal: _Deal, chosen: tuple[int, ...], *, strict: bool = False) -> None:
        """`strict`: nothing is paid for, everything holds."""
        self.deal, self.chosen, self.program = deal, chosen, Program()
        self.free = np.flatnonzero(np.isin(deal.groups, chosen)).tolist()
        add, row = self.program.column, self.program.row
        self.x = {(p, g): add(0, 1, whole=True) for p in self.free for g in chosen}
        for p in self.free:
            row([(self.x[p, g], 1.0) for g in chosen], least=1, most=1)
        for g in chosen:
            size = deal.sizes[g]
            row([(self.x[p, g], 1.0) for p in self.free], least=size, most=size)
        self.paid: list[tuple[int, float]] = []
        for one in range(len(deal.weight)):
            if strict:
                self._hold(one)
            else:
                self._spread(one)

    def _hold(self, one: int) -> None:
        members = np.flatnonzero(self.deal.inside[one]).tolist()
        least, most = int(self.deal.least[one]), int(self.deal.most[one])
        for g in self.chosen:
            here = [(self.x[p, g], 1.0) for p in members]
            self.program.row(here, least=least, most=most)

    def _spread(self, one: int) -> None:
        deal = self.deal
        members = [p for p in self.free if deal.inside[one, p]]
        least, most, weight = (int(v[one]) for v in (deal.least, deal.most, deal.weight))
        for g in self.chosen:
            here = [(self.x[p, g], 1.0) for p in members]
            possible = min(len(members), deal.sizes[g])
            if possible > most:
                over = self.program.column(0, possible - most, worth=-weight)
                self.program.row([*here, (over, -1.0)], most=most)
                self.paid.append((over, float(weight)))
            if least:
                under = self.program.column(0, least, worth=-weight)
                self.program.row([*here, (under, 1.0)], least=least)
                self.paid.append((under, float(weight)))

    def cheaper_than(self, cost: int) -> None:
        """Costs are whole: whatever is better is better by one."""
        self.program.row(self.paid, most=cost - 1)

    def tell_groups_apart(self) -> None:
        """Groups of one size are alike: the first person is in the first of them, the second in
        the first or the second… Nothing is lost."""
        for size in set(self.deal.sizes):
            alike = [g for g in self.chosen if self.deal.sizes[g] == size]
            for place, p in enumerate(self.free):
                for g in alike[place + 1 :]:
                    self.program.row([(self.x[p, g], 1.0)], most=0)

    def taken(self) -> bool:
        """Whether a better division was found: then it is the deal's."""
        values = self.program.values()
        if values is None:
            return False
        before, known = self.deal.cost, self.deal.groups.copy()
        for (p, g), column in self.x.items():
            if values[column] > 0.5:
                self.deal.groups[p] = g
        if self.deal.cost < before:
            return True
        self.deal.groups = known
        return False


# ---------------------------------------------------------------- the bound


def _relaxed(deal: _Deal) -> int:
    """The least that the linear relaxation costs; a column for each person and size of group."""
    program = Program()
    alike = {size: deal.sizes.count(size) for size in sorted(set(deal.sizes))}
    people = range(len(deal.people))
    y = {(p, size): program.column(0, 1) for p in people for size in alike}
    for p in people:
        program.row([(y[p, size], 1.0) for size in alike], least=1, most=1)
    paid: list[tuple[int, int]] = []
    for size, groups in alike.items():
        room = size * groups
        program.row([(y[p, size], 1.0) for p in people], least=room, most=room)
        for one in range(len(deal.weight)):
            here = [(y[p, size], 1.0) for p in np.flatnonzero(deal.inside[one]).tolist()]
            weight = int(deal.weight[one])
            over = program.column(0, len(people), worth=-weight)
            under = program.column(0, len(people), worth=-weight)
            program.row([*here, (over, -1.0)], most=int(deal.most[one]) * groups)
            program.row([*here, (under, 1.0)], least=int(deal.least[one]) * groups)
            paid += [(over, weight), (under, weight)]
    program.maximize(seconds=SECONDS, nodes=1)
    values = program.values()
    if values is None:
        return 0
    return ceil(float(sum(values[column] * weight for column, weight in paid)) - TOLERANCE)
