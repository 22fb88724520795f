"""What people said, one by one, in the words that moderation let out; what became of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from trama.core.ui import Badge
from trama.listening.models import NeedSignal, SignalTurn
from trama.listening.queries.desk import badge_of
from trama.listening.queries.public import about, by_theme, by_zone
from trama.programming.models import Theme
from trama.territory.models import Zone


@dataclass(frozen=True)
class Said:
    """`turn`: the last thing that was told about it."""

    text: str
    theme: Theme | None
    received_at: datetime
    badge: Badge
    turn: SignalTurn | None


def subjects(signals: "QuerySet[NeedSignal]") -> dict[str, Theme | Zone]:
    """The themes and the places whose count is shown, by how they are asked for."""
    found: list[Theme | Zone | None] = [theme for theme, _count in by_theme(signals).rows]
    found += [zone for zone, _count in by_zone(signals).rows]
    return {about(thing): thing for thing in found if thing}


def readable(
    signals: "QuerySet[NeedSignal]", subject: Theme | Zone | None
) -> "QuerySet[NeedSignal]":
    """Those with words that everybody may read, the latest first: all, or of one theme, or of one
    place. Never of both: small numbers could be worked out (docs/adr/020)."""
    rows = signals.exclude(public_text="")
    if isinstance(subject, Zone):
        rows = rows.filter(zone=subject)
    elif subject:
        rows = rows.filter(theme=subject)
    return rows.select_related("theme").order_by("-received_at", "-pk")


def with_outcome(signals: Sequence[NeedSignal]) -> list[Said]:
    """One query more, however many they are."""
    mine = Q(signal__in=[one.pk for one in signals])
    groups = Q(group__in=[one.group_id for one in signals if one.group_id])
    turns = list(SignalTurn.objects.filter(mine | groups).order_by("at", "pk"))
    of_signal = {turn.signal_id: turn for turn in turns if turn.signal_id}
    of_group = {turn.group_id: turn for turn in turns if turn.group_id}
    return [
        Said(
            one.public_text,
            one.theme,
            one.received_at,
            badge_of(one),
            _later(of_signal.get(one.pk), of_group.get(one.group_id or 0)),
        )
        for one in signals
    ]


def _later(*turns: SignalTurn | None) -> SignalTurn | None:
    return max((turn for turn in turns if turn), key=lambda turn: (turn.at, turn.pk), default=None)
