"""The letter that asks a body what it thinks of the statements of its path."""

from datetime import datetime

from trama.mailbox.lifecycle import create_link
from trama.tables.emails.letter import send
from trama.tables.models import Participant

GROUND = "tables.ground"
LINK_DAYS = 30


def ask(participant: Participant, *, count: int, at: datetime) -> None:
    """`count`: how many statements it has not answered yet."""
    email, path = participant.email, participant.path
    url = create_link(GROUND, addressee=email, thing=participant, at=at, days=LINK_DAYS)
    send("ground", GROUND, email, path, at, participant=participant, count=count, url=url)
