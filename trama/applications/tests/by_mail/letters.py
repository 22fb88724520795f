"""Letters of Bruno's body to the seed notice, and what the intake makes of them."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from trama.applications import intake
from trama.core import clock
from trama.mailbox.formats.compose import Document, Letter
from trama.mailbox.formats.envelope import read_message
from trama.mailbox.handlers import Arrival, Claim
from trama.mailbox.models import IncomingMessage, RawMessage, SignatureState
from trama.mailbox.tests.pec_factory import envelope

NOON = datetime(2023, 5, 15, 12, 0, tzinfo=ZoneInfo("Europe/Rome"))
OPENS = NOON - timedelta(days=20)
IN_TIME = NOON - timedelta(hours=2)
GELSI, OTHER = "99900010010", "99900020019"
LETTER = Letter(
    sender="gelsi@postafinta.example",
    recipients=("coprogrammazione@pec.comune.example",),
    subject="Domanda per COP-2023-01",
    body="In allegato la nostra domanda.\n",
    documents=(
        Document("domanda firmata.pdf.p7m", b"%PDF-1.7 domanda"),
        Document("statuto.pdf", b"%PDF-1.7 statuto"),
    ),
)


def arrival(letter: Letter = LETTER, at: datetime = IN_TIME, **said: object) -> Arrival:
    raw = envelope(letter, at=at)
    content = read_message(raw)
    kept = RawMessage.objects.create(
        sha256=content.digest, size=len(raw), source="prova", received_at=clock.now()
    )
    message = IncomingMessage.objects.create(
        raw=kept,
        kind=content.kind,
        message_id=content.message_id,
        signature=SignatureState.TRUSTED,
        accepted_at=content.certified_at,
        sender=letter.sender,
        recipients=list(letter.recipients),
        subject=letter.subject,
    )
    return Arrival(message, content, **said)  # type: ignore[arg-type] # facts of tests


def handle(letter: Letter = LETTER, at: datetime = IN_TIME, **said: object) -> Claim:
    claim = intake.handle(arrival(letter, at, **said))
    assert claim is not None
    return claim
