"""Who may say how many places a resource has."""

from django.contrib.auth.models import AnonymousUser

from trama.accounts.models import User
from trama.needs.models import CapacityOrigin, CardStatus, Resource
from trama.organizations.permissions import works_for
from trama.territory.queries.areas import zones_of


def origin_for(user: User | AnonymousUser, resource: Resource) -> CapacityOrigin | None:
    """How this person would say it: of the body, from its card; of the area, having telephoned.
    None: they may not."""
    if resource.status != CardStatus.PUBLISHED:
        return None
    if resource.organization and works_for(user, resource.organization):
        return CapacityOrigin.WEB
    if zones_of(user).filter(pk__in=resource.reach).exists():
        return CapacityOrigin.PHONE
    return None
