"""Where to open places within a budget: an integer program, solved by HiGHS with a proved bound.

The maximal covering location problem (Church & ReVelle 1974), with places that run out: each place
serves one who asks, in a NIL within the catchment of its site. Fairness is in what is maximized:
what brings a NIL up to half of its demand counts double; and each Municipio may have a floor.

It sees only public figures (see `suppress.stand_in`): what it answers reveals nothing that is
hidden. What it answers is the same on every machine, unless time runs out: and then it says so.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, gcd

import highspy
import numpy as np

from trama.needs.tasks.sums.city import Floats, Sums, Whole
from trama.needs.tasks.sums.e2sfca import Near
from trama.needs.tasks.sums.program import SEED, Program

VERSION = "placement-1"
HALF = 0.5
FIRST_COUNTS = 2.0  # how much counts what brings a NIL up to half of its demand
SECONDS = 20.0
NODES = 20_000
# Of the plans worth as much, how long a cheaper one is looked for.
SAVING_SECONDS, SAVING_NODES = 5.0, 1_000
TOLERANCE = 1e-6

PARAMETERS = {
    "seed": SEED, "nodes": NODES, "seconds": SECONDS, "first": FIRST_COUNTS, "half": HALF,
}  # fmt: skip


@dataclass(frozen=True)
class Problem:
    """By NIL what is asked and not met, and how many sites may be opened; then the limits."""

    wanted: Floats
    first: Floats  # of it, what is missing to half of the demand
    pairs: Near  # sites (`here`) and the NIL that they reach (`there`), each NIL its own too
    sites: Whole
    per_site: int
    places: int  # at most, in all
    budget: int  # cents, as the costs
    place_cost: int
    site_cost: int
    floor: int  # places that each Municipio has, by its shares of the NIL where they open
    sums: Sums

    @property
    def shares(self) -> Sequence[tuple[int, Whole, Floats]]:
        """Of each Municipio: its place among the larger zones, its NIL, their shares in it."""
        municipi = np.flatnonzero(~self.sums.is_city)
        rows = [(int(one), self.sums.whole == one) for one in municipi]
        return [(one, self.sums.part[here], self.sums.share[here]) for one, here in rows]

    @property
    def affordable(self) -> int:
        """The most places that the budget can open, however many sites they are in."""
        found = 0
        for sites in range(int(self.sites.sum()) + 1):
            left = self.budget - sites * self.site_cost
            if left < 0:
                break
            most = left // self.place_cost if self.place_cost else self.places
            found = max(found, min(sites * self.per_site, most))
        return min(found, self.places)

    def cost(self, places: Whole, sites: Whole) -> int:
        return int(places.sum()) * self.place_cost + int(sites.sum()) * self.site_cost


@dataclass(frozen=True)
class Flow:
    """How many places of a site are for a NIL."""

    site: int
    nil: int
    places: float


@dataclass(frozen=True)
class Plan:
    places: Whole  # by NIL
    sites: Whole
    flows: Sequence[Flow]
    met: float  # demand newly met
    objective: float
    bound: float  # no plan can do better than this
    optimal: bool  # proved; else time or steps ran out
    cost: int
    seconds: float

    @property
    def gap(self) -> float:
        """How far the best that may exist is, as a part of what was found."""
        if self.bound <= self.objective:
            return 0.0
        return (self.bound - self.objective) / max(self.objective, TOLERANCE)


@dataclass(frozen=True)
class Short:
    """A limit under which the floors cannot be reached: how much of it they need.

    `limit`: «sites» (with the Municipi, as places among the larger zones), «places» or «budget».
    """

    limit: str
    needed: int = 0
    municipi: tuple[int, ...] = ()


class InfeasibleError(ValueError):
    def __init__(self, short: Short) -> None:
        super().__init__(f"The floors need more {short.limit}: {short.needed}.")
        self.short = short


class NoPlanError(ValueError):
    """Time ran out before any plan was found."""


def place(problem: Problem, *, seconds: float = SECONDS) -> Plan:
    """The best plan, or the best found; InfeasibleError says which limit is too tight."""
    short = _short(problem)
    if short is not None:
        raise InfeasibleError(short)
    if not problem.sites.any():
        nothing = np.zeros(len(problem.wanted), np.int64)
        return Plan(nothing, nothing, [], 0.0, 0.0, 0.0, optimal=True, cost=0, seconds=0.0)
    started = time.monotonic()
    model = _Model(problem)
    status = model.program.maximize(seconds=seconds, nodes=NODES)
    values = model.program.values()
    if values is None:
        raise NoPlanError
    cheaper = model.cheapest(values)
    optimal = status == highspy.HighsModelStatus.kOptimal
    found = _Found(problem, model, values if cheaper is None else cheaper)
    plan = found.plan(seconds=time.monotonic() - started, optimal=optimal)
    if plan.cost > problem.budget or plan.places.sum() > problem.places:
        raise ArithmeticError("The solver's plan is beyond the limits.")
    return plan


class _Model:
    """Columns: places and sites of each NIL where one may open; flows; what counts double."""

    def __init__(self, problem: Problem) -> None:
        self.problem, self.program = problem, Program()
        self.open = np.flatnonzero(problem.sites > 0)
        most = np.minimum(problem.sites[self.open] * problem.per_site, problem.places)
        add = self.program.column
        self.y = {int(j): add(0, int(m), whole=True) for j, m in zip(self.open, most, strict=True)}
        self.z = {int(j): add(0, int(problem.sites[j]), whole=True) for j in self.open}
        pairs = zip(problem.pairs.here.tolist(), problem.pairs.there.tolist(), strict=True)
        self.x = {
            (j, i): add(0, float(problem.wanted[i]), worth=1.0)
            for j, i in sorted(pairs)
            if j in self.y and problem.wanted[i] > 0
        }
        reached = sorted({i for _j, i in self.x})
        self.f = {
            i: add(0, float(problem.first[i]), worth=FIRST_COUNTS - 1)
            for i in reached
            if problem.first[i] > 0
        }
        self._flows(reached)
        self._limits()

    def _flows(self, reached: Sequence[int]) -> None:
        """Nobody is served twice; no site serves more than it has; nothing without a site."""
        row = self.program.row
        into: dict[int, list[int]] = {i: [] for i in reached}
        out: dict[int, list[int]] = {j: [] for j in self.y}
        for (j, i), x in self.x.items():
            into[i].append(x)
            out[j].append(x)
            wanted = min(float(self.problem.wanted[i]), self.problem.per_site)
            if self.problem.sites[j] == 1:  # true anyway: it makes the bound tight
                row([(x, 1.0), (self.z[j], -wanted)], most=0)
        for i, columns in into.items():
            row([(x, 1.0) for x in columns], most=float(self.problem.wanted[i]))
            if i in self.f:
                row([(self.f[i], 1.0), *((x, -1.0) for x in columns)], most=0)
        for j, columns in out.items():
            row([*((x, 1.0) for x in columns), (self.y[j], -1.0)], most=0)
            row([(self.y[j], 1.0), (self.z[j], -float(self.problem.per_site))], most=0)

    def _limits(self) -> None:
        """On totals, in whole numbers: else the bound would be of fractions of a site."""
        problem, row = self.problem, self.program.row
        places = self.program.column(0, problem.affordable, whole=True)
        sites = self.program.column(0, int(problem.sites.sum()), whole=True)
        self.costs = {places: float(problem.place_cost), sites: float(problem.site_cost)}
        row([(places, -1.0), *((y, 1.0) for y in self.y.values())], least=0, most=0)
        row([(sites, -1.0), *((z, 1.0) for z in self.z.values())], least=0, most=0)
        scale = gcd(problem.place_cost, problem.site_cost)
        if scale:
            self.costs = {column: cost / scale for column, cost in self.costs.items()}
            row(self.costs.items(), most=problem.budget // scale)
        if problem.floor:
            for _one, nils, shares in problem.shares:
                row(_inside(self.y, nils, shares), least=problem.floor)

    def cheapest(self, values: Floats) -> Floats | None:
        """What is worth as much and costs less; None: nothing was found in time."""
        if not any(self.costs.values()):
            return None
        worth = sum(values[x] for x in self.x.values())
        worth += (FIRST_COUNTS - 1) * sum(values[f] for f in self.f.values())
        self.program.cheapen(
            self.costs, worth=float(worth) - TOLERANCE, seconds=SAVING_SECONDS, nodes=SAVING_NODES
        )
        return self.program.values()


def _inside(y: dict[int, int], nils: Whole, shares: Floats) -> list[tuple[int, float]]:
    """A Municipio's sites, each for its share."""
    rows = zip(nils.tolist(), shares.tolist(), strict=True)
    return [(y[nil], share) for nil, share in rows if nil in y and share > 0]


