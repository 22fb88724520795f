"""A signal comes in, by whatever door: kept once, its copies counted, its source forgotten."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from trama.accounts.models import User
from trama.core import clock, events
from trama.core.deadlines import ROME, day_of
from trama.core.ids import new_uid
from trama.core.workflow import ActRefused
from trama.listening.lifecycle import contacts
from trama.listening.lifecycle.campaigns import listens
from trama.listening.lifecycle.keeping import keep
from trama.listening.models import (
    Campaign,
    Channel,
    DailyKey,
    NeedSignal,
    PaperRound,
    SignalGroup,
    SignalStatus,
    SpentChallenge,
)
from trama.listening.rules import sources
from trama.listening.rules.challenge import Challenge
from trama.listening.rules.words import fingerprint
from trama.programming.models import Theme
from trama.territory.models import Zone


class SpentForm(ActRefused):
    """The form has already made a signal, with other words: nothing is kept of these, yet."""


class TooMany(ActRefused):
    """The network has sent too much in too little time: nothing is kept, the form stays filled."""


_KNOCK = """
SELECT at, key FROM (SELECT trama_now() AS at) AS asked
LEFT JOIN listening_dailykey ON day = (at AT TIME ZONE %s)::date
"""


@dataclass(frozen=True)
class Said:
    """What somebody says: all of it as they wrote it, but for signs that nobody sees."""

    words: str
    campaign: Campaign | None = None
    theme: Theme | None = None
    zone: Zone | None = None
    place_words: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Door:
    """How it came. `source`: the network under the key of the day, when it came from one."""

    channel: Channel
    source: str = ""
    is_suspect: bool = False
    is_trap: bool = False  # it filled in what no person sees
    author: User | None = None
    paper_round: PaperRound | None = None


def knock(address: str) -> tuple[datetime, str]:
    """The instant, and where it comes from today: in one trip to the database. The key of the day
    is of the first who asks, and is erased with the day."""
    with connection.cursor() as cursor:
        cursor.execute(_KNOCK, [ROME.key])
        at, key = cursor.fetchone()
    if key is None:
        made = {"key": secrets.token_hex(32)}
        key = DailyKey.objects.get_or_create(day=day_of(at), defaults=made)[0].key
    return at, sources.source_key(address, key)


def from_form(said: Said, door: Door, challenge: Challenge) -> NeedSignal:
    """The same form again leads to the signal it has already made, and adds the contact that has
    been corrected meanwhile; with other words it is given back, to be sent as one more."""
    try:
        return receive(said, door, challenge)
    except (IntegrityError, ActRefused):  # rare: so the many that are new need not ask first
        spent = SpentChallenge.objects.select_related("signal").filter(nonce=challenge.nonce)
        known = spent.first()
        if known is None:
            raise
        if known.signal.words_hash != fingerprint(said.words):
            raise SpentForm(
                _("Con questo modulo hai già mandato una segnalazione: la ricevuta di quella resta "
                  "buona. Per mandare anche questa premi di nuovo il pulsante.")
            ) from None  # fmt: skip
        with transaction.atomic():
            contacts.keep(known.signal, email=said.email, phone=said.phone, at=clock.now())
        return known.signal


@transaction.atomic
def receive(said: Said, door: Door, challenge: Challenge | None = None) -> NeedSignal:
    """Keep what somebody says. The same words from the same source on the same day are one signal,
    that counts its copies: a flood of them costs one row and no event more."""
    kept = keep(_facts(said, door), challenge, is_slow=door.is_suspect)
    if kept is None:
        raise _flood(door)
    signal, at = kept.signal, kept.at
    if said.campaign is not None:
        signal.campaign = said.campaign
        _refuse_closed(said.campaign, at)  # and then nothing is kept
    if kept.is_new:
        facts = {"channel": door.channel, "suspect": signal.is_suspect}
        events.record(events.Act("receive", signal, door.author, at, facts))
        if kept.is_echo:
            _gather_identical(signal, at)
    if said.email or said.phone:
        contacts.keep(signal, email=said.email, phone=said.phone, at=at)
    return signal


def _refuse_closed(campaign: Campaign, at: datetime) -> None:
    if not listens(campaign, at):
        raise ActRefused(
            _("L’ascolto di questa campagna è chiuso: quello che hai scritto è ancora qui. "
              "Si può mandare come segnalazione libera.")
        )  # fmt: skip


def _facts(said: Said, door: Door) -> dict[str, Any]:
    """The columns of the row, but for those that the statement itself fills in."""
    return {
        "uid": new_uid(),
        "status": SignalStatus.SPAM if door.is_trap else SignalStatus.RECEIVED,
        "campaign_id": said.campaign and said.campaign.pk,
        "words": said.words,
        "theme_id": said.theme and said.theme.pk,
        "zone_id": said.zone and said.zone.pk,
        "place_words": said.place_words,
        "channel": door.channel,
        "is_suspect": door.is_suspect or door.is_trap,
        "author_id": door.author and door.author.pk,
        "paper_round_id": door.paper_round and door.paper_round.pk,
        "words_hash": fingerprint(said.words),
        "source_key": door.source,
    }


def _flood(door: Door) -> TooMany:
    if door.is_suspect:
        return TooMany(
            _("Dalla stessa rete sono appena arrivate altre segnalazioni senza verifica, o troppe. "
              "Quello che hai scritto è ancora qui: riprova fra qualche minuto, o manda un’e-mail.")
        )  # fmt: skip
    return TooMany(
        _("Dalla stessa rete sono arrivate troppe segnalazioni in pochi minuti. Quello che hai "
          "scritto è ancora qui: riprova fra dieci minuti, o manda un’e-mail.")
    )  # fmt: skip


def _gather_identical(signal: NeedSignal, at: datetime) -> None:
    """The same words from elsewhere: one group, because there is nothing to judge."""
    same = NeedSignal.objects.filter(words_hash=signal.words_hash, campaign=signal.campaign_id)
    other = same.exclude(pk=signal.pk).order_by("pk").values("pk", "group").first()
    if other is None:
        return
    group = other["group"] or SignalGroup.objects.create(created_at=at).pk
    same.filter(Q(pk=other["pk"], group=None) | Q(pk=signal.pk)).update(group=group)


def signals_lately(at: datetime) -> int:
    """How many came in the last minute, copies aside: how hard the next challenge is."""
    return NeedSignal.objects.filter(received_at__gt=at - timedelta(minutes=1)).count()


def receive_all(lines: Sequence[Said], door: Door) -> list[NeedSignal]:
    """Many at once, in the order they were written."""
    return [receive(said, door) for said in lines]
