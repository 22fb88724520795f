"""A walk along the golden thread, both ways, bounded in depth and breadth.

At each step every tie is asked once for all the things of a kind: queries depend on how many kinds
there are, never on how many things.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from itertools import groupby
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, QuerySet, Window

from trama.core import thread
from trama.core.thread import Gap, Kind, Node, Tie
from trama.core.ui import Text

DEPTH = 14
"""Steps that one page follows each way: the whole thread, and once round it again."""
BREADTH = 12
"""Things of a kind that a step shows, unless one asks for all of them."""
WIDE = 120
"""Things that one tie brings to a step: beyond, it is only said how many more there are."""

Key = tuple[str, UUID]


@dataclass(frozen=True)
class Group:
    """The things of one kind at a step, the first of which are shown; what came of them in words.

    `beyond`: how many more there are, that the walk did not reach.
    """

    kind: Kind
    nodes: Sequence[Node]
    shown: int
    ties: Sequence[Text] = ()
    beyond: int = 0
    gaps: Sequence[Gap] = ()
    end: Text = ""

    @property
    def visible(self) -> Sequence[Node]:
        return self.nodes[: self.shown]

    @property
    def count(self) -> int:
        return len(self.nodes) + self.beyond

    @property
    def more(self) -> int:
        return self.count - len(self.visible)

    @property
    def name(self) -> Text:
        return self.kind.one if self.count == 1 else self.kind.many


@dataclass(frozen=True)
class Step:
    """What stands at the same distance from the thing; `layer` 0 is the thing itself."""

    layer: int
    groups: Sequence[Group]

    @property
    def is_here(self) -> bool:
        return self.layer == 0

    @property
    def gaps(self) -> list[Gap]:
        return [gap for group in self.groups for gap in group.gaps]


@dataclass(frozen=True)
class Thread:
    """The whole thread of a thing, in the order in which it is read."""

    kind: Kind
    here: Node
    steps: Sequence[Step]
    goes_on: bool  # beyond the last step that a page follows

    @cached_property
    def gaps(self) -> list[Gap]:
        return [gap for step in self.steps for gap in step.gaps]

    @property
    def more(self) -> int:
        return sum(group.more for step in self.steps for group in step.groups)

    @property
    def broken_since(self) -> date | None:
        return min((gap.since for gap in self.gaps if gap.since), default=None)

    @cached_property
    def days(self) -> list[date]:
        """The first and the last day on it; none, when nothing on it has a day."""
        found = [n.on for step in self.steps for group in step.groups for n in group.nodes if n.on]
        return [min(found), max(found)] if found else []


def thread_of(
    kind: Kind, uid: UUID, now: datetime, *, backwards: bool = False, wide: bool = False
) -> Thread | None:
    """None: there is no such thing that anybody may see."""
    here = next(iter(_nodes(kind, [uid]).values()), None)
    if here is None:
        return None
    start = (kind.slug, uid)
    ways = [_Way(start, ahead) for ahead in (False, True)]
    shown = WIDE if wide else BREADTH
    steps = _dressed(_layers(ways), ways, now, ahead=not backwards, shown=shown)
    steps.sort(key=lambda step: step.layer, reverse=backwards)
    return Thread(kind, here, steps, any(way.goes_on for way in ways))


# ---------------------------------------------------------------- one way


@dataclass
class _Way:
    """All that is found one way from `start`: links as (source, target, tie)."""

    start: Key
    ahead: bool
    links: list[tuple[Key, Key, Tie]] = field(default_factory=list)
    more: dict[Key, int] = field(default_factory=dict)  # by the first that is shown of those cut
    goes_on: bool = False

    def __post_init__(self) -> None:
        seen, frontier = {self.start}, [self.start]
        for _ in range(DEPTH):
            found = [far for far in self._beyond(frontier) if far not in seen]
            frontier = list(dict.fromkeys(found))
            seen.update(frontier)
            if not frontier:
                break
        self.goes_on = bool(frontier)

    def _beyond(self, frontier: Iterable[Key]) -> Iterator[Key]:
        by_kind: dict[str, list[UUID]] = {}
        for slug, uid in frontier:
            by_kind.setdefault(slug, []).append(uid)
        for slug, uids in by_kind.items():
            for tie in thread.ties_of(slug, ahead=self.ahead):
                yield from self._along(tie, uids)

    def _along(self, tie: Tie, uids: Sequence[UUID]) -> Iterator[Key]:
        near = (tie.source_kind, tie.source) if self.ahead else (tie.target_kind, tie.target)
        far = (tie.target_kind, tie.target) if self.ahead else (tie.source_kind, tie.source)
        rows = _far_ends(tie, near, far, uids)[:WIDE]
        first = None
        for uid, nears, total in rows:
            key = (far[0], uid)
            first = first or key
            for one in nears:
                pair = ((near[0], one), key)
                self.links.append((*(pair if self.ahead else reversed(pair)), tie))
            if key == first and total > WIDE:
                self.more[first] = max(self.more.get(first, 0), total - WIDE)
            yield key

    def layers(self) -> dict[Key, int]:
        """How far each thing stands: after what it comes from, beside the others of its kind.

        Where the thread comes round to a kind again, each thing stands by its own distance.
        """
        kinds = {key: ("" if key == self.start else key[0]) for key in self._keys()}
        found = self._longest(kinds) or self._longest({key: key for key in kinds}, settled=False)
        sign = 1 if self.ahead else -1
        return {key: sign * distance for key, distance in (found or {}).items()}

    def _keys(self) -> set[Key]:
        return {self.start, *(key for source, target, _ in self.links for key in (source, target))}

    def _longest(
        self, places: Mapping[Key, Hashable], *, settled: bool = True
    ) -> dict[Key, int] | None:
        """The longest way from the start to each place; None if it turns round and must settle."""
        ends = [(s, t) if self.ahead else (t, s) for s, t, _ in self.links]
        pairs = {(places[near], places[far]) for near, far in ends if far != self.start}
        pairs = {(near, far) for near, far in pairs if near != far}
        distance = dict.fromkeys(places.values(), 0)
        for _ in range(DEPTH):
            before = dict(distance)
            for near, far in pairs:
                distance[far] = max(distance[far], distance[near] + 1)
            if distance == before:
                return {key: distance[place] for key, place in places.items()}
        return None if settled else {key: distance[place] for key, place in places.items()}


def _far_ends(
    tie: Tie, near: tuple[str, str], far: tuple[str, str], uids: Sequence[UUID]
) -> QuerySet[Any, tuple[UUID, list[UUID], int]]:
    """Rows of the far thing, the near ones it is tied to, how many far things there are in all."""
    near_kind, far_kind = thread.kind(near[0]), thread.kind(far[0])
    if near_kind is None or far_kind is None:
        raise LookupError(f"A tie of {near[0]} and {far[0]}: one of them is not registered.")
    seen = {f"{far[1] or 'pk'}__in": far_kind.public().values("pk")}
    near_key, far_key = _lookup(near[1], near_kind.key), _lookup(far[1], far_kind.key)
    found = tie.rows().filter(**{f"{near_key}__in": uids}, **seen)
    grouped = found.order_by().values(far_key).annotate(
        nears=ArrayAgg(near_key, distinct=True), total=Window(Count("*"))
    )  # fmt: skip
    order = [_lookup(far[1], name) for name in far_kind.order]
    rows: QuerySet[Any, tuple[UUID, list[UUID], int]]
    rows = grouped.order_by(*order).values_list(far_key, "nears", "total")
    return rows


def _lookup(relation: str, name: str) -> str:
    if not relation:
        return name
    sign = "-" if name.startswith("-") else ""
    return f"{sign}{relation}__{name.removeprefix('-')}"


# ---------------------------------------------------------------- in words


def _layers(ways: Sequence[_Way]) -> dict[Key, int]:
    return ways[0].layers() | ways[1].layers()


def _nodes(kind: Kind, uids: Sequence[UUID]) -> dict[UUID, Node]:
    rows = kind.public().filter(**{f"{kind.key}__in": uids}).order_by(*kind.order)
    return {node.uid: node for node in kind.nodes(rows)}


def _dressed(
    layers: dict[Key, int], ways: Sequence[_Way], now: datetime, *, ahead: bool, shown: int
) -> list[Step]:
    by_kind: dict[str, list[UUID]] = {}
    for slug, uid in layers:
        by_kind.setdefault(slug, []).append(uid)
    groups: list[tuple[int, Group]] = []
    for kind in thread.kinds():
        uids = by_kind.get(kind.slug, [])
        nodes = list(_nodes(kind, uids).values()) if uids else []
        gaps = thread.missing(kind.slug, uids, now) if uids else []
        nodes.sort(key=lambda node: layers[kind.slug, node.uid])  # stable: the kind's own order
        for layer, some in groupby(nodes, key=lambda node: layers[kind.slug, node.uid]):
            group = _group(Group(kind, list(some), shown), gaps, ways, ahead=ahead)
            groups.append((layer, group))
    groups.sort(key=lambda pair: pair[0])
    return [
        Step(layer, [group for _, group in some])
        for layer, some in groupby(groups, key=lambda pair: pair[0])
    ]


def _group(bare: Group, gaps: Sequence[Gap], ways: Sequence[_Way], *, ahead: bool) -> Group:
    """With the words of its ties in the direction of reading, and what it lacks."""
    keys = {(bare.kind.slug, node.uid) for node in bare.nodes}
    links = [link for way in ways for link in way.links]
    going = [tie for source, _, tie in links if source in keys]
    coming = [tie for _, target, tie in links if target in keys]
    words = [tie.ahead for tie in going] if ahead else [tie.back for tie in coming]
    lacks = [gap for gap in gaps if (bare.kind.slug, gap.of) in keys]
    stops = not going and all(gap.is_behind for gap in lacks) and _is_last(keys, ways)
    return replace(
        bare,
        ties=list(dict.fromkeys(words)),
        beyond=max((n for way in ways for key, n in way.more.items() if key in keys), default=0),
        gaps=lacks,
        end=bare.kind.end if stops else "",
    )


def _is_last(keys: set[Key], ways: Sequence[_Way]) -> bool:
    """Of the thing itself, and of what came of it: what it comes from has other threads."""
    behind = {source for way in ways if not way.ahead for source, _, _ in way.links}
    return not keys & behind
