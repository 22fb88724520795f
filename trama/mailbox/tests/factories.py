"""Messages in the mailbox, as they are after they were taken in."""

import factory
from factory.django import DjangoModelFactory

from trama.mailbox.lifecycle import take_in
from trama.mailbox.models import IncomingMessage, OutgoingMessage

from .pec_factory import AT, envelope


class OutgoingFactory(DjangoModelFactory[OutgoingMessage]):
    """An e-mail in the queue."""

    class Meta:
        model = OutgoingMessage

    purpose = "prova"
    recipient = "bruno@gelsi.example"
    subject = "Ricevuta della domanda"
    text = "La domanda è arrivata.\n"
    html = "<p>La domanda è arrivata.</p>\n"
    message_id = factory.Sequence("<numero-{}@trama.example>".format)
    queued_at = AT


def arrived(raw: bytes | None = None, *, notice_code: str | None = None) -> IncomingMessage:
    """A message that was taken in: a trusted envelope that nobody understood, unless said."""
    content = envelope() if raw is None else raw
    return take_in(content, source="prova", at=AT, notice_code=notice_code).message