@dataclass
class _Found:
    """The solver's values as a plan: in whole places, and no more of them than are asked for or
    than the floors want."""

    problem: Problem
    model: _Model
    values: Floats

    def plan(self, *, seconds: float, optimal: bool) -> Plan:
        problem, nils = self.problem, len(self.problem.wanted)
        flows = self._flows()
        used, served = np.zeros(nils), np.zeros(nils)
        for flow in flows:
            used[flow.site] += flow.places
            served[flow.nil] += flow.places
        served = np.minimum(served, problem.wanted)
        places = _trim(problem, self._places(), used)
        sites = -(-places // problem.per_site)
        met = float(served.sum())
        objective = met + (FIRST_COUNTS - 1) * float(np.minimum(served, problem.first).sum())
        return Plan(
            places=places,
            sites=sites,
            flows=flows,
            met=met,
            objective=objective,
            bound=max(self.model.program.bound(), objective),
            optimal=optimal,
            cost=problem.cost(places, sites),
            seconds=seconds,
        )

    def _flows(self) -> list[Flow]:
        return [
            Flow(j, i, float(self.values[x]))
            for (j, i), x in self.model.x.items()
            if self.values[x] > TOLERANCE
        ]

    def _places(self) -> Whole:
        places = np.zeros(len(self.problem.wanted), np.int64)
        for j, y in self.model.y.items():
            places[j] = round(float(self.values[y]))
        return places


def _trim(problem: Problem, places: Whole, used: Floats) -> Whole:
    """Places that nobody is counted on to use are not opened, unless a floor wants them."""
    kept = places.copy()
    spare = {
        one: float((kept[nils] * shares).sum()) - problem.floor
        for one, nils, shares in problem.shares
    }
    for j in np.flatnonzero(kept):
        less = int(kept[j]) - min(int(kept[j]), ceil(used[j] - TOLERANCE))
        where = [
            (one, float(s))
            for one, nils, shares in problem.shares
            for s in shares[nils == j]
            if s > 0
        ]
        if problem.floor:
            less = min([less, *(max(0, floor(spare[one] / s + TOLERANCE)) for one, s in where)])
        kept[j] -= less
        for one, share in where:
            spare[one] -= share * less
    return kept


# ---------------------------------------------------------------- why a floor can't be reached


def _short(problem: Problem) -> Short | None:
    """The first limit under which the floors can't be reached, the others lifted one at a time."""
    if not problem.floor:
        return None
    most = problem.sites * problem.per_site
    tight = tuple(
        one
        for one, nils, shares in problem.shares
        if float((most[nils] * shares).sum()) < problem.floor - TOLERANCE
    )
    if tight:
        return Short("sites", municipi=tight)
    places = _least(problem, place_cost=1, site_cost=0, places=None)
    if places > problem.places:
        return Short("places", places)
    budget = _least(
        problem,
        place_cost=problem.place_cost,
        site_cost=problem.site_cost,
        places=problem.places,
    )
    return Short("budget", budget) if budget > problem.budget else None


def _least(problem: Problem, *, place_cost: int, site_cost: int, places: int | None) -> int:
    """The least that the floors cost, in places or in cents."""
    program = Program()
    y, z = {}, {}
    for j in np.flatnonzero(problem.sites > 0).tolist():
        sites = int(problem.sites[j])
        y[j] = program.column(0, sites * problem.per_site, worth=-place_cost, whole=True)
        z[j] = program.column(0, sites, worth=-site_cost, whole=True)
        program.row([(y[j], 1.0), (z[j], -float(problem.per_site))], most=0)
    for _one, nils, shares in problem.shares:
        program.row(_inside(y, nils, shares), least=problem.floor)
    if places is not None:
        program.row([(column, 1.0) for column in y.values()], most=places)
    program.maximize(seconds=SECONDS, nodes=NODES)
    return ceil(-program.bound() - TOLERANCE)  # proved, even when time runs out
