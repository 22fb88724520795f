"""Letters of listening: one that asks an address to confirm; then, at each turn, what was done; to
the people of a body, that it listens in the city's name, or no more."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from trama.core.ui import Text
from trama.listening.models import Campaign, Entrustment, SignalContact, SignalTurn, TurnKind
from trama.listening.rules.receipts import receipt_of
from trama.mailbox.lifecycle import create_link, post
from trama.organizations.models import Membership

CONFIRM = "listening.confirm"
TURN = "listening.turn"
ENTRUSTMENT = "listening.entrustment"
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


def tell_entrusted(entrustment: Entrustment, *, at: datetime) -> None:
    """Who works for the body may open its first campaign."""
    _tell_body("entrusted", entrustment, "listening:campaign_new", at)


def tell_withdrawn(entrustment: Entrustment, last_day: date, *, at: datetime) -> None:
    """With the reason; and, for whoever has asked something, what becomes of it."""
    begun = Campaign.objects.filter(
        organization=entrustment.organization, opened_at__isnull=False
    ).exists()
    more = {"last_day": last_day, "campaigns": begun}
    _tell_body("withdrawn", entrustment, "listening:queue", at, **more)


def _tell_body(name: str, entrustment: Entrustment, page: str, at: datetime, **more: Any) -> None:
    people = Membership.objects.in_force().filter(organization=entrustment.organization)
    with override("it"):
        url = f"{settings.BASE_URL}{reverse(page)}"
        context = {"entrustment": entrustment, "office": entrustment.office, "url": url, **more}
        for email in (
            people.order_by("user__email").values_list("user__email", flat=True).distinct()
        ):
            post(
                f"listening/emails/{name}",
                recipient=email,
                context=context,
                purpose=ENTRUSTMENT,
                at=at,
                dossier=entrustment.dossier,
            )
