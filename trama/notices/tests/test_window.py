"""The window: to the second, on the time line, whatever the clocks on the wall do."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trama.core import clock
from trama.notices import lifecycle, tasks
from trama.notices.models import Notice, NoticeStatus
from trama.notices.rules import in_time, open_at, overdue
from trama.notices.tests.factories import NoticeFactory

pytestmark = pytest.mark.django_db
ROME = ZoneInfo("Europe/Rome")
CLOCKS_CHANGE = [datetime(2023, 3, 26, 1, tzinfo=UTC), datetime(2023, 10, 29, 1, tzinfo=UTC)]


def is_in_time(notice: Notice, instant: datetime) -> bool:
    return Notice.objects.filter(in_time(instant), pk=notice.pk).exists()


@pytest.mark.parametrize(
    ("milliseconds", "expected"), [(-1, True), (0, True), (999, True), (1000, False)]
)
def test_noon_is_in_time_and_a_second_later_is_not(milliseconds: int, expected: bool) -> None:
    noon = datetime(2023, 5, 15, 12, tzinfo=ROME)
    notice = NoticeFactory.create(opens_at=noon - timedelta(days=9), closes_at=noon)
    assert is_in_time(notice, noon + timedelta(milliseconds=milliseconds)) is expected


near_a_change = st.builds(
    lambda change, seconds: change + timedelta(seconds=seconds),
    st.sampled_from(CLOCKS_CHANGE),
    st.integers(-7200, 7200),
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(deadline=near_a_change, gap=st.integers(-5400_000, 5400_000))
def test_when_clocks_change_only_the_time_line_counts(deadline: datetime, gap: int) -> None:
    notice = NoticeFactory.create(
        opens_at=deadline - timedelta(days=30), closes_at=deadline.astimezone(ROME), officer=None
    )
    act = deadline + timedelta(milliseconds=gap)
    expected = act.replace(microsecond=0) <= deadline
    assert is_in_time(notice, act) is expected
    assert is_in_time(notice, act.astimezone(ROME)) is expected


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(gap=st.integers(-3000, 3000))
def test_a_published_notice_is_open_or_overdue_never_both_never_neither(gap: int) -> None:
    notice = NoticeFactory.create(published=True)
    assert notice.closes_at is not None
    instant = notice.closes_at + timedelta(milliseconds=gap)
    of_it = Notice.objects.filter(pk=notice.pk)
    assert of_it.filter(open_at(instant)).exists() != of_it.filter(overdue(instant)).exists()


def test_a_notice_is_not_open_before_it_opens_nor_while_suspended() -> None:
    notice = NoticeFactory.create(published=True)
    assert notice.opens_at is not None
    before = notice.opens_at - timedelta(seconds=1)
    assert not Notice.objects.filter(open_at(before), pk=notice.pk).exists()
    Notice.objects.update(status=NoticeStatus.SUSPENDED)
    assert not Notice.objects.filter(open_at(notice.opens_at), pk=notice.pk).exists()


def test_the_job_closes_with_the_deadline_as_effective_time_however_late_it_runs() -> None:
    notice = NoticeFactory.create(published=True)
    other = NoticeFactory.create(published=True)
    deadline = datetime(2023, 5, 15, 12, tzinfo=ROME)
    Notice.objects.filter(pk=notice.pk).update(
        opens_at=deadline - timedelta(days=9), closes_at=deadline
    )
    closed = lifecycle.close_due()
    assert [row.pk for row in closed] == [notice.pk]
    notice.refresh_from_db()
    assert (notice.status, notice.closed_at) == (NoticeStatus.CLOSED, deadline)
    other.refresh_from_db()
    assert other.status == NoticeStatus.PUBLISHED
    assert lifecycle.close_due() == []


def test_the_job_of_each_minute_closes_what_is_due() -> None:
    notice = NoticeFactory.create(published=True)
    Notice.objects.update(closes_at=clock.now() - timedelta(seconds=2))
    tasks.close_due(timestamp=0)
    notice.refresh_from_db()
    assert notice.status == NoticeStatus.CLOSED
