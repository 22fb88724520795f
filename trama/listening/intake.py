"""Ordinary mail to the listening address: anybody's words, read as text and as nothing else."""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trama.listening.lifecycle.receiving import Door, Said, knock, receive
from trama.listening.models import DOSSIER, Channel
from trama.listening.rules.mail import is_address, is_automatic, words_of
from trama.listening.rules.words import cleaned
from trama.mailbox.formats.mime import read_mime
from trama.mailbox.handlers import Arrival, Claim
from trama.mailbox.models import MessageStatus

MOST_WORDS = 3700  # of 4000: the rest is for a note of ours


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
    text = words_of(message.subject, arrival.content.text)
    words = cleaned(text, most=len(text))
    if not words:
        return _read(_("Non ha parole: non c’è niente da ascoltare."))
    email = _sender(arrival, ours)
    door = Door(Channel.EMAIL, source=knock(email)[1] if email else "")
    signal = receive(Said(_with_notes(words, arrival), email=email), door)
    return Claim(MessageStatus.RECEIVED, dossier=DOSSIER, outcome=signal)


def _with_notes(words: str, arrival: Arrival) -> str:
    """What stays in the message alone is said in the words themselves, so that both who wrote and
    who answers read it."""
    notes = []
    if len(words) > MOST_WORDS:
        notes.append(_("[Il messaggio è più lungo: il resto è conservato con l’originale.]"))
    if count := len(arrival.content.attachments()):
        note = ngettext(
            "[Con il messaggio è arrivato un allegato. È conservato con l’originale, ma qui non si "
            "apre: se dice qualcosa, scrivilo a parole.]",
            "[Con il messaggio sono arrivati %(count)s allegati. Sono conservati con l’originale, "
            "ma qui non si aprono: se dicono qualcosa, scrivilo a parole.]",
            count,
        )
        notes.append(note % {"count": count})
    return "\n\n".join([words[:MOST_WORDS], *notes])


def _sender(arrival: Arrival, ours: str) -> str:
    senders = arrival.content.original_senders
    is_known = len(senders) == 1 and senders[0] != ours and is_address(senders[0])
    return senders[0] if is_known else ""


def _read(reason: str) -> Claim:
    return Claim(MessageStatus.RECEIVED, [reason], dossier=DOSSIER)
