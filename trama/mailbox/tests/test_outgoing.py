"""What the platform owes: queued with the act, sent once, told when it can't be."""

from collections.abc import Callable
from datetime import datetime
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template import engines
from django.test import override_settings
from hypothesis import given, strategies
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from trama.accounts.models import User
from trama.core import letters
from trama.core.workflow import ActRefused, MoveRefused
from trama.ledger.models import Event
from trama.mailbox import lifecycle, tasks
from trama.mailbox.formats.letters import COLUMNS, one_line, without_secrets, wrapped
from trama.mailbox.lifecycle.outgoing import UndeliveredError
from trama.mailbox.models import OutgoingMessage, OutgoingStatus

from .pec_factory import AT

pytestmark = pytest.mark.django_db

ACCESS_LETTER = "accounts/emails/access"
CONTEXT = {
    "subject": "Scegli una\nnuova password",
    "paragraphs": ["Qualcuno, <b>speriamo</b> tu, ha chiesto di cambiare la password. " * 3],
    "action": "Scegli la password",
    "url": "https://trama.example/collegamenti/segreto-molto-lungo_che-non-si-deve-spezzare-mai-e-poi-mai-e-poi-mai/",
}


def posted(**changes: Any) -> OutgoingMessage:
    facts: dict[str, Any] = {
        "recipient": "bruno@gelsi.example", "context": CONTEXT, "purpose": "prova", "at": AT,
    }  # fmt: skip
    return lifecycle.post(ACCESS_LETTER, **{**facts, **changes})


def run(message: OutgoingMessage, attempts: int = 0) -> None:
    context: Any = SimpleNamespace(job=SimpleNamespace(attempts=attempts))
    tasks.deliver.func(context, message_id=message.pk)
    message.refresh_from_db()


def test_a_letter_is_queued_with_the_act_and_goes_with_it() -> None:
    with transaction.atomic():
        posted()
        transaction.set_rollback(True)
    assert (OutgoingMessage.objects.count(), ProcrastinateJob.objects.count()) == (0, 0)
    message = posted()
    job = ProcrastinateJob.objects.get()
    assert (job.task_name, job.queue_name) == ("mailbox.deliver", "mail")
    assert job.args == {"message_id": message.pk}
    assert app.tasks["mailbox.deliver"].queue == "mail"


def test_it_has_a_text_of_76_columns_and_an_html_where_what_people_write_is_words() -> None:
    message = posted()
    assert message.subject == "Scegli una nuova password"
    assert all(len(line) <= COLUMNS for line in message.text.splitlines() if "http" not in line)
    assert CONTEXT["url"] in message.text.splitlines()
    assert "<b>speriamo</b>" in message.text
    assert "&lt;b&gt;speriamo&lt;/b&gt;" in message.html
    assert '<html lang="it">' in message.html


def test_it_speaks_the_language_of_its_recipient() -> None:
    assert '<html lang="en">' in posted(language="en").html


@pytest.mark.parametrize(
    "recipient", ["", "nessuno", "a@b.example\nBcc: c@d.example", "a@b.example, c@d.example"]
)
def test_an_address_that_is_none_is_refused_and_nothing_is_queued(recipient: str) -> None:
    with pytest.raises(ActRefused, match="indirizzo"):
        posted(recipient=recipient)
    assert (OutgoingMessage.objects.count(), ProcrastinateJob.objects.count()) == (0, 0)


def test_a_line_end_in_a_subject_writes_no_header() -> None:
    run(posted(context={**CONTEXT, "subject": "Ciao\r\nBcc: ladro@altrove.example"}))
    (sent,) = mail.outbox
    assert sent.subject == "Ciao Bcc: ladro@altrove.example"
    assert sent.message()["Bcc"] is None


def test_it_is_sent_once_however_often_the_job_runs() -> None:
    message = posted()
    run(message)
    run(message)
    (sent,) = mail.outbox
    assert isinstance(sent, EmailMultiAlternatives)
    headers = sent.message()
    assert headers["Message-ID"] == message.message_id
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers["To"] == "bruno@gelsi.example"
    assert [part[1] for part in sent.alternatives] == ["text/html"]
    assert (message.status, message.attempts) == (OutgoingStatus.SENT, 1)
    assert message.sent_at is not None
    assert Event.objects.filter(verb="deliver").count() == 1


