"""What needs and resources owe by mail: the month's letter on free places."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import override

from trama.mailbox.lifecycle import create_link, post
from trama.mailbox.models import OutgoingMessage
from trama.needs.models import CapacityAsk
from trama.needs.queries.pulse import Row

CAPACITY = "needs.capacity"
LINK_DAYS = 62
"""The link of a month is good until the next month's letter has surely come."""


def send_ask(ask: CapacityAsk, rows: Sequence[Row], at: datetime) -> OutgoingMessage:
    """The body's services as we know them, and a link to confirm them all with one button."""
    recipient = ask.organization.email
    with override("it"):
        url = create_link(CAPACITY, addressee=recipient, thing=ask, at=at, days=LINK_DAYS)
        return post(
            "needs/emails/capacity",
            recipient=recipient,
            context={"ask": ask, "organization": ask.organization, "rows": rows, "url": url},
            purpose=CAPACITY,
            at=at,
        )
