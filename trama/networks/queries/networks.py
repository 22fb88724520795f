"""Questions about networks: which there are, where, who looks after them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Prefetch, Q, QuerySet, Value

from trama.accounts.models import OfficeDuty, User
from trama.accounts.queries import current, holds
from trama.core.text import ItalianQuery, NameKey
from trama.networks.models import (
    MemberStatus,
    Network,
    NetworkDuty,
    NetworkLineage,
    NetworkRole,
    NetworkStatus,
    NetworkZone,
)
from trama.territory.models import Zone, ZoneKind
from trama.territory.queries.areas import zones_of
from trama.territory.queries.zones import SHAPES, shares, zones

IN_FORCE = (MemberStatus.ACTIVE, MemberStatus.INACTIVE)


def _where(inside: QuerySet[Zone]) -> Q:
    return Q(network_zones__zone__in=inside.order_by().values("pk"))


def coordinated_by(user: User | AnonymousUser) -> QuerySet[Network]:
    """The networks that a person coordinates today, for a member that is in them."""
    if not isinstance(user, User):
        return Network.objects.none()
    roles = NetworkRole.objects.filter(
        current(),
        user=user,
        duty=NetworkDuty.COORDINATOR,
        membership__status=MemberStatus.ACTIVE,
    )
    return Network.objects.filter(pk__in=roles.values("membership__network"))


def overseen_by(user: User | AnonymousUser) -> QuerySet[Network]:
    """Those with a zone that the person answers for; all of them, for a steward."""
    if not isinstance(user, User):
        return Network.objects.none()
    if holds(user, OfficeDuty.STEWARD):
        return Network.objects.all()
    found = Network.objects.filter(_where(zones_of(user)))
    return Network.objects.filter(pk__in=found.values("pk"))


def of_zone(zone: Zone) -> QuerySet[Network]:
    """The networks at work in a zone: that name it, a zone inside it or one that it lies in."""
    found = Network.objects.exclude(status__in=[NetworkStatus.REORGANIZED, NetworkStatus.CLOSED])
    if zone.kind != ZoneKind.CITY:
        named = Q(network_zones__zone=zone)
        inside = Q(network_zones__zone__wholes__whole=zone)
        around = Q(network_zones__zone__parts__part=zone)
        keys = found.filter(named | inside | around).values("pk")
        found = Network.objects.filter(pk__in=keys)
    return with_counts(found)


def with_counts(found: QuerySet[Network]) -> QuerySet[Network]:
    """With how many members they have today, and their zones without shapes."""
    places = NetworkZone.objects.select_related("zone").defer(*(f"zone__{n}" for n in SHAPES))
    return (
        found.annotate(
            member_count=Count("memberships", filter=Q(memberships__status__in=IN_FORCE))
        )
        .prefetch_related(Prefetch("network_zones", places.order_by("zone__number")))
        .order_by("name_key", "pk")
    )


def search(words: str, limit: int) -> Sequence[Network]:
    if not any(sign.isalnum() for sign in words):
        return []
    named = Q(search=ItalianQuery(words)) | Q(name_key__contains=_key(words))
    return list(with_counts(Network.objects.filter(named))[:limit])


def _key(words: str) -> NameKey:
    return NameKey(Value(words))


@dataclass
class Borough:
    """The networks of a Municipio; `zone` is None where their zones lie in none that we know."""

    zone: Zone | None
    networks: list[Network] = field(default_factory=list)


def by_municipio() -> list[Borough]:
    """Every network under the Municipio where most people of its zones live; in five queries."""
    boroughs = {zone.pk: Borough(zone) for zone in zones(ZoneKind.MUNICIPIO)}
    elsewhere = Borough(None)
    of_nil = shares()
    for network in with_counts(Network.objects.all()):
        home = prevalent([row.zone for row in network.network_zones.all()], of_nil)
        boroughs.get(home or 0, elsewhere).networks.append(network)
    return [one for one in [*boroughs.values(), elsewhere] if one.networks]


def prevalent(places: Sequence[Zone], of_nil: dict[int, list[tuple[int, float]]]) -> int | None:
    """The Municipio (its key) that most of these zones lie in; None when no zone tells."""
    weight: defaultdict[int, float] = defaultdict(float)
    for zone in places:
        inside = [(zone.pk, 1.0)] if zone.kind == ZoneKind.MUNICIPIO else of_nil.get(zone.pk, [])
        for municipio, share in inside:
            weight[municipio] += share
    return max(weight, key=lambda pk: (weight[pk], -pk), default=None)


def origins(network: Network) -> QuerySet[NetworkLineage]:
    """What it comes from, the latest first."""
    rows = NetworkLineage.objects.filter(successor=network).select_related("ancestor")
    return rows.order_by("-on", "ancestor__name_key")


def successions(network: Network) -> QuerySet[NetworkLineage]:
    """What it has become."""
    rows = NetworkLineage.objects.filter(ancestor=network).select_related("successor")
    return rows.order_by("on", "successor__name_key")
