"""«Avete detto, abbiamo fatto»: what happens about a signal is told to whoever sent it."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from trama.accounts.models import User
from trama.core import clock, events
from trama.core.personal_data import refuse_personal_data
from trama.core.workflow import ActRefused, move
from trama.listening import emails
from trama.listening.lifecycle import contacts
from trama.listening.models import (
    OPEN,
    NeedSignal,
    SignalStatus,
    SignalTurn,
    TurnKind,
)

A_MOMENT = timedelta(minutes=10)


def together(signal: NeedSignal) -> "QuerySet[NeedSignal]":
    """The signal and those of its group."""
    ours = Q(group=signal.group_id) if signal.group_id else Q(pk=signal.pk)
    return NeedSignal.objects.filter(ours).select_related("campaign").order_by("pk")


@transaction.atomic
def tell(signal: NeedSignal, kind: TurnKind, words: str, *, actor: User | None) -> SignalTurn:
    """A step, or the answer, of this signal and of all those of its group that are open. Whoever
    has confirmed an address is written to, once each. The same words again a moment later, as a
    double click does, are said once."""
    at = clock.now()
    said = words.strip()
    if not said:
        raise ActRefused(_("Scrivi che cosa è stato fatto, o perché non si fa."))
    refuse_personal_data({"words": said}, contacts_are_public=True)
    heard = list(together(signal).select_for_update(of=("self",)).filter(status__in=OPEN))
    if not any(one.pk == signal.pk for one in heard):
        raise ActRefused(_("La segnalazione non è aperta: prima va accolta. Nulla è cambiato."))
    owner = {"group": signal.group} if signal.group_id else {"signal": signal}
    if again := _just_told(heard, at, **owner, kind=kind, words=said):
        return again
    turn = SignalTurn.objects.create(**owner, kind=kind, words=said, author=actor, at=at)
    _note(heard, turn, actor, at)
    contacts.tell(heard, emails.of_turn(turn), at=at)
    signal.refresh_from_db()
    return turn


def _just_told(heard: list[NeedSignal], at: datetime, **same: Any) -> SignalTurn | None:
    """What was told a moment ago to each of these."""
    if any(one.first_turn_at is None for one in heard):
        return None
    return SignalTurn.objects.filter(**same, at__gt=at - A_MOMENT).last()


def _note(heard: list[NeedSignal], turn: SignalTurn, actor: User | None, at: datetime) -> None:
    keys = [one.pk for one in heard]
    NeedSignal.objects.filter(pk__in=keys, first_turn_at=None).update(first_turn_at=at)
    for one in heard:
        if turn.kind == TurnKind.STEP:
            events.record(events.Act("tell", one, actor, at, {"words": turn.words}))
            continue
        note = {"kind": turn.kind, "words": turn.words}
        answered = SignalStatus.ANSWERED
        move(one, answered, verb="answer", actor=actor, at=at, note=note, answered_at=at)
        contacts.shorten(one, at)


@transaction.atomic
def join(signal: NeedSignal, *, actor: User, need: str) -> list[NeedSignal]:
    """The signal, and those of its group that were let in, are now of a need card (`need`: its
    public identifier). For the app that keeps the cards, which ties the two."""
    at = clock.now()
    rows = together(signal).select_for_update(of=("self",))
    accepted = list(rows.filter(status=SignalStatus.ACCEPTED))
    if not any(one.pk == signal.pk for one in accepted):
        raise ActRefused(
            _("Si lega a un bisogno solo una segnalazione accolta e non ancora legata.")
        )
    for one in accepted:
        move(one, SignalStatus.JOINED, verb="join", actor=actor, at=at, note={"need": need})
    signal.refresh_from_db()
    return accepted
