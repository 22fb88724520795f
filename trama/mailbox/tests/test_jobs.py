"""The worker itself: jobs run, those of a worker that died are taken up."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from trama.ledger.formats import store
from trama.mailbox import tasks
from trama.mailbox.lifecycle import incoming, take_in
from trama.mailbox.models import IncomingMessage, MessageStatus, OutgoingMessage, OutgoingStatus

from .conftest import Handler
from .factories import OutgoingFactory
from .pec_factory import AT, envelope


def work() -> None:
    """A worker that does all that is queued and goes home."""
    connector: Any = app.connector
    with app.replace_connector(connector.get_worker_connector()) as worker:
        worker.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)


@pytest.mark.django_db(transaction=True)
def test_a_job_whose_worker_died_is_done_by_another() -> None:
    message = OutgoingFactory.create()
    app.configure_task("mailbox.deliver", queue="mail").defer(message_id=message.pk)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = NULL WHERE task_name = %s",
            ["mailbox.deliver"],
        )
    app.configure_task("mailbox.retry_stalled_jobs", queue="default").defer(timestamp=0)
    work()
    work()
    assert [sent.to for sent in mail.outbox] == [[message.recipient]]
    assert OutgoingMessage.objects.get().status == OutgoingStatus.SENT
    assert ProcrastinateJob.objects.get(task_name="mailbox.deliver").status == "succeeded"


@pytest.mark.django_db
def test_what_was_left_behind_is_read_and_a_fault_does_not_stop_the_others(
    handler: Handler,
    later: Callable[[timedelta], None],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(incoming, "conclude", lambda *args, **kwargs: None)
        take_in(b"Subject: uno\r\n\r\n", source="prova", at=AT - timedelta(hours=1))
        second = take_in(envelope(), source="prova", at=AT).message
    first = IncomingMessage.objects.exclude(pk=second.pk).get()
    store.path_of(settings.DOCUMENT_ROOT, first.raw.sha256).unlink()
    handler.receives()
    later(timedelta(minutes=10))
    tasks.finish_reading.func(timestamp=0)
    second.refresh_from_db()
    assert second.status == MessageStatus.RECEIVED
    assert first.raw.sha256 in caplog.text
