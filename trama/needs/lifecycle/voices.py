"""Whoever said what a card speaks of is told what becomes of it, until they have an answer."""

from django.db.models import Q
from django.utils.translation import gettext as _

from trama.accounts.models import User
from trama.listening.lifecycle import turns
from trama.listening.models import NeedSignal, SignalStatus, TurnKind
from trama.needs.models import Need


def tell(need: Need, words: str, *, actor: User) -> None:
    """A step of every signal of this card, and of those joined to it, that waits for its answer;
    once a group. Inside the act that it tells of."""
    told: set[int] = set()
    ours = Q(hearing__need=need) | Q(hearing__need__merged_into=need)
    waiting = NeedSignal.objects.filter(ours, status=SignalStatus.JOINED)
    for signal in waiting.select_related("group").order_by("pk"):
        if signal.group_id not in told:
            turns.tell(signal, TurnKind.STEP, words, actor=actor)
        if signal.group_id:
            told.add(signal.group_id)


def entered(need: Need) -> str:
    words = _("È entrata nella scheda del bisogno «%(title)s», che chi decide legge.")
    return words % {"title": need.title}
