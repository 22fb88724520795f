"""No letter leaves, whatever the environment says; what would have left is read inside, marked."""

import os
import smtplib
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2
import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from config.keys import ROOT
from trama.core import clock
from trama.ledger.formats.pdf import compile_pdf
from trama.mailbox.lifecycle import post
from trama.mailbox.models import OutgoingMessage, OutgoingStatus
from trama.mailbox.tests.test_jobs import work
from trama.mailbox.tests.test_outgoing import ACCESS_LETTER, CONTEXT

ASK = "from config import settings; print(settings.EMAIL_BACKEND, settings.DEMO)"
NO_BACKEND = "django.core.mail.backends.dummy.EmailBackend"


def settings_of(tmp_path: Path, **variables: str) -> "subprocess.CompletedProcess[str]":
    """What the settings of another process say, in an environment of its own."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    environment = {**kept, "TRAMA_VAR": str(tmp_path), "PYTHONPATH": str(ROOT), **variables}
    command = [sys.executable, "-c", ASK]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_a_rehearsal_has_no_mail_server(tmp_path: Path) -> None:
    found = settings_of(tmp_path, TRAMA_REHEARSAL="gruppo-a")
    assert found.stdout.split() == [NO_BACKEND, "True"]


def test_its_settings_refuse_a_mail_server_of_ours(tmp_path: Path) -> None:
    found = settings_of(tmp_path, TRAMA_REHEARSAL="gruppo-a", TRAMA_SMTP_HOST="smtp.example")
    assert found.returncode
    assert "these are set: TRAMA_SMTP_HOST. Nothing was started" in found.stderr


def test_a_letter_stays_inside_marked_and_whole(
    rehearsal: str, client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.EMAIL_BACKEND = NO_BACKEND
    monkeypatch.setattr(smtplib.SMTP, "connect", lambda *args: pytest.fail("a letter left"))
    facts = {**CONTEXT, "url": "http://localhost:8000/conferma/segreto/"}
    post(
        ACCESS_LETTER,
        recipient="bruno@gelsi.example",
        context=facts,
        purpose="prova",
        at=clock.now(),
    )
    work()
    message = OutgoingMessage.objects.get()
    assert message.status == OutgoingStatus.SENT
    assert message.subject.startswith("[PROVA] ")
    assert mail.outbox == []
    listed = client.get(reverse("mailbox:outbox")).content.decode()
    assert "Posta della prova" in listed
    assert message.subject in listed
    inside = client.get(reverse("mailbox:outbox_message", args=[message.uid])).content.decode()
    assert f'href="{facts["url"]}"' in inside


def test_a_document_says_on_each_page_and_in_words_what_it_is(
    settings: Settings, tmp_path: Path
) -> None:
    template = tmp_path / "paper.typ"
    rows = "#table(columns: 2, table.header([A], [B]), ..range(200).map(n => [#n]))"
    about = '#set document(title: "Atto", author: "Ufficio")'
    fonts = '#set text(font: ("Titillium Web",), lang: "it")'
    template.write_text("\n".join([about, fonts, '#heading(level: 1, "Atto")', rows]))
    at = datetime(2026, 11, 22, tzinfo=UTC)
    assert "PROVA" not in "".join(pages(compile_pdf(template, {}, at=at)))
    settings.REHEARSAL = "gruppo-a"
    found = pages(compile_pdf(template, {}, at=at))
    assert len(found) > 1
    assert all("PROVA" in page for page in found)
    assert "è di una prova: non vale niente" in " ".join(found[-1].split())


def pages(content: bytes) -> list[str]:
    with pypdfium2.PdfDocument(content) as document:
        return [page.get_textpage().get_text_bounded() for page in document]
