"""Who may do what for a body. Pure questions: no writes, no HTTP."""

from django.contrib.auth.models import AnonymousUser

from trama.accounts.models import OfficeDuty, User
from trama.accounts.queries import holds
from trama.core.prepared import Prepared
from trama.organizations.models import Membership, MembershipDuty, MembershipStatus, Organization
from trama.organizations.queries import bodies_of


def is_steward(user: User | AnonymousUser) -> bool:
    """Keeps the register of bodies, for any office."""
    return holds(user, OfficeDuty.STEWARD)


def represents(user: User | AnonymousUser, organization: Organization) -> bool:
    """May sign for it: its legal representative today."""
    return isinstance(user, User) and bool(_REPRESENTATION(user, organization))


_REPRESENTATION = Prepared(
    lambda user, organization: (
        Membership.objects.in_force()
        .filter(user=user, organization=organization, duty=MembershipDuty.LEGAL_REPRESENTATIVE)
        .only("pk")[:1]
    ),
    User,
    Organization,
)


def works_for(user: User | AnonymousUser, organization: Organization) -> bool:
    """Legal representative or operator today: may keep the body's card."""
    return bodies_of(user).filter(organization=organization).exists()


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
