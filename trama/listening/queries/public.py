"""What everybody reads of listening: where, about what, what was done, in how long.

No count under five can be read or worked out, and nothing is shown that moderation did not let out.
What one source repeats is one signal: once let in, it would grow as loud as its sender likes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import Aggregate, Count, DurationField, F, Q, QuerySet
from django.utils.translation import gettext as _

from trama.core.ui import Bar
from trama.listening.models import (
    HEARD,
    OPEN,
    Campaign,
    CampaignStatus,
    NeedSignal,
    SignalTurn,
    TurnKind,
)
from trama.listening.rules.few import Shown, shown
from trama.programming.models import Theme
from trama.territory.models import Zone, ZoneShare
from trama.territory.queries.zones import SHAPES

LATEST = 12
THEME = "tema"


class Median(Aggregate):
    """The value in the middle, of durations."""

    function = "percentile_cont"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


def open_campaigns() -> "QuerySet[Campaign]":
    rows = Campaign.objects.filter(status=CampaignStatus.OPEN)
    return rows.select_related("office", "organization", "network").order_by("closes_on", "title")


def past_campaigns() -> "QuerySet[Campaign]":
    rows = Campaign.objects.filter(status=CampaignStatus.CLOSED)
    return rows.select_related("office", "organization", "network").order_by("-closed_at", "pk")


def heard(campaign: Campaign | None = None) -> "QuerySet[NeedSignal]":
    rows = NeedSignal.objects.heard().order_by()
    return rows.filter(campaign=campaign) if campaign else rows


def heard_in(zone: Zone) -> "QuerySet[NeedSignal]":
    """In a place, or in a part of it."""
    parts = ZoneShare.objects.filter(whole=zone).order_by().values("part")
    return heard().filter(Q(zone=zone) | Q(zone__in=parts))


def last_turn() -> UUID | None:
    """What changes whenever something more is told."""
    return SignalTurn.objects.order_by("-pk").values_list("uid", flat=True).first()


def by_theme(signals: "QuerySet[NeedSignal]") -> Shown[Theme | None]:
    counts = dict(signals.values_list("theme").annotate(Count("pk")))
    themes = Theme.objects.in_bulk([key for key in counts if key])
    return shown((themes.get(key) if key else None, count) for key, count in counts.items())


def by_zone(signals: "QuerySet[NeedSignal]") -> Shown[Zone | None]:
    counts = dict(signals.values_list("zone").annotate(Count("pk")))
    zones = Zone.objects.defer(*SHAPES).in_bulk([key for key in counts if key])
    return shown((zones.get(key) if key else None, count) for key, count in counts.items())


def label(thing: Theme | Zone | None) -> str:
    return str(thing) if thing else _("non detto")


@dataclass(frozen=True)
class Counted:
    """A row of a list of counts. `about`: how its signals are asked for; empty for what is no one
    theme or place."""

    label: str
    count: int
    about: str = ""


def counted(found: Shown[Theme | None] | Shown[Zone | None]) -> list[Counted]:
    rows = [Counted(label(thing), count, about(thing)) for thing, count in found.rows]
    if found.rest:
        rows.append(Counted(_("tutti gli altri insieme"), found.rest))
    return rows


def about(thing: Theme | Zone | None) -> str:
    """«tema/housing», «nil/57»."""
    if isinstance(thing, Zone):
        return f"{thing.kind}/{thing.code}"
    return f"{THEME}/{thing.code}" if thing else ""


def bars(rows: list[Counted]) -> list[Bar]:
    """The longest is the whole width."""
    most = max((row.count for row in rows), default=1)
    return [Bar(row.label, row.count, 100 * row.count / most) for row in rows]


@dataclass(frozen=True)
class Times:
    """Median times; None while there are too few to tell."""

    to_first_turn: timedelta | None
    to_answer: timedelta | None
    answered: int
    waiting: int


def times(signals: "QuerySet[NeedSignal]") -> Times:
    found = signals.aggregate(
        first=Median(F("first_turn_at") - F("received_at")),
        answer=Median(F("answered_at") - F("received_at")),
        told=Count("pk", filter=Q(first_turn_at__isnull=False)),
        answered=Count("pk", filter=Q(answered_at__isnull=False)),
        all=Count("pk"),
    )
    return Times(
        found["first"] if found["told"] else None,
        found["answer"] if found["answered"] else None,
        found["answered"],
        found["all"] - found["answered"],
    )


@dataclass(frozen=True)
class Story:
    """«Avete detto, abbiamo fatto»: what may be read of what was said, and what followed."""

    said: str
    theme: Theme | None
    turn: SignalTurn


def stories(
    kinds: tuple[TurnKind, ...],
    *,
    campaign: Campaign | None = None,
    zone: Zone | None = None,
    limit: int = LATEST,
) -> list[Story]:
    """The latest turns of these kinds, with the public words of one signal that they speak of; of
    steps, those that nobody has answered since."""
    signals = heard_in(zone) if zone else heard(campaign)
    if TurnKind.STEP in kinds:
        signals = signals.filter(status__in=OPEN)
    turns = SignalTurn.objects.filter(
        Q(signal__in=signals.values("pk")) | Q(group__in=signals.values("group")), kind__in=kinds
    )
    latest = list(turns.order_by("-at", "-pk")[:limit])
    texts = _texts(latest)
    return [Story(*texts.get(turn.pk, ("", None)), turn) for turn in latest]


def _texts(turns: list[SignalTurn]) -> dict[int, tuple[str, Theme | None]]:
    """Of a group, the public words that were let out first."""
    rows = NeedSignal.objects.filter(
        Q(pk__in=[turn.signal_id for turn in turns if turn.signal_id])
        | Q(group__in=[turn.group_id for turn in turns if turn.group_id]),
        status__in=HEARD,
    )
    by_signal: dict[int, tuple[str, Theme | None]] = {}
    by_group: dict[int, tuple[str, Theme | None]] = {}
    found = rows.exclude(public_text="").select_related("theme").order_by("received_at", "pk")
    for row in found.only("public_text", "group", "theme"):
        by_signal[row.pk] = (row.public_text, row.theme)
        if row.group_id:
            by_group.setdefault(row.group_id, by_signal[row.pk])
    return {
        turn.pk: said
        for turn in turns
        if (said := by_signal.get(turn.signal_id or 0) or by_group.get(turn.group_id or 0))
    }


def table() -> Iterator[tuple[str, str, str, str]]:
    """The open data: the same counts that the page shows, by theme and by place."""
    signals = heard()
    yield ("dimensione", "codice", "nome", "segnalazioni")
    themes = by_theme(signals)
    for theme, count in themes.rows:
        yield ("tema", theme.code if theme else "", label(theme), str(count))
    if themes.rest:
        yield ("tema", "", "altri", str(themes.rest))
    zones = by_zone(signals)
    for zone, count in zones.rows:
        yield ("luogo", about(zone), label(zone), str(count))
    if zones.rest:
        yield ("luogo", "", "altri", str(zones.rest))
