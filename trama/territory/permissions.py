"""Who answers for the zones of the city, and who says so. Pure questions."""

from django.contrib.auth.models import AnonymousUser

from trama.accounts.models import OfficeDuty, OfficeRole, User
from trama.accounts.queries import holds
from trama.territory.models import Zone
from trama.territory.queries.areas import zones_of


def is_community_manager(user: User | AnonymousUser) -> bool:
    """Welfare Community Manager of some area, today."""
    return holds(user, OfficeDuty.COMMUNITY_MANAGER)


def is_community_worker(user: User | AnonymousUser) -> bool:
    """Community social worker of some area, today."""
    return holds(user, OfficeDuty.COMMUNITY_SOCIAL_WORKER)


def answers_for(user: User | AnonymousUser, zone: Zone) -> bool:
    """The zone is in one of their areas, or lies in a zone that is."""
    return zones_of(user).filter(pk=zone.pk).exists()


def may_assign_areas(user: User | AnonymousUser) -> bool:
    """Says which zones a role answers for: an executive, or whoever keeps the registers."""
    return holds(user, OfficeDuty.EXECUTIVE, OfficeDuty.STEWARD)


def may_assign_area(user: User | AnonymousUser, role: OfficeRole) -> bool:
    """An executive for the roles of her office; a steward for any."""
    if holds(user, OfficeDuty.STEWARD):
        return True
    return holds(user, OfficeDuty.EXECUTIVE, office=role.office_id)
