"""The steps of a walk along the golden thread: which kinds of thing are asked, and all at once.

The statement of a step depends on the kinds alone: Django works it out once a process, and from
then on only the things change. Working it out anew took longer than PostgreSQL takes to answer.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID, uuid4

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import (
    Count,
    DateField,
    DateTimeField,
    F,
    IntegerField,
    Lookup,
    QuerySet,
    Value,
    Window,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import TruncDate

from trama.core import thread
from trama.core.deadlines import ROME
from trama.core.thread import Kind, Tie


class Round:
    """In what order kinds are asked: each when all that lead to it have been.

    So that it is asked once, by whatever ways its things were reached and however many they are.
    The thread comes round to its first kinds again: then so does the order.
    """

    def __init__(self, slugs: Sequence[str], pairs: Iterable[tuple[str, str]]) -> None:
        self._places = {slug: place for place, slug in enumerate(slugs)}
        self._leads: dict[str, set[str]] = {slug: set() for slug in slugs}
        onward = [(a, b) for a, b in pairs if self._places[a] < self._places[b]]
        for near, far in sorted(onward, key=lambda pair: -self._places[pair[0]]):
            self._leads[near] |= {far, *self._leads[far]}
        self._here = 0

    @classmethod
    def of(cls, *, ahead: bool) -> "Round":
        slugs = [kind.slug for kind in thread.kinds()]
        pairs = [(tie.source_kind, tie.target_kind) for tie in thread.ties()]
        if ahead:
            return cls(slugs, pairs)
        return cls(slugs[::-1], [(far, near) for near, far in pairs])

    def next(self, waiting: Collection[str]) -> list[str]:
        """Of the kinds that wait, those that none of the others leads to."""
        onward = [slug for slug in waiting if self._places[slug] >= self._here] or list(waiting)
        led = set().union(*(self._leads[slug] for slug in onward))
        found = [slug for slug in onward if slug not in led]
        self._here = min((self._places[slug] for slug in found), default=0)
        return found


@dataclass(frozen=True)
class Reached:
    """A thing that a tie leads to, from which ones; `total`: to how many it leads in all."""

    tie: Tie
    uid: UUID
    nears: Sequence[UUID]
    total: int


def step(frontier: Mapping[str, Sequence[UUID]], *, ahead: bool, most: int) -> Iterator[Reached]:
    """What the things of `frontier`, by kind, are tied to: of each tie no more than `most`."""
    slugs = tuple(sorted(frontier))
    ties, statement = _ends(slugs, ahead, most)
    if statement is None:
        return
    for place, uid, nears, total in statement.rows([list(frontier[slug]) for slug in slugs]):
        yield Reached(ties[place], uid, nears, total)


@dataclass(frozen=True)
class Placed:
    """A thing in the order of its kind, with its day."""

    slug: str
    uid: UUID
    on: date | None


def in_order(things: Mapping[str, Sequence[UUID]]) -> Iterator[Placed]:
    """All of them, by kind: one question."""
    slugs = tuple(sorted(things))
    for place, uid, on in _days(slugs).rows([list(things[slug]) for slug in slugs]):
        yield Placed(slugs[place], uid, on)


# ---------------------------------------------------------------- statements


@dataclass(frozen=True)
class _Statement:
    """`places` says of each parameter of which kind it is the things; a fixed one is in `fixed`."""

    sql: str
    fixed: Sequence[Any]
    places: Sequence[int | None]

    @classmethod
    def of(cls, asked: Sequence[QuerySet[Any, Any]], marks: Sequence[list[UUID]]) -> "_Statement":
        """All of them in one. `marks` stand where the things of each kind will."""
        whole = asked[0].union(*asked[1:], all=True) if asked[1:] else asked[0]
        sql, params = whole.query.get_compiler(using=DEFAULT_DB_ALIAS).as_sql()
        return cls(sql, params, [marks.index(one) if one in marks else None for one in params])

    def rows(self, given: Sequence[list[UUID]]) -> list[tuple[Any, ...]]:
        pairs = zip(self.fixed, self.places, strict=True)
        with connection.cursor() as cursor:
            cursor.execute(
                self.sql, [fixed if place is None else given[place] for fixed, place in pairs]
            )
            found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def _marks(slugs: Sequence[str]) -> list[list[UUID]]:
    return [[uuid4()] for _slug in slugs]


@lru_cache(maxsize=512)
def _ends(
    slugs: tuple[str, ...],
    ahead: bool,  # noqa: FBT001 - as the step asks, the three together
    most: int,
) -> tuple[Sequence[Tie], _Statement | None]:
    """What is at the other end of each tie of these kinds; None: they have none that way."""
    marks = dict(zip(slugs, _marks(slugs), strict=True))
    pairs = [(slug, tie) for slug in slugs for tie in thread.ties_of(slug, ahead=ahead)]
    asked = [
        _far_ends(place, tie, marks[slug], ahead=ahead)[:most]
        for place, (slug, tie) in enumerate(pairs)
    ]
    statement = _Statement.of(asked, list(marks.values())) if asked else None
    return [tie for _slug, tie in pairs], statement


def _far_ends(place: int, tie: Tie, uids: list[UUID], *, ahead: bool) -> QuerySet[Any, Any]:
    """Rows of the far thing, the near ones it is tied to, how many far things there are in all."""
    source, target = (tie.source_kind, tie.source), (tie.target_kind, tie.target)
    (near_slug, near), (far_slug, far) = (source, target) if ahead else (target, source)
    near_kind, far_kind = _registered(near_slug), _registered(far_slug)
    seen = {f"{far or 'pk'}__in": far_kind.public().values("pk")}
    near_key, far_key = _lookup(near, near_kind.key), _lookup(far, far_kind.key)
    found = tie.rows().filter(_Among(F(near_key), uids), **seen)
    grouped = found.order_by().values(far_key).annotate(
        place=Value(place, IntegerField()),
        nears=ArrayAgg(near_key, distinct=True),
        total=Window(Count("*")),
    )  # fmt: skip
    order = [_lookup(far, name) for name in far_kind.order]
    rows: QuerySet[Any, Any] = grouped.order_by(*order)
    return rows.values_list("place", far_key, "nears", "total")


def _registered(slug: str) -> Kind:
    found = thread.kind(slug)
    if found is None:
        raise LookupError(f"A tie leads to «{slug}», that is not a registered kind.")
    return found


def _lookup(relation: str, name: str) -> str:
    if not relation:
        return name
    sign = "-" if name.startswith("-") else ""
    return f"{sign}{relation}__{name.removeprefix('-')}"


@lru_cache(maxsize=512)
def _days(slugs: tuple[str, ...]) -> _Statement:
    marks = _marks(slugs)
    kinds = [_registered(slug) for slug in slugs]
    asked = [_in_order(n, kind, marks[n]) for n, kind in enumerate(kinds)]
    return _Statement.of(asked, marks)


def _in_order(place: int, kind: Kind, uids: list[UUID]) -> QuerySet[Any, Any]:
    those: QuerySet[Any, Any] = kind.public().filter(_Among(F(kind.key), uids))
    rows = those.annotate(place=Value(place, IntegerField()), day=_day(kind))
    found: QuerySet[Any, Any] = rows.order_by(*kind.order)
    return found.values_list("place", kind.key, "day")


def _day(kind: Kind) -> Combinable:
    if not kind.day:
        return Value(None, DateField())
    day = F(kind.day) if isinstance(kind.day, str) else kind.day
    is_instant = isinstance(
        kind.public().annotate(day=day).query.annotations["day"].output_field, DateTimeField
    )
    return TruncDate(day, tzinfo=ROME) if is_instant else day


class _Among(Lookup):
    """`= ANY(array)`: one parameter however many values, where `IN` has one for each."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        near, params = self.process_lhs(compiler, connection)
        return f"{near} = ANY(%s)", (*params, self.rhs)
