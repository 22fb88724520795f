"""The jobs that the story owes are done on the spot, without a process for each paper."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from trama.accounts.models import User
from trama.core import clock
from trama.demo.lifecycle import letters
from trama.demo.lifecycle.stage import do_jobs
from trama.ledger.formats.inspection import runner
from trama.ledger.lifecycle import receive_upload
from trama.ledger.models import Document, DocumentStatus

pytestmark = pytest.mark.django_db
WRITTEN = datetime(2023, 5, 9, 10, tzinfo=UTC)


@pytest.fixture
def received(anna: User, settings: Settings, tmp_path: Path) -> Document:
    settings.DOCUMENT_ROOT = tmp_path
    content = letters.paper("Patto", "Sotto il Lampione ODV", ["Ci impegniamo."], "Milano", WRITTEN)
    upload = SimpleUploadedFile("Patto.pdf", content, "application/pdf")
    return receive_upload(upload, actor=anna, at=clock.now())


def test_a_paper_of_the_story_is_opened_here_and_found_as_the_worker_would(
    received: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_process(*given: object, **named: object) -> None:
        pytest.fail("a process was started")

    monkeypatch.setattr(runner.subprocess, "Popen", no_process)
    do_jobs()
    received.refresh_from_db()
    assert received.status == DocumentStatus.CHECKED
    assert (received.media_type, received.page_count) == ("application/pdf", 1)
    assert "Ci impegniamo." in received.pages.get().text


def test_when_no_job_waits_no_worker_is_called(
    received: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    do_jobs()
    assert not ProcrastinateJob.objects.filter(status="todo").exists()
    monkeypatch.setattr("trama.demo.lifecycle.stage.app.job_manager", None)
    do_jobs()
