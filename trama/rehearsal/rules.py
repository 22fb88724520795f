"""Where the clock stops on its way ahead, and which recurring jobs are owed there.

It does not jump: at each hour that some daily job waits for it stops, and what was owed since the
last stop is done. What recurs more often than every hour is owed once a stop.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from math import inf
from typing import Any

from procrastinate.periodic import PeriodicDeferrer, PeriodicRegistry, PeriodicTask

Recurring = PeriodicTask[Any, Any, Any]

RARE = timedelta(hours=1)
_CALENDAR = PeriodicDeferrer(
    PeriodicRegistry(),  # type: ignore[no-untyped-call]  # its maker is not annotated
    max_delay=inf,
)


def next_stop(recurring: Iterable[Recurring], now: datetime, target: datetime) -> datetime:
    """The first hour after `now` that a rare job waits for; `target`, when it comes before."""
    firsts = (_firings(one, now) for one in recurring)
    pairs = [list(islice(firings, 2)) for firings in firsts]
    stops = [first for first, second in pairs if second - first >= RARE]
    return min([*stops, target])


def owed(
    recurring: Iterable[Recurring], since: datetime, until: datetime
) -> list[tuple[Recurring, int]]:
    """The jobs whose hour came after `since` and by `until`, with the last such hour."""
    lasts = ((one, _last(one, until)) for one in recurring)
    return [(one, last) for one, last in lasts if last > since.timestamp()]


def _firings(one: Recurring, since: datetime) -> Iterator[datetime]:
    found = _CALENDAR.get_timestamps(_apart(one), int(since.timestamp()), inf)
    return (datetime.fromtimestamp(instant, UTC) for instant in found)


def _last(one: Recurring, until: datetime) -> int:
    following_second = int(until.timestamp()) + 1  # the calendar looks strictly before
    return next(iter(_CALENDAR.get_timestamps(_apart(one), None, following_second)))


def _apart(one: Recurring) -> Recurring:
    """With a calendar of its own: the worker moves the one of `one` forward meanwhile."""
    return PeriodicTask(one.task, one.cron, one.periodic_id, one.configure_kwargs)
