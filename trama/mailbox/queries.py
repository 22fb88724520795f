"""Questions about messages and links."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest

from trama.accounts.models import User
from trama.core import clock
from trama.core.clock import TramaNow
from trama.ledger.models import Event
from trama.mailbox.handlers import Dossier, dossiers_of
from trama.mailbox.links import Thing
from trama.mailbox.models import (
    IncomingMessage,
    MessageStatus,
    OutgoingMessage,
    OutgoingStatus,
    RawMessage,
    SignedLink,
)

SESSION_KEY = "links"
HELD_FOR = timedelta(minutes=30)
LEFT_BEHIND_AFTER = timedelta(minutes=5)
LOOKED_BACK = timedelta(days=30)

WAITING = (MessageStatus.UNMATCHED, MessageStatus.HELD, MessageStatus.STORED)
BECAME = (MessageStatus.RECEIVED, MessageStatus.LATE)
# What would tell who has applied: the receipt of our answer does too.
TELLING = (*BECAME, MessageStatus.RECEIPT)


def held_link(
    request: HttpRequest, purpose: str, thing: Thing, *, version: str | None = None
) -> SignedLink | None:
    """The link that this browser exchanged in the last half hour, if it is for this thing.

    With `version`, only if the thing is still the one that the link was made for.
    """
    since = clock.now().timestamp() - HELD_FOR.total_seconds()
    held: Mapping[str, float] = request.session.get(SESSION_KEY, {})
    links = SignedLink.objects.filter(
        uid__in=[uid for uid, at in held.items() if at >= since],
        purpose=purpose,
        object_label=thing._meta.label_lower,
        object_uid=thing.uid,
        revoked_at=None,
        expires_at__gte=TramaNow(),
    )
    if version is not None:
        links = links.filter(object_version=version)
    return links.order_by("-created_at", "-pk").first()


# ---------------------------------------------------------------- the tray


@dataclass(frozen=True)
class Tray:
    """The mail of the procedures that one person handles.

    While a procedure is sealed, who wrote the applications that came for it is not told: their rows
    say that one came, and no search finds them. Nor is it told whom our answers were for.
    """

    user: User
    dossiers: Sequence[Dossier]

    @property
    def sealed_codes(self) -> list[str]:
        return [dossier.code for dossier in self.dossiers if dossier.sealed]

    @property
    def messages(self) -> QuerySet[IncomingMessage]:
        codes = ["", *(dossier.code for dossier in self.dossiers)]
        messages = IncomingMessage.objects.filter(dossier_code__in=codes)
        return messages.select_related("raw").order_by("-raw__received_at", "-pk")

    @property
    def waiting(self) -> QuerySet[IncomingMessage]:
        return self.messages.filter(status__in=WAITING)

    @property
    def sent_in_vain(self) -> QuerySet[OutgoingMessage]:
        codes = ["", *(dossier.code for dossier in self.dossiers)]
        failed = OutgoingMessage.objects.filter(status=OutgoingStatus.FAILED)
        return failed.filter(dossier_code__in=codes).order_by("-pk")

    def is_sealed(self, message: IncomingMessage) -> bool:
        return message.status in TELLING and message.dossier_code in self.sealed_codes

    @property
    def sealed(self) -> Q:
        return Q(status__in=TELLING, dossier_code__in=self.sealed_codes)

    def find(self, words: str, *, waiting: bool) -> QuerySet[IncomingMessage]:
        messages = self.waiting if waiting else self.messages
        if not words:
            return messages
        written = Q(sender__icontains=words) | Q(subject__icontains=words)
        return messages.filter(written).exclude(self.sealed)

    def counts(self) -> Mapping[str, int]:
        """How many messages in all, and how many of them wait."""
        return self.messages.order_by().aggregate(
            total=Count("pk"), waiting=Count("pk", filter=Q(status__in=WAITING))
        )


def tray_of(user: User) -> Tray:
    return Tray(user, dossiers_of(user))


def has_opened(user: User | AnonymousUser, message: IncomingMessage) -> bool:
    """This person has opened the message to sort it, and the history says so."""
    return Event.objects.filter(
        subject_label=message._meta.label_lower,
        subject_id=str(message.pk),
        verb="open",
        actor_id=user.pk,
    ).exists()


def left_behind() -> list[RawMessage]:
    """Raw messages that a crash left unread, or read and not concluded, since long enough."""
    now = clock.now()
    quiet = RawMessage.objects.filter(
        received_at__lt=now - LEFT_BEHIND_AFTER,
        received_at__gte=now - LOOKED_BACK,
        duplicate_of=None,
    )
    unread = Q(message=None) | Q(message__status=MessageStatus.STORED)
    return list(quiet.filter(unread).order_by("received_at", "pk")[:100])
