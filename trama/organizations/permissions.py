"""Who may do what for a body. Pure questions: no writes, no HTTP."""

from django.contrib.auth.models import AnonymousUser

from trama.accounts.models import OfficeDuty, User
from trama.accounts.queries import offices_of
from trama.organizations.models import Membership, MembershipDuty, MembershipStatus, Organization
from trama.organizations.queries import organizations_of


def is_steward(user: User | AnonymousUser) -> bool:
    """Keeps the register of bodies, for any office."""
    return offices_of(user, OfficeDuty.STEWARD).exists()


def represents(user: User | AnonymousUser, organization: Organization) -> bool:
    """May sign for it: its legal representative today."""
    legal = organizations_of(user, MembershipDuty.LEGAL_REPRESENTATIVE)
    return legal.filter(pk=organization.pk).exists()


def works_for(user: User | AnonymousUser, organization: Organization) -> bool:
    """Legal representative or operator today: may keep the body's card."""
    return organizations_of(user).filter(pk=organization.pk).exists()


def may_judge(user: User, membership: Membership) -> bool:
    """Confirm or refuse a request: of a legal representative, a steward; of an operator, whoever
    represents the body. Nobody judges their own."""
    if membership.user_id == user.pk:
        return False
    if membership.duty == MembershipDuty.LEGAL_REPRESENTATIVE:
        return is_steward(user)
    return represents(user, membership.organization)


def may_end(user: User, membership: Membership) -> bool:
    """One's own role always; an operator's, whoever represents the body; any, a steward."""
    if membership.status != MembershipStatus.ACTIVE:
        return False
    if membership.user_id == user.pk or is_steward(user):
        return True
    is_operator = membership.duty == MembershipDuty.OPERATOR
    return is_operator and represents(user, membership.organization)
