"""A walk along the golden thread, both ways, bounded in depth and breadth.

Each kind is asked once a round (`trama.core.steps`), then two or three times for its words: queries
depend on the kinds that there are, never on how many things there are.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from trama.core import thread
from trama.core.steps import Placed, Round, in_order, step
from trama.core.thread import Gap, Kind, Node, Tie
from trama.core.ui import Text

DEPTH = 28
"""Questions that one page asks each way: the whole thread, and once round it again."""
BREADTH = 12
"""Things of a kind that a step shows, unless one asks for all of them."""
WIDE = 120
"""Things of a kind that are reached each way: beyond, it is only said how many more there are."""

Key = tuple[str, UUID]


@dataclass(frozen=True)
class Group:
    """The things of one kind at a step: how many there are, the first of them, what came of them in
    words; the days of those that the walk reached."""

    kind: Kind
    nodes: Sequence[Node]
    count: int
    days: Sequence[date] = ()
    ties: Sequence[Text] = ()
    gaps: Sequence[Gap] = ()
    end: Text = ""

    @property
    def more(self) -> int:
        return self.count - len(self.nodes)

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
        found = [day for step in self.steps for group in step.groups for day in group.days]
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
    steps = _dressed(ways, now, ahead=not backwards, shown=shown)
    steps.sort(key=lambda step: step.layer, reverse=backwards)
    return Thread(kind, here, steps, any(way.goes_on for way in ways))


# ---------------------------------------------------------------- one way


@dataclass
class _Way:
    """All that is found one way from `start`: links as (source, target, tie).

    Of a kind that is full, only what was reached is tied further; how many there are is known by
    the tie that leads to most of them.
    """

    start: Key
    ahead: bool
    links: list[tuple[Key, Key, Tie]] = field(default_factory=list)
    goes_on: bool = False
    _reached: dict[str, dict[UUID, None]] = field(default_factory=dict)
    _totals: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        slug, uid = self.start
        waiting, around = {slug: [uid]}, Round.of(ahead=self.ahead)
        for _ in range(DEPTH):
            if not waiting:
                break
            asked = {slug: waiting.pop(slug) for slug in around.next(waiting)}
            for slug, uids in self._beyond(asked).items():
                waiting.setdefault(slug, []).extend(uids)
        self.goes_on = bool(waiting)

    def _beyond(self, frontier: Mapping[str, Sequence[UUID]]) -> dict[str, list[UUID]]:
        """What is new, by kind."""
        fresh: dict[str, list[UUID]] = {}
        for one in step(frontier, ahead=self.ahead, most=WIDE):
            near, far = one.tie.source_kind, one.tie.target_kind
            if not self.ahead:
                near, far = far, near
            self._totals[far] = max(self._totals.get(far, 0), one.total)
            there = self._reached.setdefault(far, {})
            if (far, one.uid) != self.start and one.uid not in there:
                if len(there) == WIDE:
                    continue
                there[one.uid] = None
                fresh.setdefault(far, []).append(one.uid)
            for uid in one.nears:
                pair = ((near, uid), (far, one.uid))
                self.links.append((*(pair if self.ahead else reversed(pair)), one.tie))
        return fresh

    @cached_property
    def more(self) -> dict[Key, int]:
        """How many of a kind were not reached, by the first one that was."""
        return {
            (slug, next(iter(there))): self._totals[slug] - len(there)
            for slug, there in self._reached.items()
            if there and self._totals[slug] > len(there)
        }

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


# ---------------------------------------------------------------- in words


def _nodes(kind: Kind, uids: Sequence[UUID]) -> dict[UUID, Node]:
    rows = kind.public().filter(**{f"{kind.key}__in": uids}).order_by(*kind.order)
    return {node.uid: node for node in kind.nodes(rows)}


def _dressed(ways: Sequence[_Way], now: datetime, *, ahead: bool, shown: int) -> list[Step]:
    """Only what is shown is put in words; of the rest one knows how many, when, what they lack."""
    layers = ways[0].layers() | ways[1].layers()
    drawn = _Drawn(ways, ahead=ahead)
    placed: dict[str, dict[int, list[Placed]]] = {}
    for one in in_order(_by_kind(layers)):
        there = placed.setdefault(one.slug, {})
        there.setdefault(layers[one.slug, one.uid], []).append(one)
    steps: dict[int, list[Group]] = {}
    for kind in thread.kinds():
        there = placed.get(kind.slug, {})
        if not there:
            continue
        nodes = _nodes(kind, [one.uid for those in there.values() for one in those[:shown]])
        uids = [one.uid for those in there.values() for one in those]
        gaps = thread.missing(kind.slug, uids, now)
        for layer, those in there.items():
            seen = [replace(nodes[one.uid], on=one.on) for one in those[:shown]]
            bare = Group(kind, seen, len(those), [one.on for one in those if one.on])
            keys = {(one.slug, one.uid) for one in those}
            steps.setdefault(layer, []).append(_group(bare, keys, gaps, drawn))
    return [Step(layer, groups) for layer, groups in steps.items()]


def _by_kind(keys: Iterable[Key]) -> dict[str, list[UUID]]:
    found: dict[str, list[UUID]] = {}
    for slug, uid in keys:
        found.setdefault(slug, []).append(uid)
    return found


class _Drawn:
    """The links of both ways, as groups ask for them."""

    def __init__(self, ways: Sequence[_Way], *, ahead: bool) -> None:
        self.ahead = ahead
        self.going: dict[Key, list[Tie]] = {}
        self.coming: dict[Key, list[Tie]] = {}
        self.behind: set[Key] = set()  # what the thing comes from has other threads: no end there
        self.more: dict[Key, int] = {}
        for way in ways:
            for source, target, tie in way.links:
                self.going.setdefault(source, []).append(tie)
                self.coming.setdefault(target, []).append(tie)
                if not way.ahead:
                    self.behind.add(source)
            for key, count in way.more.items():
                self.more[key] = max(count, self.more.get(key, 0))

    def words(self, keys: Iterable[Key]) -> list[Text]:
        """Of their ties in the direction of reading, each once, as they are registered."""
        links = self.going if self.ahead else self.coming
        told = {id(tie) for key in keys for tie in links.get(key, ())}
        ties = [tie for tie in thread.ties() if id(tie) in told]
        return list(dict.fromkeys(tie.ahead if self.ahead else tie.back for tie in ties))


def _group(bare: Group, keys: set[Key], gaps: Sequence[Gap], drawn: _Drawn) -> Group:
    """With the words of its ties in the direction of reading, and what it lacks."""
    lacks = [gap for gap in gaps if (bare.kind.slug, gap.of) in keys]
    stops = not keys & drawn.behind and not any(key in drawn.going for key in keys)
    return replace(
        bare,
        count=bare.count + max((drawn.more.get(key, 0) for key in keys), default=0),
        ties=drawn.words(keys),
        gaps=lacks,
        end=bare.kind.end if stops and all(gap.is_behind for gap in lacks) else "",
    )
