"""Who looks after a network, and who acts for a member of it. Pure questions."""

from django.contrib.auth.models import AnonymousUser

from trama.accounts.models import AREA_DUTIES, OfficeDuty, User
from trama.accounts.queries import holds
from trama.networks.models import MemberStatus, Network, NetworkMembership
from trama.networks.queries.members import memberships_of
from trama.networks.queries.networks import coordinated_by, overseen_by


def is_overseer(user: User | AnonymousUser) -> bool:
    """Of some area, or of the registers: has the list of networks on their desk."""
    return holds(user, *AREA_DUTIES, OfficeDuty.STEWARD)


def may_map(user: User | AnonymousUser) -> bool:
    """Writes down that a network exists."""
    return holds(user, OfficeDuty.COMMUNITY_MANAGER, OfficeDuty.STEWARD)


def may_oversee(user: User | AnonymousUser, network: Network) -> bool:
    """Answers for one of its zones, or keeps the registers: its states, its lineage."""
    return overseen_by(user).filter(pk=network.pk).exists()


def may_coordinate(user: User | AnonymousUser, network: Network) -> bool:
    """Coordinates it today, or oversees it: members, groups, meetings, rounds, handover."""
    return (
        coordinated_by(user).filter(pk=network.pk).exists()
        or overseen_by(user).filter(pk=network.pk).exists()
    )


def acts_for(user: User | AnonymousUser, membership: NetworkMembership) -> bool:
    """Works for that body, or has a role in the network for that member."""
    return memberships_of(user).filter(pk=membership.pk).exists()


def is_inside(user: User | AnonymousUser, network: Network) -> bool:
    """Of a member of today: may read what members read (how to connect to a meeting)."""
    mine = memberships_of(user).filter(network=network, status=MemberStatus.ACTIVE)
    return mine.exists()
