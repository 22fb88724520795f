"""The nightly command on real records: off the public pages after five years, nothing erased."""

import io
from collections.abc import Callable
from datetime import datetime, timedelta

from django.core.management import call_command

from trama.ledger.models import Event
from trama.notices.models import Notice

StopClock = Callable[[datetime | None], None]
FIVE_YEARS = timedelta(days=5 * 365)  # D.Lgs. 33/2013, art. 8


def lines() -> list[str]:
    out = io.StringIO()
    call_command("apply_retention", stdout=out)
    return [line for line in out.getvalue().splitlines() if line.startswith("unpublished")]


def test_a_notice_leaves_the_public_pages_once_when_its_years_are_over(
    notice: Notice, stop_clock: StopClock
) -> None:
    assert notice.closes_at is not None
    stop_clock(notice.closes_at + FIVE_YEARS)
    assert lines() == []
    stop_clock(notice.closes_at + FIVE_YEARS + timedelta(seconds=1))
    assert lines() == [f"unpublished notices.Notice {notice.pk}"]
    assert lines() == []
    notice.refresh_from_db()
    assert notice.unpublished_at is not None
    assert Event.objects.filter(verb="unpublish", dossier=notice.code).count() == 1
