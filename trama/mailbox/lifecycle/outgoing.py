"""What the platform owes to somebody: queued with the act, sent by a job, once."""

from collections.abc import Collection, Mapping
from datetime import datetime
from email.utils import make_msgid
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from trama.accounts.models import User
from trama.core import clock, jobs
from trama.core.workflow import ActRefused, move
from trama.mailbox.formats.letters import one_line, without_secrets, wrapped
from trama.mailbox.models import OutgoingMessage, OutgoingStatus, SignedLink

ACCESS = "access"
"""The purpose of letters about a person's access: every address in them opens a door."""


class UndeliveredError(Exception):
    """The mail server did not take a message. Its text is a sentence without personal data;
    `for_good`: another try would end the same way."""

    def __init__(self, sentence: str, *, for_good: bool = False) -> None:
        super().__init__(sentence)
        self.for_good = for_good


@transaction.atomic
def post(
    template: str,
    *,
    recipient: str,
    context: Mapping[str, Any],
    purpose: str,
    at: datetime,
    dossier: str = "",
    language: str = "it",
    calendar: str = "",
) -> OutgoingMessage:
    """Write a letter from `template` (.subject.txt, .txt, .html) and queue it, with the act.

    `calendar` is an iCalendar file that goes with it. An address that is none is refused:
    nothing is queued.
    """
    try:
        validate_email(recipient)
    except ValidationError as error:
        raise ActRefused(
            _("L’indirizzo e-mail non è valido: il messaggio non è partito.")
        ) from error
    subject, text, html = _written(template, context, language)
    message = OutgoingMessage.objects.create(
        purpose=purpose,
        recipient=recipient,
        language=language,
        subject=_marked(one_line(subject))[:300],
        text=wrapped(text),
        html=html.strip() + "\n",
        calendar=calendar,
        message_id=make_msgid(domain=_host()),
        queued_at=at,
        dossier_code=dossier,
    )
    jobs.defer("mailbox.deliver", queue="mail", message_id=message.pk)
    return message


def _written(template: str, context: Mapping[str, Any], language: str) -> tuple[str, str, str]:
    """Subject, text and HTML of a letter."""
    facts = {**context, "platform": settings.PLATFORM, "base_url": settings.BASE_URL}
    with translation.override(language):
        subject = render_to_string(f"{template}.subject.txt", facts)
        text = render_to_string(f"{template}.txt", facts)
        return subject, text, render_to_string(f"{template}.html", facts)


def _marked(subject: str) -> str:
    """A letter of a rehearsal says so, wherever it is copied."""
    return f"[PROVA] {subject}" if settings.REHEARSAL else subject


def owe_letter(template: str, recipient: str, context: Mapping[str, Any], language: str) -> None:
    """What `core.letters` sends goes through the outbox too."""
    post(
        template,
        recipient=recipient,
        context=context,
        purpose=ACCESS,
        at=clock.now(),
        language=language,
    )


def deliver(message_pk: int) -> None:
    """Hand one message to the mail server; one already sent is left alone.

    The row is locked while the server is spoken to, so two workers send it once. Should we fall
    between the server's yes and our writing it down, it leaves again with the same Message-ID.
    Raises `UndeliveredError` when the server did not take it: it stays queued, the try is counted.
    """
    try:
        with transaction.atomic():
            message = OutgoingMessage.objects.select_for_update().get(pk=message_pk)
            if message.status == OutgoingStatus.QUEUED:
                _letter(message).send()
                _set_sent(message)
    except (OSError, SMTPException) as error:
        failure = _undelivered(error)
        queued = OutgoingMessage.objects.filter(pk=message_pk, status=OutgoingStatus.QUEUED)
        queued.update(attempts=F("attempts") + 1, problem=str(failure)[:300])
        raise failure from None  # the server's own words may name the recipient


def _set_sent(message: OutgoingMessage) -> None:
    at = clock.now()
    attempts = message.attempts + 1
    move(
        message,
        OutgoingStatus.SENT,
        verb="deliver",
        actor=None,
        at=at,
        sent_at=at,
        attempts=attempts,
        problem="",
    )
    if not settings.DEMO:  # there, the outbox is the only mailbox
        all_addresses = message.purpose == ACCESS
        OutgoingMessage.objects.filter(pk=message.pk).update(
            text=without_secrets(message.text, all_addresses=all_addresses),
            html=without_secrets(message.html, all_addresses=all_addresses),
        )


def _letter(message: OutgoingMessage) -> EmailMultiAlternatives:
    letter = EmailMultiAlternatives(
        message.subject,
        message.text,
        to=[message.recipient],
        headers={
            "Message-ID": message.message_id,
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
            "List-Id": f"<{message.purpose}.{_host()}>",
            "Content-Language": message.language,
        },
    )
    if message.html:
        letter.attach_alternative(message.html, "text/html")
    if message.calendar:
        letter.attach("incontro.ics", message.calendar, "text/calendar")
    return letter


def _undelivered(error: Exception) -> UndeliveredError:
    """What went wrong, without the server's own words."""
    if isinstance(error, SMTPRecipientsRefused):
        codes = [code for code, _words in error.recipients.values()]
        sentence = _("Il server di posta rifiuta il destinatario (%(codes)s).") % {
            "codes": ", ".join(str(code) for code in codes)
        }
        return UndeliveredError(sentence, for_good=all(code >= 500 for code in codes))
    if isinstance(error, SMTPResponseException):
        return UndeliveredError(
            _("Il server di posta rifiuta il messaggio (%(code)s).") % {"code": error.smtp_code}
        )
    return UndeliveredError(
        _("Il server di posta non risponde (%(error)s).") % {"error": type(error).__name__}
    )


@transaction.atomic
def give_up(message_pk: int) -> None:
    """No try was left: an office sees it, and may queue it again."""
    message = OutgoingMessage.objects.select_for_update().get(pk=message_pk)
    if message.status == OutgoingStatus.QUEUED:
        note = {"problem": message.problem}
        move(message, OutgoingStatus.FAILED, verb="fail", actor=None, at=clock.now(), note=note)


@transaction.atomic
def queue_again(message: OutgoingMessage, *, actor: User) -> None:
    """A person who has put right what was wrong has a failed message sent again."""
    at = clock.now()
    move(message, OutgoingStatus.QUEUED, verb="queue_again", actor=actor, at=at, queued_at=at)
    jobs.defer("mailbox.deliver", queue="mail", message_id=message.pk)


def _host() -> str:
    return urlsplit(settings.BASE_URL).hostname or "localhost"


@transaction.atomic
def forget_addressee(recipient: str, *, purposes: Collection[str]) -> None:
    """Somebody's address is no longer kept: it goes from the letters of these purposes, with what
    they say, and from their links, which open nothing any more. One still to leave stays here."""
    at = clock.now()
    letters = OutgoingMessage.objects.filter(recipient=recipient, purpose__in=purposes)
    for letter in letters.filter(status=OutgoingStatus.QUEUED).order_by("pk"):
        move(letter, OutgoingStatus.FAILED, verb="fail", actor=None, at=at)
    letters.update(recipient="", subject="", text="", html="", calendar="", problem="")
    links = SignedLink.objects.filter(addressee=recipient, purpose__in=purposes)
    links.filter(revoked_at=None).update(revoked_at=at)
    links.update(addressee="")
