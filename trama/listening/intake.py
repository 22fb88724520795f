"""Ordinary mail to the listening address: anybody's words, read as text and as nothing else."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from trama.core import clock
from trama.listening.lifecycle.receiving import Door, Said, receive, source_of
from trama.listening.models import DOSSIER, Channel
from trama.listening.rules.mail import is_automatic, words_of
from trama.listening.rules.words import cleaned
from trama.mailbox.formats.mime import read_mime
from trama.mailbox.handlers import Arrival, Claim
from trama.mailbox.models import MessageStatus

MOST_WORDS = 4000


def handle(arrival: Arrival) -> Claim | None:
    """A signal, from whoever wrote it. Attachments stay in the message as it came: nobody opens
    them. The sender proves nothing: their address is asked to confirm before it is ever used."""
    ours = settings.LISTENING_EMAIL.lower()
    message = arrival.message
    if not ours or ours not in message.recipients:
        return None
    headers = read_mime(arrival.content.original or b"")[0].headers
    if is_automatic(headers):
        return _read(_("È una risposta automatica: non è una segnalazione."))
    words = cleaned(words_of(message.subject, arrival.content.text), most=MOST_WORDS)
    if not words:
        return _read(_("Non ha parole: non c’è niente da ascoltare."))
    email = _sender(arrival, ours)
    door = Door(Channel.EMAIL, source=source_of(email, clock.now()) if email else "")
    signal = receive(Said(words, email=email), door)
    return Claim(MessageStatus.RECEIVED, dossier=DOSSIER, outcome=signal)


def _sender(arrival: Arrival, ours: str) -> str:
    senders = arrival.content.original_senders
    if len(senders) != 1 or senders[0] == ours:
        return ""
    try:
        validate_email(senders[0])
    except ValidationError:
        return ""
    return senders[0]


def _read(reason: str) -> Claim:
    return Claim(MessageStatus.RECEIVED, [reason], dossier=DOSSIER)
