"""Terms of the law: the day of the event is not counted, holidays move the end.

A fixed instant ("ore 12:00 del 15 maggio") never moves: only computed terms do. A term that ends
on a holiday moves forward to the next working day (c.p.c. art. 155, by which administrative terms
are read); one counted backward moves earlier. Saturday is no holiday; "working days" exclude it.
"""

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

ROME = ZoneInfo("Europe/Rome")
ONE_DAY = timedelta(days=1)
SATURDAY, SUNDAY = 5, 6


@lru_cache(maxsize=64)
def _calendar(year: int) -> frozenset[date]:
    """Holidays of one year, Milan's patron saint included."""
    return frozenset(holidays.country_holidays("IT", subdiv="MI", years=year))


def is_holiday(day: date) -> bool:
    """Sundays and feast days; a Saturday is none."""
    return day.weekday() == SUNDAY or day in _calendar(day.year)


def is_working_day(day: date) -> bool:
    return day.weekday() != SATURDAY and not is_holiday(day)


def term(event: date, days: int) -> date:
    """The last day of a term of `days` calendar days after `event`, moved past holidays.

    Counted backward when `days` is negative: then a holiday moves it earlier.
    """
    step = ONE_DAY if days >= 0 else -ONE_DAY
    last = event + timedelta(days=days)
    while is_holiday(last):
        last += step
    return last


def working_term(event: date, days: int) -> date:
    """The last day of a term of `days` working days after `event` (before it, when negative)."""
    step = ONE_DAY if days >= 0 else -ONE_DAY
    last, left = event, abs(days)
    while left:
        last += step
        left -= is_working_day(last)
    return last


def working_days_between(start: date, end: date) -> int:
    """Working days after `start` up to and including `end`; negative when `end` comes first."""
    if end < start:
        return -working_days_between(end, start)
    days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    return sum(is_working_day(day) for day in days)


def day_of(instant: datetime) -> date:
    """The day on the office's wall calendar."""
    return instant.astimezone(ROME).date()


def end_of(day: date) -> datetime:
    """The last second of a day in Rome: what arrives in it is still in time."""
    return datetime.combine(day, time(23, 59, 59), ROME)


def is_in_time(at: datetime, last: datetime) -> bool:
    """Whether an act of the instant `at` meets a term whose last second is `last`. To the second,
    as envelopes of certified mail know it: with 12:00:00, 12:00:00.900 is in time."""
    return at.replace(microsecond=0) <= last
