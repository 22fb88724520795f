from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trama.core import deadlines

DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2090, 12, 31))
LENGTHS = st.integers(min_value=1, max_value=400)
ROME = ZoneInfo("Europe/Rome")


@pytest.mark.parametrize(
    ("event", "days", "last"),
    [
        (date(2023, 5, 15), 30, date(2023, 6, 14)),
        (date(2023, 12, 15), 10, date(2023, 12, 27)),  # Christmas, then Saint Stephen
        (date(2023, 4, 30), 1, date(2023, 5, 2)),  # Labour Day moves it
        (date(2026, 11, 27), 10, date(2026, 12, 9)),  # Saint Ambrose, Milan's patron, and the 8th
        (date(2023, 5, 1), 5, date(2023, 5, 6)),  # a Saturday is no holiday
        (date(2023, 5, 15), -1, date(2023, 5, 13)),  # backward from a Monday: Saturday counts
        (date(2023, 5, 2), -1, date(2023, 4, 29)),  # backward over Labour Day and a Sunday
    ],
)
def test_a_term_that_ends_on_a_holiday_moves_away_from_its_event(
    event: date, days: int, last: date
) -> None:
    assert deadlines.term(event, days) == last


@given(DAYS, LENGTHS)
def test_a_term_never_ends_on_a_holiday_nor_before_its_days(event: date, days: int) -> None:
    last = deadlines.term(event, days)
    assert not deadlines.is_holiday(last)
    assert timedelta(days=days) <= last - event <= timedelta(days=days + 6)


@given(DAYS, LENGTHS)
def test_working_days_forward_and_their_count_agree(event: date, days: int) -> None:
    last = deadlines.working_term(event, days)
    assert deadlines.is_working_day(last)
    assert deadlines.working_days_between(event, last) == days


@given(DAYS, LENGTHS)
def test_a_working_term_backward_ends_earlier_on_a_working_day(event: date, days: int) -> None:
    first = deadlines.working_term(event, -days)
    assert first < event
    assert deadlines.is_working_day(first)


@given(DAYS, DAYS)
def test_counting_working_days_back_is_the_opposite(one: date, other: date) -> None:
    forward = deadlines.working_days_between(one, other)
    assert forward == -deadlines.working_days_between(other, one)


def test_an_instant_belongs_to_the_day_on_the_offices_wall() -> None:
    late_evening = datetime(2023, 5, 15, 23, 30, tzinfo=ZoneInfo("UTC"))
    assert deadlines.day_of(late_evening) == date(2023, 5, 16)
    assert deadlines.day_of(late_evening.astimezone(ROME)) == date(2023, 5, 16)


@given(DAYS)
def test_a_day_ends_a_second_before_the_next_begins(day: date) -> None:
    end = deadlines.end_of(day)
    after = end.astimezone(ZoneInfo("UTC")) + timedelta(seconds=1)
    assert deadlines.day_of(end) == day
    assert deadlines.day_of(after) == day + timedelta(days=1)


@given(DAYS, st.integers(0, 999_999))
def test_the_last_second_of_a_term_is_in_time_whole_and_the_next_is_late(
    day: date, fraction: int
) -> None:
    last = deadlines.end_of(day)
    at = last.replace(microsecond=fraction)
    assert deadlines.is_in_time(at, last)
    assert not deadlines.is_in_time(at + timedelta(seconds=1), last)
