"""Contacts, apart from what was said: asked once, used only when confirmed, erased on time."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, Func, OuterRef, Q, QuerySet, TextField, Value

from trama.core import clock, events, jobs
from trama.core.deadlines import day_of
from trama.core.privacy import due_for_erasure
from trama.listening import emails
from trama.listening.models import (
    DailyKey,
    NeedSignal,
    SignalContact,
    SilencedAddress,
    SpentChallenge,
)
from trama.listening.rules.sources import (
    LETTERS_EVERY,
    MAILBOX,
    MOST_LETTERS_AN_HOUR,
    mailbox_of,
    source_key,
)
from trama.mailbox.lifecycle import forget_addressee

PURPOSE = "sapere che cosa succede alla segnalazione"
KEPT_DAYS = 180
"""Of a signal of no campaign; a campaign says its own."""
AFTER_ANSWER_DAYS = 30
MOST_OF_A_SIGNAL = 20
LETTERS = "listening.letters"
"""One at a time: of two signals with one address, one asks."""
KEYS_KEPT = timedelta(days=1)
HOUR = timedelta(hours=1)
SILENT_DAYS = 365
"""For how long an address that was erased by its owner is not taken again from a form."""


def keep(signal: NeedSignal, *, email: str, phone: str, at: datetime) -> None:
    """Keep how to reach whoever sent it. An e-mail gets one letter, that asks whether it is theirs,
    and no other until somebody has said yes: the letter it has speaks for this signal too. A job
    writes it: whoever sends a form does not wait for letters, nor does who reads meanwhile."""
    if email and SilencedAddress.objects.filter(digest=_digest(email)).exists():
        email = ""
    if not (email or phone) or signal.contacts.count() >= MOST_OF_A_SIGNAL:
        return
    days = signal.campaign.retention_days if signal.campaign else KEPT_DAYS
    contact, made = SignalContact.objects.get_or_create(
        signal=signal,
        email=email,
        phone=phone,
        defaults={
            "purpose": PURPOSE,
            "kept_at": at,
            "erase_on": day_of(at) + timedelta(days=days),
        },
    )
    if made and email:
        jobs.defer("listening.ask_to_confirm", queue="mail", lock=LETTERS, contact=str(contact.uid))


@transaction.atomic
def ask(uid: str) -> None:
    """The one letter of an address; none when one waits for its answer, or left not long ago, or
    when too many have left for others in this hour: then it is asked later (`ask_those_left`)."""
    at = clock.now()
    contact = to_ask(at).filter(uid=uid).select_related("signal__campaign").first()
    if contact is None:
        return
    same_door = SignalContact.objects.filter(signal__channel=contact.signal.channel)
    if same_door.filter(asked_at__gt=at - HOUR).count() < MOST_LETTERS_AN_HOUR:
        SignalContact.objects.filter(pk=contact.pk).update(asked_at=at)
        emails.ask_to_confirm(contact, at=at)


def _by_mailbox() -> "QuerySet[SignalContact]":
    pattern, kept = map(Value, MAILBOX)
    read_by = Func("email", pattern, kept, function="regexp_replace", output_field=TextField())
    return SignalContact.objects.alias(mailbox=read_by)


def to_ask(at: datetime) -> "QuerySet[SignalContact]":
    """E-mails that nobody has asked yet and that may be asked now: one mailbox is asked once, under
    however many tags it was written."""
    asked = _by_mailbox().filter(Q(mailbox=OuterRef("mailbox")), asked_at__isnull=False)
    too_soon = asked.filter(Q(confirmed_at=None) | Q(asked_at__gt=at - LETTERS_EVERY))
    fresh = _by_mailbox().filter(asked_at=None, confirmed_at=None).exclude(email="")
    return fresh.filter(~Exists(too_soon))


def ask_those_left() -> None:
    """Whoever had to wait, the first who came before."""
    waiting = to_ask(clock.now()).order_by("kept_at", "pk").values_list("uid", flat=True)
    for uid in waiting[:MOST_LETTERS_AN_HOUR]:
        jobs.defer("listening.ask_to_confirm", queue="mail", lock=LETTERS, contact=str(uid))


def of_address(contact: SignalContact) -> list[SignalContact]:
    """All the contacts of the same address: whoever reads its mail decides for them together."""
    rows = SignalContact.objects.filter(email=contact.email).exclude(email="")
    return list(rows.select_related("signal__campaign").order_by("pk"))


@transaction.atomic
def confirm(contact: SignalContact) -> int:
    """Whoever reads the mail of the address wants to know; how many signals it is about."""
    at = clock.now()
    found = of_address(contact)
    for one in found:
        fresh = SignalContact.objects.filter(pk=one.pk, confirmed_at=None)
        if fresh.update(confirmed_at=at):
            events.record(events.Act("confirm_contact", one.signal, None, at, {}))
    return len(found)


@transaction.atomic
def erase(contact: SignalContact) -> None:
    """Whoever reads the mail of the address wants it gone, under whatever tag: from signals and
    from our letters; and for a year whoever writes it in a form writes it in vain."""
    at = clock.now()
    rows = _by_mailbox().filter(Q(mailbox=mailbox_of(contact.email))).exclude(email="")
    found = list(rows.select_related("signal__campaign").order_by("pk"))
    for one in found:
        _erase(one, at)
    SilencedAddress.objects.update_or_create(
        digest=_digest(contact.email),
        defaults={"until": day_of(at) + timedelta(days=SILENT_DAYS)},
    )
    for email in {contact.email, *(one.email for one in found)}:
        forget_addressee(email, purposes=emails.PURPOSES)


def _digest(email: str) -> str:
    return source_key(mailbox_of(email), f"silence:{settings.LINKS_KEY}")


def _erase(contact: SignalContact, at: datetime) -> None:
    deleted, _each = SignalContact.objects.filter(pk=contact.pk).delete()
    if deleted:
        events.record(events.Act("erase_contact", contact.signal, None, at, {}))


def erase_due() -> int:
    """What the clock in `privacy` says is over; each is an act of its own."""
    due = due_for_erasure(SignalContact.objects.select_related("signal__campaign").order_by("pk"))
    for contact in due:
        _erase_one(contact)
    return len(due)


@transaction.atomic
def _erase_one(contact: SignalContact) -> None:
    _erase(contact, clock.now())
    others = SignalContact.objects.filter(email=contact.email)
    if contact.email and not others.exists():
        forget_addressee(contact.email, purposes=emails.PURPOSES)


def tell(signals: Sequence[NeedSignal], news: emails.News, *, at: datetime) -> None:
    """To whoever confirmed their address: one letter each, though they said the thing more than
    once."""
    rows = SignalContact.objects.filter(
        signal__in=[one.pk for one in signals], confirmed_at__isnull=False
    ).exclude(email="")
    by_address = {row.email: row for row in rows.select_related("signal__campaign").order_by("-pk")}
    for contact in by_address.values():
        emails.tell(contact, news, at=at)


def shorten(signal: NeedSignal, at: datetime) -> None:
    """With its answer a signal needs nobody's address much longer."""
    last = day_of(at) + timedelta(days=AFTER_ANSWER_DAYS)
    signal.contacts.filter(erase_on__gt=last).update(erase_on=last)


def forget_sources() -> None:
    """Challenges that have expired, keys of days that are over, addresses silent long enough."""
    at = clock.now()
    due_for_erasure(SilencedAddress.objects.all()).delete()
    SpentChallenge.objects.filter(expires_at__lt=at).delete()
    DailyKey.objects.filter(day__lt=day_of(at - KEYS_KEPT)).delete()
