"""Who answers for which zones, today."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from trama.accounts.models import AREA_DUTIES, OfficeRole, User
from trama.accounts.queries import current
from trama.territory.models import Area, Zone, ZoneKind
from trama.territory.queries.zones import SHAPES


def areas_of(user: User | AnonymousUser) -> QuerySet[Area]:
    """The areas that a person answers for today, by name."""
    return Area.objects.of(user).select_related("role__office").order_by("name", "pk")


def zones_of(user: User | AnonymousUser) -> QuerySet[Zone]:
    """The zones a person answers for: those their areas name, and the zones that lie in them."""
    named = Zone.objects.filter(areas__in=Area.objects.of(user))
    city = Q(pk__in=Zone.objects.all()) if named.filter(kind=ZoneKind.CITY).exists() else Q()
    of_theirs = Q(pk__in=named.values("pk")) | Q(wholes__whole__in=named.values("pk"))
    found = Zone.objects.filter(city or of_theirs).defer(*SHAPES)
    return found.distinct().order_by("kind", "number")


def area_roles() -> QuerySet[OfficeRole]:
    """Who answers for an area today, or should: each role with its area, when it has one."""
    roles = OfficeRole.objects.filter(current(), duty__in=AREA_DUTIES)
    return (
        roles.select_related("user", "office", "area")
        .prefetch_related("area__zones")
        .order_by("duty", "user__name", "pk")
    )
