from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trama.applications import rules
from trama.applications.rules import Asked, months_covered, pec_instant, union
from trama.notices.models import PecInstant

DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2030, 12, 31))
STRETCHES = st.lists(st.tuples(DAYS, DAYS), max_size=8)


@pytest.mark.parametrize(
    ("stretches", "months"),
    [
        ([], 0),
        ([(date(2020, 1, 1), date(2020, 1, 31))], 1),
        ([(date(2020, 1, 1), date(2020, 1, 30))], 0),
        ([(date(2020, 1, 1), date(2021, 12, 31))], 24),
        ([(date(2020, 1, 15), date(2022, 1, 14))], 24),
        ([(date(2020, 1, 15), date(2022, 1, 13))], 23),
        ([(date(2020, 2, 1), date(2020, 2, 29))], 1),
        ([(date(2021, 1, 31), date(2021, 2, 27))], 1),
        # Two projects in the same two years are two years, not four.
        ([(date(2020, 1, 1), date(2021, 12, 31)), (date(2020, 6, 1), date(2021, 6, 30))], 24),
        # One ends the day before the other begins: no gap.
        ([(date(2020, 1, 1), date(2020, 6, 15)), (date(2020, 6, 16), date(2020, 12, 31))], 12),
        # Two half months in different years are no month.
        ([(date(2019, 1, 1), date(2019, 1, 15)), (date(2020, 1, 1), date(2020, 1, 15))], 0),
        # It ends before it starts: it is no stretch.
        ([(date(2020, 1, 31), date(2020, 1, 1))], 0),
        ([(date(9999, 11, 1), date.max)], 2),
    ],
)
def test_months_are_those_of_the_union(stretches: list[tuple[date, date]], months: int) -> None:
    assert months_covered(stretches) == months


@given(STRETCHES)
def test_saying_the_same_thing_twice_adds_no_month(stretches: list[tuple[date, date]]) -> None:
    assert months_covered(stretches * 2) == months_covered(stretches)
    assert months_covered(reversed(stretches)) == months_covered(stretches)


@given(STRETCHES, DAYS, DAYS)
def test_one_more_experience_never_takes_months_away(
    stretches: list[tuple[date, date]], start: date, end: date
) -> None:
    assert months_covered([*stretches, (start, end)]) >= months_covered(stretches)


@given(STRETCHES)
def test_the_union_has_the_same_days_and_no_overlap(stretches: list[tuple[date, date]]) -> None:
    def days(pairs: list[tuple[date, date]]) -> set[date]:
        return {
            start + timedelta(days=n) for start, end in pairs for n in range((end - start).days + 1)
        }

    merged = union(stretches)
    assert days(merged) == days(stretches)
    for (_, end), (start, _) in pairwise(merged):
        assert start - end > timedelta(days=1)


@given(st.lists(st.tuples(st.integers(0, 120), st.integers(1, 24)), max_size=6))
def test_whole_months_typed_by_people_are_counted_one_by_one(rows: list[tuple[int, int]]) -> None:
    def first(month: int) -> date:
        return date(2010 + month // 12, month % 12 + 1, 1)

    stretches = [(first(m), first(m + n) - timedelta(days=1)) for m, n in rows]
    assert months_covered(stretches) == len({m + k for m, n in rows for k in range(n)})


NOON = datetime(2023, 5, 15, 10, 0, tzinfo=UTC)
BEFORE, AFTER = NOON - timedelta(hours=1), NOON + timedelta(hours=1)


@pytest.mark.parametrize(
    ("counts", "accepted", "delivered", "at"),
    [
        (PecInstant.ACCEPTED, BEFORE, None, BEFORE),
        (PecInstant.ACCEPTED, AFTER, None, AFTER),
        (PecInstant.ACCEPTED, BEFORE, BEFORE, BEFORE),
        (PecInstant.ACCEPTED, BEFORE, AFTER, None),
        (PecInstant.DELIVERED, BEFORE, BEFORE, BEFORE),
        (PecInstant.DELIVERED, BEFORE, AFTER, None),
        (PecInstant.DELIVERED, BEFORE, None, None),
        (PecInstant.DELIVERED, AFTER, None, AFTER),
        (PecInstant.DELIVERED, AFTER, AFTER + timedelta(minutes=1), AFTER + timedelta(minutes=1)),
        (PecInstant.ACCEPTED, None, None, None),
    ],
)
def test_the_instant_that_counts_is_the_one_the_notice_names(
    counts: str, accepted: datetime | None, delivered: datetime | None, at: datetime | None
) -> None:
    verdict = pec_instant(counts, accepted_at=accepted, delivered_at=delivered, closes_at=NOON)
    assert verdict.at == at
    assert bool(verdict.reason) == (at is None)


def test_what_is_missing_is_what_is_required_and_not_given_or_broken() -> None:
    asked = [
        Asked("answers", "Bisogno", "id_bisogno", required=True, given=False),
        Asked("answers", "Altro", "id_altro", required=False, given=False),
        Asked("documents", "Statuto", "slot-statuto", required=True, given=True),
        Asked("documents", "Bilancio", "s", required=False, given=True, problem="non si apre"),
    ]
    assert [item.sentence for item in rules.missing(asked)] == ["Bisogno", "Bilancio: non si apre"]
