"""Groups of the lab: 70 people in one short job, 400 within a minute; seconds and the proved bound.

Required: each is within its time, with a proved optimum, or its gap stated and above no tenth of
what the fair deal costs. Everything is invented.
"""

import random
import sys
from collections.abc import Iterator

from benchmarks import _installation

# isort: split
from trama.learning.rules.groups import Limits, Pair, Person, Spread, costs, spreads
from trama.learning.tasks.partition import partition

assert _installation.VAR.exists()

SMALL, LARGE = 20.0, 60.0  # seconds
MOST_GAP = 0.1
STRANDS = [f"strand-{n}" for n in range(9)]


def people(bodies: int, ours: int, seed: int) -> tuple[list[Person], list[Pair]]:
    """Six Direzioni, two people of a body, one to three strands each; one pair in four knows each
    other."""
    draw = random.Random(seed)

    def strands() -> tuple[str, ...]:
        return tuple(sorted(draw.sample(STRANDS, draw.randint(1, 3))))

    found = [
        *(Person(f"b{n:03}", "third_sector", f"body-{n // 2}", strands()) for n in range(bodies)),
        *(Person(f"a{n:03}", "administration", f"office-{n % 6}", strands()) for n in range(ours)),
    ]
    keys = [one.key for one in found]
    known = {tuple(sorted(draw.sample(keys, 2))) for _pair in range(len(found) // 4)}
    return found, [(first, second) for first, second in sorted(known)]


def cases() -> Iterator[tuple[str, list[Person], list[Spread], int, float]]:
    for bodies, ours, groups, within in (
        (40, 30, 10, SMALL), (40, 30, 12, SMALL), (230, 170, 57, LARGE), (230, 170, 40, LARGE),
    ):  # fmt: skip
        who, known = people(bodies, ours, seed=groups)
        rows = spreads(who, known, Limits(groups=groups))
        yield f"{len(who)} people, {groups} groups", who, rows, groups, within


def main() -> int:
    missed = 0
    print(f"{'case':<24}{'deal':>7}{'cost':>7}{'bound':>7}{'proved':>8}{'s':>8}")
    for name, who, rows, groups, within in cases():
        keys = [one.key for one in sorted(who, key=lambda one: (one.side, one.sender, one.key))]
        deal = sum(costs(rows, {key: n % groups for n, key in enumerate(keys)}, groups).values())
        made = partition(who, rows, groups)
        gap = made.cost - made.bound
        missed += made.seconds > within or gap > MOST_GAP * deal
        print(
            f"{name:<24}{deal:>7}{made.cost:>7}{made.bound:>7}{made.optimal!s:>8}{made.seconds:>8.2f}"
        )
    print(f"{missed} missed")
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())
