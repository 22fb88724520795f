"""Sofia keeps the register; Nico works for Bruno's body without signing for it."""

import pytest

from trama.accounts.models import OfficeDuty, User
from trama.accounts.tests.factories import OfficeRoleFactory
from trama.organizations.models import MembershipDuty, Organization
from trama.organizations.tests.factories import MembershipFactory


@pytest.fixture
def sofia(db: None) -> User:
    """Steward of the register, in an office that published nothing."""
    role = OfficeRoleFactory.create(
        duty=OfficeDuty.STEWARD, user__name="Sofia Greco", user__email="sofia@comune.example"
    )
    return role.user


@pytest.fixture
def nico(organization: Organization) -> User:
    """Operator of Bruno's body."""
    membership = MembershipFactory.create(
        organization=organization, duty=MembershipDuty.OPERATOR, user__name="Nico Danti"
    )
    return membership.user
