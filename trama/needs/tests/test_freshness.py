from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trama.needs.rules.freshness import freshness, oldest

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
INSTANTS = st.datetimes(datetime(2000, 1, 1), datetime(2026, 11, 22, 9), timezones=st.just(UTC))


def months(verified_at: datetime, at: datetime) -> int:
    found = freshness(verified_at, at).months
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("verified_at", "state", "words"),
    [
        (None, "never", "Mai"),
        (NOW, "fresh", "questo mese"),
        (datetime(2026, 10, 22, 9, tzinfo=UTC), "fresh", "questo mese"),  # an hour short: summer
        (datetime(2026, 10, 22, 8, tzinfo=UTC), "fresh", "1 mese fa"),
        (datetime(2026, 8, 22, 8, tzinfo=UTC), "aging", "3 mesi fa"),
        (datetime(2025, 11, 23, 9, tzinfo=UTC), "aging", "11 mesi fa"),
        (datetime(2025, 11, 22, 9, tzinfo=UTC), "stale", "12 mesi fa"),
    ],
)
def test_the_badge_decays_with_time(verified_at: datetime | None, state: str, words: str) -> None:
    found = freshness(verified_at, NOW)
    assert (found.state, found.words) == (state, words)


def test_the_last_day_of_january_is_no_month_before_the_last_of_february() -> None:
    january = datetime(2026, 1, 31, 12, tzinfo=UTC)
    assert freshness(january, datetime(2026, 2, 28, 12, tzinfo=UTC)).months == 0


@given(INSTANTS, INSTANTS)
def test_what_was_verified_earlier_is_never_fresher(one: datetime, other: datetime) -> None:
    earlier, later = sorted([one, other])
    assert months(earlier, NOW) >= months(later, NOW)


@given(INSTANTS, st.integers(0, 400))
def test_it_never_gets_fresher_by_waiting(verified_at: datetime, days: int) -> None:
    assert months(verified_at, NOW + timedelta(days=days)) >= months(verified_at, NOW)


@given(st.lists(INSTANTS, min_size=1, max_size=5))
def test_several_together_are_as_old_as_the_oldest(verified: list[datetime]) -> None:
    assert oldest(verified, NOW) == freshness(min(verified), NOW)


def test_one_never_verified_makes_the_lot_unknown() -> None:
    assert oldest([NOW, None], NOW).state == "never"
    assert oldest([], NOW).state == "never"
