"""One clock for everybody: forward, never back; what falls due on the way is done."""

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import psycopg
import pytest
from django.db import IntegrityError, connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from tests.database import Elsewhere, Session
from trama.core import clock
from trama.core.workflow import ActRefused
from trama.demo.lifecycle.stage import SQL
from trama.mailbox.tests.test_jobs import work
from trama.notices.models import Notice, NoticeStatus
from trama.notices.tests.factories import NoticeFactory
from trama.rehearsal import lifecycle, queries

from .conftest import owner_runs

DAY = timedelta(days=1)
NEAR = timedelta(seconds=30)  # a slow machine is no wrong clock


def run(statement: str, *values: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone() if cursor.description else None


@pytest.mark.usefixtures("rehearsal")
def test_where_the_clock_was_taken_it_goes_on_for_everybody(
    on_another_connection: Elsewhere,
) -> None:
    target = clock.now() + timedelta(minutes=50)
    lifecycle.send_ahead(target)
    assert queries.target() == target
    work()
    assert queries.target() is None
    here, there = clock.now(), on_another_connection(clock.now).result()
    assert target <= here <= target + NEAR
    assert isinstance(there, datetime)
    assert here <= there <= here + NEAR
    assert clock.now() > here


@pytest.mark.usefixtures("rehearsal")
def test_a_window_that_closes_on_the_way_is_closed() -> None:
    soon = clock.now() + timedelta(minutes=40)
    notice = NoticeFactory.create(published=True, complete=True, closes_at=soon)
    assert notice.closes_at is not None
    lifecycle.send_ahead(notice.closes_at + timedelta(minutes=2))
    work()
    after = Notice.objects.get(pk=notice.pk)
    assert after.status != NoticeStatus.PUBLISHED
    failed = ProcrastinateJob.objects.filter(status="failed")
    assert list(failed.values_list("task_name", flat=True)) == []


@pytest.mark.usefixtures("rehearsal")
def test_each_day_in_between_is_lived() -> None:
    lifecycle.send_ahead(clock.now() + 2 * DAY)
    work()
    done = ProcrastinateJob.objects.filter(status="succeeded", task_name="listening.tidy")
    days = {datetime.fromtimestamp(job.args["timestamp"], UTC).date() for job in done}
    assert len(days) == done.count() == 2


@pytest.mark.usefixtures("rehearsal")
@pytest.mark.parametrize("away", [timedelta(0), -DAY, 367 * DAY])
def test_back_or_too_far_it_stays_where_it_is(away: timedelta) -> None:
    before = clock.now()
    with pytest.raises(ActRefused, match="Non è cambiato niente"):
        lifecycle.send_ahead(before + away)
    assert queries.target() is None
    assert clock.now() - before < NEAR
    assert not ProcrastinateJob.objects.filter(task_name="rehearsal.step").exists()


@pytest.mark.usefixtures("rehearsal")
def test_a_second_click_while_it_goes_changes_nothing() -> None:
    target = clock.now() + DAY
    lifecycle.send_ahead(target)
    with pytest.raises(ActRefused, match="già in cammino"):
        lifecycle.send_ahead(target + DAY)
    assert queries.target() == target
    assert ProcrastinateJob.objects.filter(task_name="rehearsal.step").count() == 1


@pytest.mark.usefixtures("rehearsal")
def test_a_step_too_many_does_nothing() -> None:
    before = clock.now()
    lifecycle.step(app.periodic_registry.periodic_tasks.values())
    assert clock.now() - before < NEAR
    assert not ProcrastinateJob.objects.exists()


@pytest.mark.usefixtures("rehearsal")
def test_the_database_itself_refuses_to_go_back() -> None:
    run("UPDATE rehearsal_clock SET ahead = '2 days'")
    with pytest.raises(IntegrityError, match="never goes back"):
        run("UPDATE rehearsal_clock SET ahead = '1 day'")


@pytest.mark.usefixtures("rehearsal")
@pytest.mark.parametrize(
    "statement", ["DELETE FROM rehearsal_clock", "INSERT INTO rehearsal_clock DEFAULT VALUES"]
)
def test_the_application_has_one_clock_and_may_not_remove_it(statement: str) -> None:
    with pytest.raises(Exception, match="permission denied"):
        run(statement)


@pytest.mark.django_db
def test_a_database_without_the_mark_refuses_the_clock_of_rehearsals(
    database_session: Session,
) -> None:
    with pytest.raises(psycopg.errors.RaiseException, match="its clock stays as it is"):
        owner_runs(database_session, "rehearsal_clock")
    assert run("SELECT to_regclass('rehearsal_clock')") == (None,)


@pytest.mark.usefixtures("rehearsal")
def test_the_clock_of_production_never_reads_the_row(database_session: Session) -> None:
    run("UPDATE rehearsal_clock SET ahead = '2 days'")
    owner_runs(database_session, "clock")
    assert run("SELECT trama_now() = statement_timestamp()") == (True,)
    assert "rehearsal" not in (SQL / "clock.sql").read_text()


@pytest.mark.usefixtures("rehearsal")
def test_a_variable_of_the_environment_is_not_enough(
    database_session: Session, settings: Settings
) -> None:
    database_session.server._comment(database_session.database, "trama:demo")
    later = clock.now() + DAY
    ahead = partial(lifecycle.send_ahead, later)
    for act in (ahead, lifecycle.swap, lifecycle.begin_again):
        with pytest.raises(RuntimeError, match="nowhere else"):
            act()
    assert queries.target() is None
