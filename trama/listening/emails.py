"""Letters of listening: one that asks an address to confirm; then, at each turn, what was done."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from trama.core.ui import Text
from trama.listening.models import SignalContact, SignalTurn, TurnKind
from trama.listening.rules.receipts import receipt_of
from trama.mailbox.lifecycle import create_link, post

CONFIRM = "listening.confirm"
TURN = "listening.turn"
PURPOSES = (CONFIRM, TURN)
CONFIRM_DAYS = 14
TURN_DAYS = 60


def ask_to_confirm(contact: SignalContact, *, at: datetime) -> None:
    """The one letter to an address that somebody wrote in a form: it may be somebody else's."""
    with override("it"):
        url = create_link(CONFIRM, addressee=contact.email, thing=contact, at=at, days=CONFIRM_DAYS)
        post(
            "listening/emails/confirm",
            recipient=contact.email,
            context={"url": url, "days": CONFIRM_DAYS},
            purpose=CONFIRM,
            at=at,
            dossier=contact.signal.dossier,
        )


@dataclass(frozen=True)
class News:
    """What a letter tells of a signal: the kind of it in a word or two, and the words."""

    kind: Text
    words: str
    closes: bool


def of_turn(turn: SignalTurn) -> News:
    return News(TurnKind(turn.kind).label, turn.words, closes=turn.kind != TurnKind.STEP)


def tell(contact: SignalContact, news: News, *, at: datetime) -> None:
    """«Avete detto, abbiamo fatto», with the way to the receipt and the one out."""
    signal = contact.signal
    with override("it"):
        stop = create_link(TURN, addressee=contact.email, thing=contact, at=at, days=TURN_DAYS)
        path = reverse("listening:receipt", args=[receipt_of(signal.uid)])
        post(
            "listening/emails/turn",
            recipient=contact.email,
            context={
                "news": news,
                "campaign": signal.campaign,
                "said_on": signal.received_at,
                "url": f"{settings.BASE_URL}{path}",
                "stop_url": stop,
            },
            purpose=TURN,
            at=at,
            dossier=signal.dossier,
        )
