"""The golden thread: what each thing comes from and what came of it, registered at start-up.

An app registers its kinds of thing, the ties that it knows between kinds (its own and lower ones),
and what is missing. `core.walk` follows them; the thread shows what anybody may see, and no more.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Func, QuerySet

from trama.core.ui import Badge, Text

Rows = Callable[[], QuerySet[Any]]


@dataclass(frozen=True, kw_only=True)
class Node:
    """A thing on the thread: its name, its page, one line of facts, how it ended; `on`, its day, is
    put there by the walk."""

    uid: UUID
    title: str
    url: str
    on: date | None = None
    code: str = ""
    line: Text = ""
    badge: Badge | None = None


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of thing, by the `slug` of its address.

    `public` are those that the anonymous may see. `nodes` puts some of them in words, in few
    queries however many. `key` is the field of their public identifier, `order` what lists them,
    `day` a column with the day of each, or an expression; empty, when they have none. `end` says
    why the thread stops at one from which nothing came.
    """

    slug: str
    one: Text
    many: Text
    public: Rows
    nodes: Callable[[QuerySet[Any]], Iterable[Node]]
    key: str = "uid"
    order: Sequence[str] = ("pk",)
    day: str | Func = ""
    end: Text = ""


@dataclass(frozen=True, kw_only=True)
class Tie:
    """What comes of a kind: `rows` tie a `source` to a `target`.

    Both are lookups from the row to the thing, single-valued; empty: the row itself. `ahead` says
    of the source what came of it, `back` of the target what it comes from.
    """

    source_kind: str
    target_kind: str
    rows: Rows
    source: str
    target: str
    ahead: Text
    back: Text


@dataclass(frozen=True, kw_only=True)
class Gap:
    """What should be there and is not: who owes it, since when, what follows if it doesn't come.

    `of` is the thing that lacks it; `is_behind`: something that it should come from.
    """

    of: UUID
    words: Text
    owed_by: Text = ""
    since: date | None = None
    follows: Text = ""
    is_behind: bool = False


Gaps = Callable[[Sequence[UUID], datetime], Iterable[Gap]]
"""`gaps(uids, now)` of all the things of a kind that the thread shows, in one query."""

_kinds: dict[str, Kind] = {}
_ties: list[Tie] = []
_gaps: dict[str, list[Gaps]] = {}


def register(*kinds: Kind) -> None:
    _kinds.update({kind.slug: kind for kind in kinds})


def tie(*ties: Tie) -> None:
    _ties.extend(one for one in ties if one not in _ties)


def expect(slug: str, gaps: Gaps) -> None:
    """What things of a kind must have: an upper app may expect it of a lower one's."""
    known = _gaps.setdefault(slug, [])
    if gaps not in known:
        known.append(gaps)


def kinds() -> list[Kind]:
    """In the order of registration: from the foot of the ladder to its head."""
    return list(_kinds.values())


def kind(slug: str) -> Kind | None:
    return _kinds.get(slug)


def ties() -> list[Tie]:
    return list(_ties)


def ties_of(slug: str, *, ahead: bool) -> list[Tie]:
    return [one for one in _ties if slug == (one.source_kind if ahead else one.target_kind)]


def missing(slug: str, uids: Sequence[UUID], now: datetime) -> list[Gap]:
    return [gap for gaps in _gaps.get(slug, []) for gap in gaps(uids, now)]
