"""The network of Viola's area, with Nadia who coordinates it for her body."""

import pytest

from trama.accounts.models import OfficeDuty, User
from trama.accounts.tests.factories import OfficeRoleFactory
from trama.networks.models import Network, NetworkMembership
from trama.networks.tests.factories import (
    NetworkFactory,
    NetworkMembershipFactory,
    NetworkRoleFactory,
)
from trama.organizations.models import Organization
from trama.organizations.tests.factories import MembershipFactory, OrganizationFactory
from trama.territory.models import Zone, ZoneKind


@pytest.fixture
def zone(viola: User) -> Zone:
    """In Viola's area, and in Rosa's Municipio."""
    return Zone.objects.get(kind=ZoneKind.NIL, code="901")


@pytest.fixture
def network(zone: Zone) -> Network:
    return NetworkFactory.create(code="corte-alta", name="Corte Alta", zones=[zone])


@pytest.fixture
def lead(network: Network) -> NetworkMembership:
    """Nadia's body, in the network."""
    body = OrganizationFactory.create(name="Officina Sottocasa APS", email="info@sottocasa.example")
    return NetworkMembershipFactory.create(
        network=network, organization=body, email="rete@sottocasa.example"
    )


@pytest.fixture
def nadia(lead: NetworkMembership) -> User:
    """Coordinates the network, for her body."""
    role = NetworkRoleFactory.create(
        membership=lead, user__name="Nadia Brusa", user__email="nadia@sottocasa.example"
    )
    assert role.user is not None
    MembershipFactory.create(organization=lead.organization, user=role.user)
    return role.user


@pytest.fixture
def his(network: Network, organization: Organization, bruno: User) -> NetworkMembership:
    """Bruno's body, a member as any other."""
    return NetworkMembershipFactory.create(network=network, organization=organization)


@pytest.fixture
def parish(network: Network) -> NetworkMembership:
    """In no register, without an account."""
    return NetworkMembershipFactory.create(
        network=network, name="Parrocchia di San Calimero Fuori", email="parrocchia@posta.example"
    )


@pytest.fixture
def marta(db: None) -> User:
    """Keeps the registers: she looks after every network."""
    return OfficeRoleFactory.create(duty=OfficeDuty.STEWARD, user__name="Marta Villa").user
