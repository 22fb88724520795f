"""The clock of a rehearsal goes ahead, never back; the rehearsal begins again."""

from collections.abc import Collection
from contextlib import suppress
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from config import rehearsal
from trama.accounts.queries import is_rehearsal_database
from trama.core import clock, jobs
from trama.core.moments import instant
from trama.core.workflow import ActRefused
from trama.rehearsal import rules
from trama.rehearsal.rules import Recurring

FARTHEST = timedelta(days=366)
LAST = -10  # of the jobs that wait: the next step is taken when everything due at this one is done

AHEAD = """
UPDATE rehearsal_clock SET ahead = greatest(
    ahead, make_interval(secs => extract(epoch FROM %s::timestamptz - statement_timestamp())))
"""


def only_in_rehearsal() -> None:
    """The database is asked too: a variable of the environment is not enough to move a clock."""
    if not (settings.REHEARSAL and is_rehearsal_database()):
        raise RuntimeError("This is done in a rehearsal and nowhere else.")


@transaction.atomic
def send_ahead(to: datetime) -> None:
    """The clock sets out for `to`: a job takes it there, doing what falls due on the way.

    Refused to an instant that has passed, to one beyond a year, and while it is on its way.
    """
    only_in_rehearsal()
    now = clock.now()
    if to <= now:
        raise ActRefused(
            _("L’orologio va solo avanti, e segna già %(now)s. Non è cambiato niente: per tornare "
              "indietro riporta la prova all’inizio.") % {"now": instant(now)}
        )  # fmt: skip
    if to > now + FARTHEST:
        raise ActRefused(
            _("L’orologio va avanti di un anno alla volta. Non è cambiato niente: scegli un "
              "giorno più vicino.")
        )  # fmt: skip
    if not _execute("UPDATE rehearsal_clock SET target = %s WHERE target IS NULL", to):
        raise ActRefused(
            _("L’orologio è già in cammino. Non è cambiato niente: aspetta che arrivi.")
        )
    _owe_step()


@transaction.atomic
def step(recurring: Collection[Recurring]) -> None:
    """One stop on the way ahead: the clock is moved there, what fell due is queued."""
    only_in_rehearsal()
    with connection.cursor() as cursor:
        cursor.execute("SELECT target FROM rehearsal_clock FOR UPDATE")
        [target] = cursor.fetchone()
    if target is None:
        return
    now = clock.now()
    if now >= target:
        _execute("UPDATE rehearsal_clock SET target = NULL")
        return
    stop = rules.next_stop(recurring, now, target)
    _execute(AHEAD, stop)
    for one, timestamp in rules.owed(recurring, now, stop):
        with suppress(AlreadyEnqueued), transaction.atomic():  # one that waits does for both
            jobs.defer(one.task.name, queue=one.task.queue, timestamp=timestamp)
    _owe_step()


def _owe_step() -> None:
    app.configure_task("rehearsal.step", queue="default", priority=LAST).defer()


def _execute(statement: str, *values: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: int = cursor.rowcount
    return rows


def begin_again() -> None:
    """The supervisor puts back the city as it was; meanwhile every page says so."""
    only_in_rehearsal()
    rehearsal.ask_reset()
