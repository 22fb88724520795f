"""What moderators do with what came: let in, refuse with a reason, gather what is alike."""

from collections.abc import Callable, Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from trama.accounts.models import User
from trama.core import clock, events
from trama.core.personal_data import refuse_personal_data
from trama.core.workflow import ActRefused, move
from trama.listening import emails
from trama.listening.lifecycle import contacts
from trama.listening.models import HEARD, NeedSignal, SignalGroup, SignalStatus, SignalTurn
from trama.programming.models import Theme
from trama.territory.models import Zone


def accept(signal: NeedSignal, *, actor: User, public_text: str = "") -> None:
    """It counts from now on. `public_text`: what everybody may read of it; nothing, when nothing
    of it can be read without telling of whom it speaks."""
    at = clock.now()
    refuse_personal_data({"public_text": public_text}, contacts_are_public=False)
    move(
        signal,
        SignalStatus.ACCEPTED,
        verb="accept",
        actor=actor,
        at=at,
        public_text=public_text.strip(),
    )


@transaction.atomic
def reword(signal: NeedSignal, *, actor: User, public_text: str) -> None:
    """What everybody reads was wrong, or said too much: it is corrected, or taken away. The event
    does not say what it was."""
    at = clock.now()
    refuse_personal_data({"public_text": public_text}, contacts_are_public=False)
    rows = NeedSignal.objects.filter(pk=signal.pk, status__in=HEARD)
    if not rows.update(public_text=public_text.strip()):
        raise ActRefused(_("Non è fra le segnalazioni ascoltate: di pubblico non ha nulla."))
    signal.public_text = public_text.strip()
    events.record(events.Act("reword", signal, actor, at, {"removed": not signal.public_text}))


@transaction.atomic
def refuse(signal: NeedSignal, *, actor: User, reason: str) -> None:
    """It does not count; whoever sent it reads why on the receipt, and in a letter if they have
    confirmed an address."""
    at = clock.now()
    said = reason.strip()
    if not said:
        raise ActRefused(_("Scrivi perché non la accogli: chi l’ha mandata deve saperlo."))
    refuse_personal_data({"reason": said}, contacts_are_public=False)
    move(signal, SignalStatus.REFUSED, verb="refuse", actor=actor, at=at, reason=said)
    contacts.tell([signal], emails.News(SignalStatus.REFUSED.label, said, closes=True), at=at)
    contacts.shorten(signal, at)


def mark_spam(signal: NeedSignal, *, actor: User) -> None:
    """It says nothing to anybody. It is kept: one may have been wrong."""
    move(signal, SignalStatus.SPAM, verb="mark_spam", actor=actor, at=clock.now())


def restore(signal: NeedSignal, *, actor: User) -> None:
    """A refusal, or the word «disturbo», was a mistake."""
    move(signal, SignalStatus.RECEIVED, verb="restore", actor=actor, at=clock.now(), reason="")


@transaction.atomic
def place(
    signal: NeedSignal, *, actor: User, theme: Theme | None = None, zone: Zone | None = None
) -> None:
    """What it is about and where, as whoever reads it understands; what is not said stays."""
    at = clock.now()
    changes = {
        name: value
        for name, value in (("theme", theme), ("zone", zone))
        if value is not None and getattr(signal, f"{name}_id") != value.pk
    }
    if not changes:
        return
    NeedSignal.objects.filter(pk=signal.pk).update(**changes)
    for name, value in changes.items():
        setattr(signal, name, value)
    facts = {name: value.pk for name, value in changes.items()}
    events.record(events.Act("place", signal, actor, at, facts))


@transaction.atomic
def gather(signals: Sequence[NeedSignal], *, actor: User) -> SignalGroup:
    """They say the same thing: what is said of one is said of all. Groups they had become one."""
    at = clock.now()
    rows = _locked(signals)
    if len(rows) < 2:
        raise ActRefused(_("Per fare un gruppo servono almeno due segnalazioni."))
    if len({row.campaign_id for row in rows}) > 1:
        raise ActRefused(_("Sono di campagne diverse: ognuna risponde a chi ha scritto a lei."))
    had = sorted({row.group_id for row in rows if row.group_id})
    group = SignalGroup.objects.get(pk=had[0]) if had else SignalGroup.objects.create(created_at=at)
    if len(had) > 1:
        NeedSignal.objects.filter(group__in=had[1:]).update(group=group)
        SignalTurn.objects.filter(group__in=had[1:]).update(group=group)
        SignalGroup.objects.filter(pk__in=had[1:]).delete()
    for row in rows:
        if row.group_id != group.pk:
            NeedSignal.objects.filter(pk=row.pk).update(group=group)
            events.record(events.Act("group", row, actor, at, {"group": str(group.uid)}))
    return group


@transaction.atomic
def take_out(signal: NeedSignal, *, actor: User) -> None:
    """It does not say what the others of its group say."""
    at = clock.now()
    if SignalTurn.objects.filter(group__signals=signal).exists():
        raise ActRefused(_("Al gruppo è già stato detto qualcosa: vale anche per questa."))
    if not NeedSignal.objects.filter(pk=signal.pk, group__isnull=False).update(group=None):
        raise ActRefused(_("La segnalazione non è in nessun gruppo. Nulla è cambiato."))
    signal.group = None
    events.record(events.Act("ungroup", signal, actor, at, {}))


def _locked(signals: Sequence[NeedSignal]) -> "QuerySet[NeedSignal]":
    """In order, so that two people who gather the same ones do not wait for each other."""
    keys = [signal.pk for signal in signals]
    return NeedSignal.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")


def each(
    signals: Sequence[NeedSignal], act: Callable[[NeedSignal], object]
) -> tuple[int, list[str]]:
    """The same act on many, each by itself: how many were done, and of the others why not. Refused
    when it could be done on none, and always for the same reason."""
    refused: list[ActRefused] = []
    for signal in signals:
        try:
            act(signal)
        except ActRefused as refusal:
            refused.append(refusal)
    why = [str(refusal) for refusal in refused]
    if refused and len(refused) == len(signals) and len(set(why)) == 1:
        raise refused[0]
    return len(signals) - len(refused), why
