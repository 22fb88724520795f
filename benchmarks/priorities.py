"""Equal shares among 500 options with 5,000 ballots: exact, and as fast as the field's reference.

In this process, without a database. Floors: pabutools where it is installed (it is GPL and only
compared with; its fractions are GMP's, in C), and the plain `Fraction` count of the script that
is published for citizens.
"""

import random
import runpy
import statistics
import sys
import time
from collections.abc import Callable
from fractions import Fraction
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import trama.tables
from trama.tables.rules.voting import Ballot, Election, Method, Option, equal_shares
from trama.tables.rules.voting.draw import ranks

LIMIT = 1.5  # times pabutools
SEED = bytes(32)
OPTIONS, BALLOTS = 500, 5_000
SCRIPT = Path(trama.tables.__file__).parent / "static/trama/tables/recompute.py"
METHODS = {
    "worth their cost": Method("equal_shares"),
    "worth one each": Method("equal_shares", "cardinality"),
}


def crowd(options: int, ballots: int) -> Election:
    """Ballots of about twenty choices; few options are popular; a quarter of them can be paid."""
    rng = random.Random(500)
    costs = [Fraction(rng.randrange(5, 300) * 1_000) for _ in range(options)]
    names = [f"p{number:03}" for number in range(options)]
    popularity = [rng.random() ** 2 for _ in names]
    return Election(
        tuple(Option(name, cost) for name, cost in zip(names, costs, strict=True)),
        tuple(
            Ballot(f"v{number}", tuple(set(rng.choices(names, popularity, k=rng.randint(5, 40)))))
            for number in range(ballots)
        ),
        sum(costs, Fraction(0)) / 4,
    )


def timed(count: Callable[[], list[str]], rounds: int) -> tuple[list[str], float]:
    """What was chosen, and the median time in seconds."""
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        chosen = count()
        times.append(time.perf_counter() - began)
    return chosen, statistics.median(times)


def pabutools(found: Election, method: Method) -> Callable[[], list[str]]:
    """Their count, its instance and profile made beforehand, ties broken by our draw."""
    elections: Any = import_module("pabutools.election")
    frac = import_module("pabutools.fractions").frac
    projects = {
        one.id: elections.Project(one.id, frac(one.cost.numerator, one.cost.denominator))
        for one in found.options
    }
    instance = elections.Instance(
        projects.values(), budget_limit=frac(found.budget.numerator, found.budget.denominator)
    )
    profile = elections.ApprovalProfile(
        [elections.ApprovalBallot([projects[one] for one in b.choices]) for b in found.bodies],
        instance=instance,
    )
    rank = ranks(SEED, found.by_id)
    by_draw = import_module("pabutools.tiebreaking").TieBreakingRule(
        lambda _instance, _profile, project: rank[project.name]
    )
    worth = elections.Cost_Sat if method.utility == "cost" else elections.Cardinality_Sat
    count = import_module("pabutools.rules.mes").method_of_equal_shares
    return lambda: [
        project.name for project in count(instance, profile, worth, tie_breaking=by_draw)
    ]


def platform(found: Election, method: Method) -> Callable[[], list[str]]:
    return lambda: list(equal_shares(found, method, SEED).chosen)


def script(found: Election, method: Method) -> Callable[[], list[str]]:
    """The citizen's count."""
    options = {one.id: one.cost for one in found.options}
    worth = options if method.utility == "cost" else dict.fromkeys(options, Fraction(1))
    ballots = [list(one.choices) for one in found.bodies]
    share, rank = found.budget / len(ballots), ranks(SEED, options)
    count = runpy.run_path(str(SCRIPT))["shares"]
    return lambda: list(count(options, ballots, rank, worth, share))


def main() -> int:
    found = crowd(OPTIONS, BALLOTS)
    floors = {"the public script": script}
    if find_spec("pabutools") is None:
        print("pabutools is not installed: NOT compared with the reference")
    else:
        floors["pabutools"] = pabutools
    worst = 0.0
    print(f"{OPTIONS} options, {BALLOTS:,} ballots{'ours':>13}{'floor':>31}     ratio")
    for label, method in METHODS.items():
        ours, seconds = timed(platform(found, method), 5)
        for name, floor in floors.items():
            theirs, floor_seconds = timed(floor(found, method), 1)
            assert ours == theirs, f"the outcome differs from that of {name}"
            ratio = seconds / floor_seconds
            print(f"{label:26}{seconds:>10.3f} s{name:>20}{floor_seconds:>9.3f} s{ratio:>10.3f}")
            worst = max(worst, ratio)
    print(f"worst ratio {worst:.3f}, allowed {LIMIT}")
    return int(worst > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
