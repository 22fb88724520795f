"""Questions about messages and links."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.models import AnonymousUser
from django.db.models import CharField, Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from django.http import HttpRequest

from trama.accounts.models import User
from trama.core import clock
from trama.core.clock import TramaNow
from trama.ledger.models import Event
from trama.mailbox.handlers import Dossier, dossiers_of, sealed_dossiers
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
# What may turn out to be an application, or was taken for none.
IN_DOUBT = (*WAITING, MessageStatus.SET_ASIDE)
OPENINGS = ("open", "open_sealed")


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


# ---------------------------------------------------------------- what is still sealed


def under_seal(dossiers: Sequence[Dossier]) -> Q:
    """The messages that would tell who has applied to one of these procedures, or may.

    Those of its file; and those of no file yet that were sent to its address, that name it in the
    subject, or of which nobody can say where they were sent.
    """
    codes = [dossier.code for dossier in dossiers]
    in_file = Q(dossier_code__in=codes, status__in=(*TELLING, *IN_DOUBT))
    meant = Q(recipients__overlap=[dossier.pec.lower() for dossier in dossiers if dossier.pec])
    if dossiers:
        meant |= Q(recipients=[])
    for code in codes:
        meant |= Q(subject__iregex=_written(code))
    return in_file | (Q(dossier_code="", status__in=IN_DOUBT) & meant)


def _written(code: str) -> str:
    """The code with any join, even as a part of another word: more is sealed rather than less."""
    return r"[[:space:]_–-]*".join(re.escape(part) for part in re.split(r"[-_]", code))


def is_sealed(message: IncomingMessage) -> bool:
    sealed = under_seal(sealed_dossiers())
    return IncomingMessage.objects.filter(sealed, pk=message.pk).exists()


def _opened_by(user: User | AnonymousUser) -> QuerySet[Event]:
    return Event.objects.filter(
        subject_label=IncomingMessage._meta.label_lower, verb__in=OPENINGS, actor_id=user.pk
    )


def has_opened(user: User | AnonymousUser, message: IncomingMessage) -> bool:
    """This person has opened the message to sort it, and the history says so."""
    return _opened_by(user).filter(subject_id=str(message.pk)).exists()


# ---------------------------------------------------------------- the tray


@dataclass(frozen=True)
class Tray:
    """The mail of the procedures that one person handles.

    While a procedure is sealed, who wrote what came for it, or may be for it, is not told: a row
    says that a message came, and no search finds it. Nor is it told whom our answers were for.
    Whoever opened one that waits, saying why, reads it.
    """

    user: User
    dossiers: Sequence[Dossier]
    sealed: Sequence[Dossier]  # whosever they are

    @property
    def sealed_codes(self) -> list[str]:
        return [dossier.code for dossier in self.sealed]

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

    @property
    def untold(self) -> QuerySet[IncomingMessage]:
        """Those whose sender, subject and contents this person does not read today."""
        subject = Cast(OuterRef("pk"), CharField())
        opened = Exists(_opened_by(self.user).filter(subject_id=subject))
        return self.messages.filter(under_seal(self.sealed)).exclude(opened, status__in=IN_DOUBT)

    def untold_among(self, messages: Sequence[IncomingMessage]) -> set[int]:
        """The keys of those of a page, in one query."""
        keys = [message.pk for message in messages]
        return set(self.untold.filter(pk__in=keys).values_list("pk", flat=True))

    @property
    def reachable(self) -> QuerySet[IncomingMessage]:
        """Those that have a page: of an application under seal there is none."""
        gone = self.untold.filter(status__in=TELLING)
        return self.messages.exclude(pk__in=gone.order_by().values("pk"))

    def find(self, words: str, *, waiting: bool) -> QuerySet[IncomingMessage]:
        messages = self.waiting if waiting else self.messages
        if not words:
            return messages
        written = Q(sender__icontains=words) | Q(subject__icontains=words)
        return messages.filter(written).exclude(pk__in=self.untold.order_by().values("pk"))

    def counts(self) -> Mapping[str, int]:
        """How many messages in all, and how many of them wait."""
        return self.messages.order_by().aggregate(
            total=Count("pk"), waiting=Count("pk", filter=Q(status__in=WAITING))
        )


def tray_of(user: User) -> Tray:
    return Tray(user, dossiers_of(user), sealed_dossiers())


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
