"""What the desks of the social worker and of the community manager show of needs and resources.

Each question is one query (two where said), however large the area, and stops at `SHOWN` rows.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import F, Q, QuerySet, Sum
from django.utils.translation import get_language

from trama.core.deadlines import day_of
from trama.core.quantities import plain
from trama.needs.models import (
    CapacityAsk,
    CapacityAskStatus,
    CapacityReport,
    CardStatus,
    CoverageCell,
    CoverageRun,
    Need,
    Resource,
    ResourceKind,
    RunStatus,
    UnmetCause,
    UnmetNeed,
)
from trama.needs.queries.pulse import bodies_to_call, in_force
from trama.needs.rules.freshness import Freshness, freshness
from trama.needs.rules.pulse import month_of
from trama.organizations.models import Organization
from trama.territory.models import ZoneKind
from trama.territory.queries.desks import AreaDesk

SHOWN = 40
A_WEEK = timedelta(days=7)
MONTHS_OF_UNMET = 3


def resources_of(desk: AreaDesk) -> QuerySet[Resource]:
    """Published, in force, and of these zones: there, or serving them."""
    return Resource.objects.filter(in_force(day_of(desk.at)), reach__overlap=desk.keys)


@dataclass(frozen=True)
class Place:
    """A service as somebody on the telephone needs it."""

    resource: Resource
    free: Decimal | None
    capacity: Decimal | None
    freshness: Freshness


def free_places(desk: AreaDesk) -> list[Place]:
    """Services with free places, the surest first: what was said last comes before the rest."""
    services = resources_of(desk).filter(kind=ResourceKind.SERVICE, free__gt=0)
    return _places(services.order_by(F("verified_at").desc(nulls_last=True), "title_key"), desk)


def full_services(desk: AreaDesk) -> int:
    return resources_of(desk).filter(kind=ResourceKind.SERVICE, free=0, capacity__gt=0).count()


def stale_resources(desk: AreaDesk) -> list[Place]:
    """What nobody has said anything of for long, or ever: the oldest first."""
    before = desk.at - timedelta(days=365)  # about twelve months: the rule then says exactly
    old = resources_of(desk).filter(Q(verified_at=None) | Q(verified_at__lt=before))
    places = _places(old.order_by(F("verified_at").asc(nulls_first=True), "title_key"), desk)
    return [one for one in places if one.freshness.state in {"stale", "never"}]


def _places(resources: QuerySet[Resource], desk: AreaDesk) -> list[Place]:
    rows = resources.select_related("organization", "nil", "theme")
    rows = rows.defer("search", "keywords", "reach", "nil__boundary", "nil__outline")[:SHOWN]
    return [
        Place(
            row,
            None if row.free is None else plain(row.free),
            None if row.capacity is None else plain(row.capacity),
            freshness(row.verified_at, desk.at),
        )
        for row in rows
    ]


@dataclass(frozen=True)
class Change:
    """Something of the last seven days: `what` is a code that the page puts in words."""

    at: datetime
    what: str
    title: str
    uid: object
    detail: str = ""


def changes(desk: AreaDesk) -> list[Change]:
    """Cards published and closed, places said to be full or free again: the latest first, in four
    queries."""
    since = desk.at - A_WEEK
    found = [
        *_new_cards(Resource.objects.filter(reach__overlap=desk.keys), since, "resource"),
        *_new_cards(Need.objects.filter(reach__overlap=desk.keys), since, "need"),
        *_closed(Resource.objects.filter(reach__overlap=desk.keys), since),
        *_reported(desk, since),
    ]
    return sorted(found, key=lambda change: change.at, reverse=True)[:SHOWN]


def _new_cards(
    cards: QuerySet[Resource] | QuerySet[Need], since: datetime, what: str
) -> list[Change]:
    rows = cards.filter(status=CardStatus.PUBLISHED, published_at__gte=since)
    named = rows.order_by("-published_at").values_list("published_at", "title", "uid")[:SHOWN]
    return [Change(at, f"new_{what}", title, uid) for at, title, uid in named if at]


def _closed(resources: QuerySet[Resource], since: datetime) -> list[Change]:
    rows = resources.filter(status=CardStatus.CLOSED, updated_at__gte=since)
    named = rows.order_by("-updated_at").values_list(
        "updated_at", "title", "uid", "closing_reason"
    )[:SHOWN]
    return [Change(at, "closed", title, uid, reason) for at, title, uid, reason in named]


def _reported(desk: AreaDesk, since: datetime) -> list[Change]:
    rows = CapacityReport.objects.filter(
        reported_at__gte=since,
        resource__status=CardStatus.PUBLISHED,
        resource__reach__overlap=desk.keys,
    )
    last = rows.order_by("resource_id", "-reported_at", "-pk").distinct("resource_id")
    named = last.values_list("reported_at", "resource__title", "resource__uid", "free", "capacity")
    return [
        Change(at, "full" if not free else "places", title, uid, f"{plain(free)}/{plain(capacity)}")
        for at, title, uid, free, capacity in named[: 4 * SHOWN]
    ]


@dataclass(frozen=True)
class Unmet:
    theme: str
    full: int
    refused: int


def unmet(desk: AreaDesk) -> list[Unmet]:
    """By theme, in the last three months: services found full, people turned away."""
    first = month_of(month_of(day_of(desk.at)) - timedelta(days=28 * (MONTHS_OF_UNMET - 1)))
    counts = (
        UnmetNeed.objects.filter(zone__in=desk.keys, month__gte=first)
        .values("theme__label_it", "theme__label_en", "theme__position")
        .annotate(
            full=Sum("count", filter=Q(cause=UnmetCause.FULL), default=0),
            refused=Sum("count", filter=Q(cause=UnmetCause.REFUSED), default=0),
        )
        .order_by("-refused", "-full", "theme__position")
    )
    english = get_language() == "en"
    return [
        Unmet(
            row["theme__label_en"] if english else row["theme__label_it"],
            row["full"],
            row["refused"],
        )
        for row in counts
    ]


def silent_bodies(desk: AreaDesk) -> list[CapacityAsk]:
    """Bodies of the area that have not answered the last letter they got: the oldest first."""
    asks = CapacityAsk.objects.filter(organization__in=resources_of(desk).values("organization"))
    last = asks.order_by("organization_id", "-month").distinct("organization_id")
    silent = [
        ask
        for ask in last.select_related("organization")
        if ask.status != CapacityAskStatus.ANSWERED
    ]
    return sorted(silent, key=lambda ask: ask.month)[:SHOWN]


def to_call(desk: AreaDesk) -> QuerySet[Organization]:
    """Bodies with services here that no letter reaches."""
    bodies = bodies_to_call(day_of(desk.at))
    return bodies.filter(pk__in=resources_of(desk).values("organization"))[:SHOWN]


def latest_run() -> CoverageRun | None:
    return CoverageRun.objects.filter(status=RunStatus.DONE).order_by("-done_at").first()


def gaps(desk: AreaDesk, run: CoverageRun) -> QuerySet[CoverageCell]:
    """Where most is missing, among what may be shown: the largest gap first."""
    cells = _cells(desk, run).filter(gap__gt=0).order_by("-gap", "measure__position")
    return cells[:SHOWN]


def overlaps(desk: AreaDesk, run: CoverageRun) -> QuerySet[CoverageCell]:
    """Where several bodies give the same in the same place."""
    return _cells(desk, run).filter(overlap__gt=0).order_by("-overlap", "measure__position")[:SHOWN]


def unknown_cells(desk: AreaDesk, run: CoverageRun) -> int:
    """How many needs of how many zones nobody has ever told anything about."""
    nobody = CoverageCell.objects.filter(run=run, zone__in=desk.nil, hidden="", supply=None)
    return nobody.exclude(demand=None).count()


def _cells(desk: AreaDesk, run: CoverageRun) -> QuerySet[CoverageCell]:
    cells = CoverageCell.objects.filter(
        run=run, zone__in=desk.keys, zone__kind=ZoneKind.NIL, hidden=""
    )
    shown = cells.select_related("measure", "zone").defer("working")
    return shown.defer("zone__boundary", "zone__outline", "working")