def test_once_sent_no_secret_is_left_in_our_copy_but_in_the_demo() -> None:
    message = posted()
    run(message)
    assert "segreto" in str(mail.outbox[0].body)
    assert "segreto" not in message.text + message.html
    assert "Qualcuno" in message.text
    with override_settings(DEMO=True):
        shown = posted()
        run(shown)
    assert "segreto" in shown.text


def failing(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def send(self: object, fail_silently: bool = False) -> int:
        raise error

    monkeypatch.setattr(EmailMultiAlternatives, "send", send)


def test_a_server_that_does_not_answer_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    message = posted()
    failing(monkeypatch, SMTPServerDisconnected("bruno@gelsi.example se ne va"))
    with pytest.raises(UndeliveredError) as failure:
        run(message)
    message.refresh_from_db()
    assert (message.status, message.attempts) == (OutgoingStatus.QUEUED, 1)
    assert "bruno" not in str(failure.value) + message.problem
    assert failure.value.__suppress_context__
    monkeypatch.undo()
    run(message, attempts=1)
    assert (message.status, message.attempts, message.problem) == (OutgoingStatus.SENT, 2, "")


@pytest.mark.parametrize(
    ("error", "attempts"),
    [
        (SMTPServerDisconnected(), 7),
        (ConnectionRefusedError(), 7),
        (SMTPRecipientsRefused({"bruno@gelsi.example": (550, b"bruno chi?")}), 0),
    ],
)
def test_after_the_last_try_or_a_final_no_an_office_can_queue_it_again(
    monkeypatch: pytest.MonkeyPatch, anna: User, error: Exception, attempts: int
) -> None:
    message = posted()
    failing(monkeypatch, error)
    run(message, attempts)
    assert message.status == OutgoingStatus.FAILED
    assert message.problem
    assert "bruno" not in message.problem
    monkeypatch.undo()
    run(message)
    assert (message.status, mail.outbox) == (OutgoingStatus.FAILED, [])

    lifecycle.queue_again(message, actor=anna)
    run(message)
    assert message.status == OutgoingStatus.SENT
    with pytest.raises(MoveRefused):
        lifecycle.queue_again(message, actor=anna)


def test_a_temporary_no_to_the_recipient_is_not_final(monkeypatch: pytest.MonkeyPatch) -> None:
    message = posted()
    failing(monkeypatch, SMTPRecipientsRefused({"bruno@gelsi.example": (450, b"piu' tardi")}))
    with pytest.raises(UndeliveredError):
        run(message)


def test_letters_about_access_go_through_the_outbox(
    stop_clock: Callable[[datetime | None], None],
) -> None:
    stop_clock(AT)
    letters.send(ACCESS_LETTER, recipient="bruno@gelsi.example", context=CONTEXT, language="it")
    message = OutgoingMessage.objects.get()
    assert (message.purpose, message.queued_at) == ("access", AT)


def test_the_letter_layout_says_whose_platform_it_is() -> None:
    platform = {"name": "Trama & C.", "owner": "Comune", "office": "Welfare"}
    layout = '{% extends "mailbox/emails/letter.txt" %}{% block text %}<ciao>{% endblock %}'
    text = engines["django"].from_string(layout).render({"platform": platform})
    assert "<ciao>" in text
    assert "Trama & C." in text


# ---------------------------------------------------------------- the text itself


@given(strategies.text(alphabet="ab \n-éhttps:/.", max_size=400))
def test_wrapping_loses_no_word_and_breaks_none(text: str) -> None:
    assert wrapped(text).split() == text.split()
    lines = wrapped(text).splitlines()
    assert all(len(line) <= COLUMNS or " " not in line.strip() for line in lines)


@given(strategies.text())
def test_a_subject_is_one_line(text: str) -> None:
    assert len(one_line(text).splitlines()) <= 1


def test_of_a_secret_address_only_the_beginning_is_left() -> None:
    text = "Apri https://trama.example/en/collegamenti/aB_-9/ e https://trama.example/enti/"
    assert without_secrets(text, all_addresses=False) == (
        "Apri https://trama.example/en/collegamenti/…/ e https://trama.example/enti/"
    )
    assert without_secrets(text, all_addresses=True) == "Apri … e …"
