"""Stops in order, each recurring job once for each of its days, nothing before its hour."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from procrastinate import App
from procrastinate.testing import InMemoryConnector

from trama.rehearsal.rules import Recurring, next_stop, owed

START = datetime(2026, 11, 22, 12, 7, 31, tzinfo=UTC)
CRONS = {"minutely": "* * * * *", "nightly": "10 3 * * *", "morning": "30 7 * * *"}
CRONS |= {"yearly": "30 4 1 3 *"}


@pytest.fixture(scope="module")
def recurring() -> list[Recurring]:
    app = App(connector=InMemoryConnector())
    for name, cron in CRONS.items():
        task: Any = app.task(name=name)(lambda timestamp: None)
        app.periodic(cron=cron)(task)
    return list(app.periodic_registry.periodic_tasks.values())


@settings(max_examples=30)
@given(
    days=st.floats(min_value=0.001, max_value=40),
    offset=st.integers(min_value=0, max_value=400 * 24 * 60),
)
def test_every_day_is_lived_once(recurring: list[Recurring], days: float, offset: int) -> None:
    now = start = START + timedelta(minutes=offset)
    target = start + timedelta(days=days)
    hours: dict[str, list[float]] = {name: [] for name in CRONS}
    while now < target:
        stop = next_stop(recurring, now, target)
        assert now < stop <= target
        for one, timestamp in owed(recurring, now, stop):
            assert now.timestamp() < timestamp <= stop.timestamp()
            hours[one.task.name].append(timestamp)
        now = stop
    for name, hour in (("nightly", timedelta(hours=3, minutes=10)), ("morning", _MORNING)):
        assert hours[name] == [each.timestamp() for each in _each(start, target, hour)]
    assert all(len(set(found)) == len(found) for found in hours.values())


_MORNING = timedelta(hours=7, minutes=30)


def _each(start: datetime, target: datetime, hour: timedelta) -> list[datetime]:
    """The instants at that hour of a day (UTC) after `start` and by `target`."""
    midnight = start.replace(hour=0, minute=0, second=0, microsecond=0)
    found = [midnight + timedelta(days=day) + hour for day in range(43)]
    return [instant for instant in found if start < instant <= target]


def test_what_recurs_each_minute_stops_nobody(recurring: list[Recurring]) -> None:
    target = START + timedelta(hours=2)
    assert next_stop(recurring, START, target) == target
    assert [one.task.name for one, _ in owed(recurring, START, target)] == ["minutely"]
