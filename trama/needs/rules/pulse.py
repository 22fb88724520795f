"""When the monthly letter leaves, and what an answer says of unmet need."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from trama.core.deadlines import is_working_day

VERSION = "pulse-1"
# «One e-mail a month at most» holds across the turn of a month too: from 31 to 1 is no month.
LEAST_DAYS_BETWEEN = 25


def month_of(day: date) -> date:
    """The month of a day, by its first day."""
    return day.replace(day=1)


def next_month(month: date) -> date:
    return month_of(month.replace(day=1) + timedelta(days=31))


def asks_on(month: date) -> date:
    """The day from which a month's letter may leave: its first working day."""
    day = month_of(month)
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def may_ask(last_asked_on: date | None, today: date) -> bool:
    """Whether a body that was last written to on that day may be written to today."""
    if today < asks_on(today):
        return False
    return last_asked_on is None or (
        month_of(last_asked_on) < month_of(today)
        and (today - last_asked_on).days >= LEAST_DAYS_BETWEEN
    )


@dataclass(frozen=True)
class Said:
    """What was said last of a service within a month (of one ask, or by other ways)."""

    theme: int
    zone: int
    capacity: Decimal
    free: Decimal
    refused: int


@dataclass(frozen=True)
class Unmet:
    """Of a theme in a zone in a month: services without a free place, people turned away."""

    full: int = 0
    refused: int = 0


def unmet(said: Iterable[Said]) -> dict[tuple[int, int], Unmet]:
    """Counts by theme and zone. A service with no places at all is not full: it is closed."""
    found: dict[tuple[int, int], Unmet] = {}
    for one in said:
        before = found.get((one.theme, one.zone), Unmet())
        is_full = one.capacity > 0 and one.free == 0
        found[one.theme, one.zone] = Unmet(before.full + is_full, before.refused + one.refused)
    return {key: counts for key, counts in found.items() if counts.full or counts.refused}
