import hashlib
import io
import socket
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from trama.accounts.models import User
from trama.core.workflow import ActRefused, MoveRefused
from trama.ledger.formats import store
from trama.ledger.formats.clamd import ScannerError
from trama.ledger.lifecycle import conclude_check, keep_document, receive_document
from trama.ledger.lifecycle.documents import Verdict
from trama.ledger.models import Document, DocumentStatus, Event
from trama.ledger.queries import payload_of, read_document
from trama.ledger.tasks import check_document
from trama.ledger.tests import hostile
from trama.ledger.tests.factories import DocumentFactory

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 20, 11, tzinfo=UTC)


def receive(content: Any, name: str = "statuto.pdf", actor: User | None = None) -> Document:
    return receive_document(
        content,
        name=name,
        declared_type="application/pdf",
        actor=actor,
        at=NOON,
        dossier="COP-2026-01",
    )


def checked(content: bytes, name: str = "statuto.pdf") -> Document:
    """What the worker makes of it."""
    document = receive(content, name)
    check_document(document=str(document.uid))
    document.refresh_from_db()
    return document


@pytest.mark.parametrize(
    "content", [b"%PDF ciao", io.BytesIO(b"%PDF ciao"), SimpleUploadedFile("x", b"%PDF ciao")]
)
def test_a_document_is_kept_to_the_byte_and_waits_for_the_worker(bruno: User, content: Any) -> None:
    document = receive(content, "../Statuto 2026.pdf", bruno)
    assert (document.status, document.name) == (DocumentStatus.RECEIVED, "Statuto 2026.pdf")
    assert document.sha256 == hashlib.sha256(b"%PDF ciao").hexdigest()
    assert (document.size, document.received_from, document.received_at) == (9, bruno, NOON)
    with read_document(document) as kept:
        assert kept.read() == b"%PDF ciao"
    job = ProcrastinateJob.objects.get()
    assert (job.task_name, job.queue_name) == ("ledger.check_document", "documents")
    assert job.args == {"document": str(document.uid)}


def test_receiving_is_in_the_history_with_the_hash(bruno: User) -> None:
    document = receive(b"ciao", actor=bruno)
    event = Event.objects.get()
    assert (event.verb, event.dossier, event.actor_id) == ("receive", "COP-2026-01", bruno.pk)
    assert payload_of(event)["sha256"] == document.sha256


def test_an_empty_file_is_refused_with_its_name() -> None:
    with pytest.raises(ActRefused, match=r"«statuto\.pdf» è vuoto"):
        receive(b"")
    assert not Document.objects.exists()
    assert not Event.objects.exists()


def test_a_file_over_the_limit_is_refused_and_not_kept(settings: Settings) -> None:
    settings.DOCUMENT_MAX_BYTES = 1024**2
    with pytest.raises(ActRefused, match="supera 1 MB"):
        receive(b"x" * (1024**2 + 1))
    assert not Document.objects.exists()
    assert [path for path in settings.DOCUMENT_ROOT.rglob("*") if path.is_file()] == []


def test_an_act_that_fails_leaves_no_document_and_no_job() -> None:
    with transaction.atomic():
        receive(b"ciao")
        transaction.set_rollback(True)
    assert not Document.objects.exists()
    assert not ProcrastinateJob.objects.exists()


def test_a_document_of_ours_needs_no_check() -> None:
    document = keep_document(
        b"%PDF", name="avviso.pdf", media_type="application/pdf", at=NOON, dossier="COP-2026-01"
    )
    assert (document.status, document.media_type) == (DocumentStatus.CHECKED, "application/pdf")
    assert not ProcrastinateJob.objects.exists()
    assert Event.objects.get().verb == "keep"


def test_a_good_document_is_checked_and_its_pages_are_kept() -> None:
    document = checked(hostile.pdf("Statuto", pages=2))
    assert (document.status, document.problem) == (DocumentStatus.CHECKED, "")
    assert (document.media_type, document.page_count) == ("application/pdf", 2)
    pages = list(document.pages.order_by("number"))
    assert [(page.number, page.text) for page in pages] == [(1, "Statuto"), (2, "Statuto")]
    with read_document(pages[0]) as picture:
        assert picture.read(8) == b"\x89PNG\r\n\x1a\n"


def test_what_a_document_says_is_not_written_in_the_history() -> None:
    document = checked(b"Nome e cognome di una persona", "nota.txt")
    assert document.text == "Nome e cognome di una persona"
    event = Event.objects.get(verb="check")
    assert "cognome" not in str(payload_of(event))
    assert payload_of(event)["media_type"] == "text/plain"


def test_a_document_that_does_not_open_is_kept_and_says_why() -> None:
    document = checked(hostile.encrypted_pdf())
    assert document.status == DocumentStatus.REFUSED
    assert document.problem.startswith("Il file è conservato com’è arrivato, ma non si apre:")
    assert "password" in document.problem
    assert not document.pages.exists()
    with read_document(document) as kept:
        assert hashlib.sha256(kept.read()).hexdigest() == document.sha256


def test_a_bomb_in_the_middle_of_the_queue_does_not_stop_the_next() -> None:
    assert checked(hostile.zip_bomb(), "a.zip").status == DocumentStatus.REFUSED
    assert checked(hostile.pdf()).status == DocumentStatus.CHECKED


def test_a_second_run_of_the_job_changes_nothing() -> None:
    document = checked(hostile.pdf())
    events = Event.objects.count()
    check_document(document=str(document.uid))
    assert Event.objects.count() == events
    assert document.pages.count() == 1


def test_a_verdict_is_given_once() -> None:
    document = DocumentFactory.create()
    with pytest.raises(MoveRefused):
        conclude_check(document, Verdict(problem="No"), at=NOON)
    document.refresh_from_db()
    assert document.status == DocumentStatus.CHECKED


def test_a_document_that_the_disk_lost_is_not_judged() -> None:
    document = receive(b"ciao", "nota.txt")
    store.path_of(settings.DOCUMENT_ROOT, document.sha256).unlink()
    with pytest.raises(store.MissingContentError):
        check_document(document=str(document.uid))
    document.refresh_from_db()
    assert document.status == DocumentStatus.RECEIVED


def test_while_the_scanner_does_not_answer_the_document_waits(settings: Settings) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        settings.CLAMD = f"127.0.0.1:{server.getsockname()[1]}"
    document = receive(hostile.pdf())
    with pytest.raises(ScannerError):
        check_document(document=str(document.uid))
    document.refresh_from_db()
    assert document.status == DocumentStatus.RECEIVED


def test_a_virus_is_refused_by_name_and_never_opened(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    settings.CLAMD = "127.0.0.1:1"
    monkeypatch.setattr("trama.ledger.tasks.clamd.scan", lambda content, address: "Eicar-Test")
    document = checked(hostile.pdf())
    assert document.status == DocumentStatus.REFUSED
    assert "«Eicar-Test»" in document.problem
    assert not document.pages.exists()


def test_the_worker_leaves_nothing_in_the_temporary_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    checked(hostile.pdf())
    assert list(tmp_path.glob("trama-document-*")) == []
