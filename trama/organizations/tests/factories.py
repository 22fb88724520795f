"""Bodies for tests: invented, with fiscal codes of a range that no real body uses (999…)."""

from datetime import UTC, date, datetime

import factory
from factory.django import DjangoModelFactory
from stdnum import luhn

from trama.accounts.tests.factories import UserFactory
from trama.organizations.models import (
    Membership,
    MembershipDuty,
    MembershipStatus,
    NearNames,
    Organization,
    OrganizationStatus,
)


def fiscal_code(number: int) -> str:
    """The codice fiscale of the invented body `number`: 999, seven digits, the check digit."""
    stem = f"999{number:07d}"
    return f"{stem}{luhn.calc_check_digit(stem)}"


class OrganizationFactory(DjangoModelFactory[Organization]):
    """A body that keeps its own card. Trait `listed`: imported, nobody of it has seen it yet;
    `unproven`: its PEC is written on the card and nobody has confirmed it."""

    class Meta:
        model = Organization

    class Params:
        listed = factory.Trait(status=OrganizationStatus.LISTED, source="elenco di prova", pec="")
        unproven = factory.Trait(pec_confirmed_at=None)

    status = OrganizationStatus.ACTIVE
    name = factory.Sequence("Associazione Numero {} APS".format)
    codice_fiscale = factory.Sequence(lambda n: fiscal_code(100_000 + n))
    city = "Milano"
    pec = factory.Sequence("ente{}@pec.ente.example".format)
    pec_confirmed_at = datetime(2020, 1, 1, tzinfo=UTC)


class MembershipFactory(DjangoModelFactory[Membership]):
    """A legal representative, confirmed long ago. Trait `requested`: still to be confirmed."""

    class Meta:
        model = Membership

    class Params:
        requested = factory.Trait(status=MembershipStatus.REQUESTED)

    status = MembershipStatus.ACTIVE
    organization = factory.SubFactory(OrganizationFactory)
    user = factory.SubFactory(UserFactory)
    duty = MembershipDuty.LEGAL_REPRESENTATIVE
    since = date(2020, 1, 1)


class NearNamesFactory(DjangoModelFactory[NearNames]):
    """Two bodies with near names that nobody has compared; when given, the elder comes first."""

    class Meta:
        model = NearNames

    first = factory.SubFactory(OrganizationFactory)
    second = factory.SubFactory(OrganizationFactory)
