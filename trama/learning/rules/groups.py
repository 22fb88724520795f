"""How good a division in groups is: what must hold, what is better, and what it costs to give up.

Everything is a spread: of some people (a side, a Direzione, those who know each other) a group has
at least so many and at most so many; each one beyond costs its weight. Costs are whole numbers.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal

VERSION = "groups-2"
Family = Literal["least", "most", "most_direction", "apart", "side", "direction", "strand", "known"]
Pair = tuple[str, str]

HARD: tuple[Family, ...] = ("least", "most", "most_direction", "apart")
HARD_COST = 1_000  # more than all that is only better
# What each person too many, or too few, costs in a group.
WEIGHTS: Mapping[Family, int] = {
    **dict.fromkeys(HARD, HARD_COST), "side": 8, "known": 6, "direction": 4, "strand": 1,
}  # fmt: skip


@dataclass(frozen=True)
class Person:
    """Who is to be placed. `sender`: of the Direzione or the body that the person comes from."""

    key: str
    side: str
    sender: str
    strands: tuple[str, ...] = ()


@dataclass(frozen=True)
class Limits:
    """How many groups, and what must hold in each; 0: no such limit."""

    groups: int
    least: int = 1  # people of each side
    most_administration: int = 0
    most_direction: int = 0  # people of one Direzione
    apart: bool = False  # those who already work together, never in one group

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> "Limits":
        known = {field.name for field in fields(cls)}
        return cls(**{name: value for name, value in stored.items() if name in known})

    @property
    def stored(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Spread:
    """Of `members` each group has from `least` to `most`; beyond, each costs `weight`."""

    family: Family
    members: frozenset[str]
    least: int
    most: int

    @property
    def weight(self) -> int:
        return WEIGHTS[self.family]

    def cost(self, groups: Mapping[str, int], count: int) -> int:
        found = Counter(groups[key] for key in self.members)
        over = sum(max(0, n - self.most) for n in found.values())
        under = sum(max(0, self.least - found[one]) for one in range(count)) if self.least else 0
        return self.weight * (over + under)


def sizes(people: int, groups: int) -> list[int]:
    """As even as they can be: the first ones have one more."""
    each, more = divmod(people, groups)
    return [each + (place < more) for place in range(groups)]


def spreads(people: Sequence[Person], known: Iterable[Pair], limits: Limits) -> list[Spread]:
    """What must hold and what is better, for these people in so many groups."""
    count = limits.groups
    sides = _gathered((one.side, one.key) for one in people)
    directions = _gathered((one.sender, one.key) for one in people if is_ours(one))
    bodies = bodies_of(people)
    strands = _gathered((strand, one.key) for one in people for strand in one.strands)
    pairs = [frozenset(pair) for pair in sorted(known)]
    return [
        *_hard(sides, directions, cliques([*bodies, *pairs]), limits),
        *(_even("side", members, count) for members in sides.values()),
        *(_even("direction", members, count) for members in directions.values()),
        *(_even("known", members, count) for members in bodies if len(members) > 1),
        *(_even("known", pair, count) for pair in pairs),
        *(_even("strand", members, count) for members in strands.values()),
    ]


def bodies_of(people: Sequence[Person]) -> list[frozenset[str]]:
    """Of each body, its people: they already work together."""
    rows = _gathered((one.sender, one.key) for one in people if not is_ours(one))
    return list(rows.values())


def is_ours(person: Person) -> bool:
    return person.side == "administration"


def _gathered(rows: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for name, key in rows:
        found.setdefault(name, set()).add(key)
    return {name: frozenset(found[name]) for name in sorted(found)}


def cliques(together: Iterable[frozenset[str]]) -> list[frozenset[str]]:
    """Of people who know each other, sets in which everybody knows everybody, and in which every
    acquaintance is: fewer and larger than the pairs, they say the same and prove more."""
    knows = acquainted(together)
    pairs = sorted((a, b) for a, others in knows.items() for b in others if a < b)
    covered: set[tuple[str, str]] = set()
    found = []
    for first, second in pairs:
        if (first, second) in covered:
            continue
        one = {first, second}
        for other in sorted(knows[first] & knows[second]):
            if one <= knows[other]:
                one.add(other)
        covered |= {(a, b) for a in one for b in one if a < b}
        found.append(frozenset(one))
    return found


def acquainted(together: Iterable[frozenset[str]]) -> dict[str, set[str]]:
    """By person, who already works with them."""
    knows: dict[str, set[str]] = {}
    for members in together:
        for one in members:
            knows.setdefault(one, set()).update(members - {one})
    return knows


def _even(family: Family, members: frozenset[str], groups: int) -> Spread:
    return Spread(family, members, len(members) // groups, -(-len(members) // groups))


def _hard(
    sides: Mapping[str, frozenset[str]],
    directions: Mapping[str, frozenset[str]],
    together: Iterable[frozenset[str]],
    limits: Limits,
) -> list[Spread]:
    found = [Spread("least", members, limits.least, len(members)) for members in sides.values()]
    if limits.most_administration:
        members = sides.get("administration", frozenset())
        found.append(Spread("most", members, 0, limits.most_administration))
    if limits.most_direction:
        found += [
            Spread("most_direction", one, 0, limits.most_direction) for one in directions.values()
        ]
    if limits.apart:
        found += [Spread("apart", one, 0, 1) for one in together if len(one) > 1]
    return found


def costs(rows: Iterable[Spread], groups: Mapping[str, int], count: int) -> dict[Family, int]:
    """What a division costs, by family; only what costs something."""
    found: Counter[Family] = Counter()
    for row in rows:
        found[row.family] += row.cost(groups, count)
    return {family: points for family, points in found.items() if points}
