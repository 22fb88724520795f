"""Questions of whoever moderates: the queue, what is like what, what was said of one signal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Count, Q, QuerySet

from trama.accounts.models import User
from trama.core.ui import Badge, Tone
from trama.ledger.queries import TimelineEntry
from trama.listening.models import (
    OPEN,
    Campaign,
    Channel,
    NeedSignal,
    PaperRound,
    SignalStatus,
    SignalTurn,
)
from trama.listening.rules.words import fingerprint
from trama.programming.models import Theme
from trama.territory.models import Zone
from trama.territory.queries.zones import SHAPES

HEAVY = tuple(f"zone__{name}" for name in SHAPES)
ALIKE = 0.35
"""Trigram similarity from which two texts are worth showing side by side."""
COMPARED = 500
SIMILAR = 8
TONES: Mapping[str, Tone] = {
    SignalStatus.RECEIVED: "due",
    SignalStatus.ACCEPTED: "now",
    SignalStatus.JOINED: "now",
    SignalStatus.ANSWERED: "done",
    SignalStatus.REFUSED: "stop",
    SignalStatus.SPAM: "wait",
}


def badge_of(signal: NeedSignal) -> Badge:
    return Badge(signal.get_status_display(), TONES[signal.status])


@dataclass(frozen=True)
class Wanted:
    """What of the queue: nothing said is everything. `free`: of no campaign."""

    status: str = SignalStatus.RECEIVED
    campaign: Campaign | None = None
    free: bool = False
    theme: Theme | None = None
    zone: Zone | None = None
    channel: str = ""
    words: str = ""

    @property
    def question(self) -> Q:
        """The status aside: the tabs count all of them."""
        found = Q()
        if self.free:
            found &= Q(campaign=None)
        elif self.campaign:
            found &= Q(campaign=self.campaign)
        if self.theme:
            found &= Q(theme=self.theme)
        if self.zone:
            inside = Zone.objects.filter(wholes__whole=self.zone).order_by().values("pk")
            found &= Q(zone=self.zone) | Q(zone__in=inside)
        if self.channel in Channel.values:
            found &= Q(channel=self.channel)
        if self.words:
            found &= Q(words__icontains=self.words) | Q(public_text__icontains=self.words)
        return found


def queue(user: User, wanted: Wanted) -> "QuerySet[NeedSignal]":
    """The oldest first; suspects after the rest of them. Constant queries, whatever its length."""
    rows = NeedSignal.objects.moderated_by(user).filter(wanted.question, status=wanted.status)
    return (
        rows.select_related("campaign", "theme", "zone")
        .defer(*HEAVY)
        .annotate(alike=Count("group__signals"))
        .order_by("is_suspect", "received_at", "pk")
    )


def by_status(user: User, wanted: Wanted) -> dict[str, int]:
    """How many signals are in each state."""
    rows = NeedSignal.objects.moderated_by(user).filter(wanted.question).order_by()
    return dict(rows.values_list("status").annotate(Count("pk")))


def _beside(user: User, signal: NeedSignal) -> "QuerySet[NeedSignal]":
    """What waits to be read where this one waits or waited: in its campaign, or among the free."""
    rows = NeedSignal.objects.moderated_by(user).filter(campaign=signal.campaign_id)
    return rows.filter(status=SignalStatus.RECEIVED).exclude(pk=signal.pk)


def next_to_read(user: User, signal: NeedSignal) -> UUID | None:
    """The next in the order of the queue."""
    rows = _beside(user, signal).order_by("is_suspect", "received_at", "pk")
    return rows.values_list("uid", flat=True).first()


def left_to_read(user: User, signal: NeedSignal) -> int:
    return _beside(user, signal).count()


def waiting(user: User) -> int:
    return NeedSignal.objects.moderated_by(user).filter(status=SignalStatus.RECEIVED).count()


def repeated(handed: PaperRound) -> int:
    """How many of its rows say what other sheets have brought in: it may be the same sheet."""
    said = [fingerprint(line["words"]) for line in handed.lines]
    there = NeedSignal.objects.filter(
        campaign=handed.campaign_id, channel=Channel.PAPER, words_hash__in=said
    )
    known = set(there.values_list("words_hash", flat=True))
    return sum(one in known for one in said)


def group_of(user: User, signal: NeedSignal) -> list[NeedSignal]:
    """The others of its group, of those that the person reads: words as they came may say who."""
    if signal.group_id is None:
        return []
    rows = NeedSignal.objects.visible_to(user).filter(group=signal.group_id).exclude(pk=signal.pk)
    return list(rows.select_related("zone", "theme").defer(*HEAVY).order_by("received_at", "pk"))


def similar(user: User, signal: NeedSignal) -> list[NeedSignal]:
    """Signals that say nearly the same, about the same theme or place (where either is known):
    proposed to whoever moderates them all, who alone says whether they are one."""
    rows = NeedSignal.objects.moderated_by(user).filter(campaign=signal.campaign_id)
    rows = rows.exclude(pk=signal.pk)
    if signal.group_id:
        rows = rows.exclude(group=signal.group_id)
    near = Q(theme=signal.theme_id) | Q(zone=signal.zone_id)
    if signal.theme_id or signal.zone_id:
        rows = rows.filter(near | Q(theme=None, zone=None))
    lately = rows.exclude(status__in=[SignalStatus.SPAM, SignalStatus.REFUSED])
    keys = list(lately.order_by("-received_at").values_list("pk", flat=True)[:COMPARED])
    found = NeedSignal.objects.filter(pk__in=keys).annotate(
        likeness=TrigramSimilarity("words", signal.words)
    )
    return list(
        found.filter(likeness__gte=ALIKE)
        .select_related("zone", "theme")
        .defer(*HEAVY)
        .order_by("-likeness", "pk")[:SIMILAR]
    )


def with_signals(story: Sequence[TimelineEntry]) -> list[tuple[TimelineEntry, UUID | None]]:
    """Each act of a register, and the signal that it is about; None where it is about none."""
    label = NeedSignal._meta.label_lower
    keys = [int(one.subject_id) if one.subject_label == label else 0 for one in story]
    rows = NeedSignal.objects.filter(pk__in=set(keys)).order_by()
    uids = dict(rows.values_list("pk", "uid"))
    return [(entry, uids.get(key)) for entry, key in zip(story, keys, strict=True)]


def turns_of(signal: NeedSignal) -> list[SignalTurn]:
    """Its own and its group's, in order."""
    ours = Q(signal=signal.pk)
    if signal.group_id:
        ours |= Q(group=signal.group_id)
    return list(SignalTurn.objects.filter(ours).order_by("at", "pk"))


def of_zones(keys: Sequence[int], limit: int) -> list[NeedSignal]:
    """What was let in of these zones and still waits for an answer, the oldest first."""
    rows = NeedSignal.objects.filter(zone__in=keys, status__in=OPEN)
    rows = rows.select_related("theme", "zone").defer(*HEAVY)
    return list(rows.order_by("received_at", "pk")[:limit])
