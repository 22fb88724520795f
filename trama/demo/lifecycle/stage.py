"""The stage on which the demo's past is lived: its clock is moved, its jobs are done on the spot.

Every act goes through the platform's own verbs, at the instant it would have had.
"""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from asgiref.sync import async_to_sync
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.job_context import JobContext
from procrastinate.jobs import Job, Status

import trama.core
from config.postgres import database_url
from trama.core import clock
from trama.ledger.formats.inspection.examine import examined
from trama.ledger.tasks import check, check_document

SQL = Path(str(trama.core.__file__)).parent / "sql"


class ClockStuckError(RuntimeError):
    """The database's clock cannot be moved, or cannot be put back: nothing more is done."""


@contextmanager
def movable_clock() -> Iterator[None]:
    """The owner makes this database's clock movable, and whatever happens puts it back."""
    install("adjustable_clock")
    try:
        yield
    finally:
        restore_clock()


def restore_clock() -> None:
    """The clock of production again: what a session says of the time counts for nothing."""
    install("clock")
    _set("2001-01-01T00:00:00+00:00")
    moved = clock.now().year == 2001
    _set("")
    if moved:
        raise ClockStuckError("The demo's clock could not be put back.")


def install(name: str) -> None:
    """One of the clocks of `core/sql`, in the place of the one there is."""
    with psycopg.connect(database_url("owner"), autocommit=True) as owner:
        owner.execute((SQL / f"{name}.sql").read_bytes())


@contextmanager
def at(instant: datetime) -> Iterator[None]:
    """Whatever is done inside happens at `instant`, and so do the jobs it owes."""
    _set(instant.isoformat())
    try:
        if clock.now() != instant:
            raise ClockStuckError("The demo's past needs a clock that can be moved.")
        yield
        do_jobs()
    finally:
        if not connection.needs_rollback:
            _set("")


class Agenda:
    """What many people do in the same days: written person by person, lived in order of time."""

    def __init__(self) -> None:
        self._acts: list[tuple[datetime, Callable[[], object]]] = []

    def add(self, instant: datetime, act: Callable[[], object]) -> None:
        self._acts.append((instant, act))

    def live(self) -> None:
        for instant, act in sorted(self._acts, key=lambda pair: pair[0]):
            with at(instant):
                act()


def _set(instant: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('trama.now', %s, false)", [instant])


def do_jobs() -> None:
    """Every job that waits, here and now, one after the other; a fault stops the story."""
    if not ProcrastinateJob.objects.filter(status=Status.TODO.value).exists():
        return  # as after most acts: no worker is called for nothing
    manager = app.job_manager
    worker = async_to_sync(manager.register_worker)()
    while job := async_to_sync(manager.fetch_job)(None, worker):
        _do(job)
        async_to_sync(manager.finish_job)(job, Status.SUCCEEDED, delete_job=True)
    async_to_sync(manager.unregister_worker)(worker)


def _do(job: Job) -> None:
    task, given = app.tasks[job.task_name], arguments(job)
    if task is check_document:
        # The story wrote it: it is opened here, without a process of its own for each.
        check(given["document"], examined)
        return
    if task.pass_context:
        context = JobContext(
            app=app, job=job, start_timestamp=time.time(), abort_reason=lambda: None
        )
        task.func(context, **given)
    else:
        task.func(**given)


def arguments(job: Job) -> dict[str, Any]:
    """Through Django's connection they come as the text of their JSON."""
    given: Any = job.task_kwargs
    return dict(json.loads(given) if isinstance(given, str) else given)
