"""The letter that asks a body what it thinks of the statements of its path."""

from datetime import datetime

from django.utils.translation import override

from trama.mailbox.lifecycle import create_link, post
from trama.tables.models import Participant

GROUND = "tables.ground"
LINK_DAYS = 30


def ask(participant: Participant, *, count: int, at: datetime) -> None:
    """`count`: how many statements it has not answered yet."""
    path = participant.path
    with override("it"):
        url = create_link(
            GROUND, addressee=participant.email, thing=participant, at=at, days=LINK_DAYS
        )
        post(
            "tables/emails/ground",
            recipient=participant.email,
            context={"participant": participant, "path": path, "count": count, "url": url},
            purpose=GROUND,
            at=at,
            dossier=path.dossier,
        )
