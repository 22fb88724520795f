"""Networks for tests: invented, in the zones of an invented city."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import factory
from factory.django import DjangoModelFactory

from trama.accounts.tests.factories import UserFactory
from trama.networks.models import (
    MeetingStatus,
    MemberKind,
    MemberStatus,
    Network,
    NetworkDuty,
    NetworkMeeting,
    NetworkMembership,
    NetworkRole,
    NetworkStatus,
    NetworkTie,
    NetworkZone,
    SurveyStatus,
    ThematicGroup,
    TieDeclaration,
    TieKind,
    TieQuestionnaire,
    TieSurvey,
)
from trama.territory.models import Zone
from trama.territory.tests.factories import ZoneFactory

LONG_AGO = datetime(2024, 1, 15, 9, tzinfo=UTC)


class NetworkFactory(DjangoModelFactory[Network]):
    """An active network in one NIL of its own, unless `zones=[…]` says where. Trait `mapped`: known
    from a list alone."""

    class Meta:
        model = Network
        skip_postgeneration_save = True

    class Params:
        mapped = factory.Trait(status=NetworkStatus.MAPPED)

    status = NetworkStatus.ACTIVE
    code = factory.Sequence("rete-{}".format)
    name = factory.Sequence("Rete {}".format)
    updated_at = LONG_AGO

    @factory.post_generation  # type: ignore[untyped-decorator]  # factory_boy has no types
    def zones(self: Any, create: bool, extracted: list[Zone] | None, **kwargs: Any) -> None:
        if create:
            places = [ZoneFactory.create()] if extracted is None else extracted
            confirmed = self.status != NetworkStatus.MAPPED
            for zone in places:
                NetworkZone.objects.create(network=self, zone=zone, is_confirmed=confirmed)


class NetworkMembershipFactory(DjangoModelFactory[NetworkMembership]):
    """A parish that joined long ago. With an `organization`, its body; trait `invited`."""

    class Meta:
        model = NetworkMembership

    class Params:
        invited = factory.Trait(status=MemberStatus.INVITED, joined_on=None)
        requested = factory.Trait(status=MemberStatus.REQUESTED, joined_on=None)

    status = MemberStatus.ACTIVE
    network = factory.SubFactory(NetworkFactory)
    organization = None
    name = factory.Maybe("organization", "", factory.Sequence("Parrocchia {}".format))
    kind = factory.Maybe("organization", MemberKind.THIRD_SECTOR, MemberKind.PARISH)
    email = factory.Sequence("membro{}@rete.example".format)
    asked_at = LONG_AGO
    joined_on = date(2024, 2, 1)


class NetworkRoleFactory(DjangoModelFactory[NetworkRole]):
    """Whoever coordinates since long ago."""

    class Meta:
        model = NetworkRole

    membership = factory.SubFactory(NetworkMembershipFactory)
    duty = NetworkDuty.COORDINATOR
    user = factory.SubFactory(UserFactory)
    since = date(2024, 2, 1)


class ThematicGroupFactory(DjangoModelFactory[ThematicGroup]):
    class Meta:
        model = ThematicGroup

    network = factory.SubFactory(NetworkFactory)
    name = factory.Sequence("Gruppo {}".format)


class MeetingFactory(DjangoModelFactory[NetworkMeeting]):
    """A meeting next week, in a place. Trait `held`: last month."""

    class Meta:
        model = NetworkMeeting

    class Params:
        held = factory.Trait(
            status=MeetingStatus.HELD,
            starts_at=factory.LazyFunction(lambda: datetime.now(UTC) - timedelta(days=30)),
        )

    network = factory.SubFactory(NetworkFactory)
    title = factory.Sequence("Incontro {}".format)
    place = "Casa di quartiere"
    online_url = "https://incontri.example/stanza"
    starts_at = factory.LazyFunction(lambda: datetime.now(UTC) + timedelta(days=7))
    ends_at = factory.LazyAttribute(lambda meeting: meeting.starts_at + timedelta(hours=2))
    updated_at = LONG_AGO


class TieSurveyFactory(DjangoModelFactory[TieSurvey]):
    """An open round over all the active members of its network. Trait `closed`."""

    class Meta:
        model = TieSurvey
        skip_postgeneration_save = True

    class Params:
        closed = factory.Trait(
            status=SurveyStatus.CLOSED, closed_at=LONG_AGO, closes_on=date(2024, 2, 20)
        )

    network = factory.SubFactory(NetworkFactory)
    since = date(2023, 7, 1)
    until = date(2023, 12, 31)
    opened_at = LONG_AGO
    closes_on = factory.LazyFunction(lambda: datetime.now(UTC).date() + timedelta(days=10))
    opened_by = factory.SubFactory(UserFactory)

    @factory.post_generation  # type: ignore[untyped-decorator]  # factory_boy has no types
    def asked(self: Any, create: bool, extracted: object, **kwargs: Any) -> None:
        if create:
            for member in self.network.memberships.filter(status=MemberStatus.ACTIVE):
                TieQuestionnaire.objects.create(survey=self, member=member)


class TieFactory(DjangoModelFactory[NetworkTie]):
    """A tie between two members of a round, as both declare it; `by=[member]`: only they do."""

    class Meta:
        model = NetworkTie
        skip_postgeneration_save = True

    confirmed_at = LONG_AGO

    @factory.post_generation  # type: ignore[untyped-decorator]  # factory_boy has no types
    def by(
        self: Any, create: bool, extracted: list[NetworkMembership] | None, **kwargs: Any
    ) -> None:
        if create:
            for member in extracted or [self.first, self.second]:
                TieDeclaration.objects.create(
                    tie=self,
                    by=member,
                    kinds=[TieKind.REFERRAL],
                    intensity=2,
                    trust=3,
                    declared_at=LONG_AGO,
                )
