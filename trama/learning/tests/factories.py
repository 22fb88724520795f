"""Courses for tests: in any phase, with people of both sides, sessions held."""

from datetime import UTC, datetime, timedelta
from typing import Any

import factory
from factory.django import DjangoModelFactory

from trama.accounts.tests.factories import OfficeFactory, UserFactory
from trama.core import clock
from trama.learning.models import (
    Course,
    CourseStatus,
    DirectionQuota,
    Enrolment,
    EnrolmentStatus,
    Session,
    SessionStatus,
    Side,
)
from trama.organizations.tests.factories import OrganizationFactory

LONG_AGO = datetime(2024, 1, 15, 9, tzinfo=UTC)


class CourseFactory(DjangoModelFactory[Course]):
    """Nominations are open for a week; the office that runs it has two seats. Traits by phase."""

    class Meta:
        model = Course
        skip_postgeneration_save = True

    class Params:
        designed = factory.Trait(status=CourseStatus.DESIGNED)
        running = factory.Trait(
            status=CourseStatus.RUNNING,
            started_at=factory.LazyFunction(lambda: clock.now() - timedelta(days=30)),
        )
        closed = factory.Trait(
            status=CourseStatus.CLOSED,
            started_at=LONG_AGO,
            closed_at=factory.LazyFunction(lambda: clock.now() - timedelta(days=10)),
        )
        follow_up = factory.Trait(
            status=CourseStatus.FOLLOW_UP,
            started_at=LONG_AGO,
            closed_at=factory.LazyFunction(lambda: clock.now() - timedelta(days=200)),
        )

    status = CourseStatus.ENROLLING
    code = factory.Sequence("percorso-{}".format)
    title = "Nuove pratiche collaborative"
    purpose = "Un linguaggio condiviso e prassi integrate."
    office = factory.SubFactory(OfficeFactory)
    third_sector_seats = 2
    enrolment_closes_at = factory.LazyFunction(lambda: clock.now() + timedelta(days=7))
    created_at = LONG_AGO
    pairing_secret = "ab" * 32

    @factory.post_generation  # type: ignore[untyped-decorator]  # factory_boy has no types
    def seats(self: Any, create: bool, extracted: int | None, **kwargs: Any) -> None:
        if create:
            DirectionQuota.objects.create(course=self, office=self.office, seats=extracted or 2)


class EnrolmentFactory(DjangoModelFactory[Enrolment]):
    """Of a body, and has accepted. Trait `ours`: of the course's office; `waiting`: not called."""

    class Meta:
        model = Enrolment

    class Params:
        ours = factory.Trait(
            side=Side.ADMINISTRATION,
            organization=None,
            office=factory.SelfAttribute("course.office"),
        )
        called = factory.Trait(status=EnrolmentStatus.NOMINATED, accepted_at=None)
        waiting = factory.Trait(status=EnrolmentStatus.NOMINATED, called_at=None, accepted_at=None)
        attending = factory.Trait(status=EnrolmentStatus.ATTENDING)

    status = EnrolmentStatus.ENROLLED
    course = factory.SubFactory(CourseFactory)
    side = Side.THIRD_SECTOR
    organization = factory.SubFactory(OrganizationFactory)
    person_name = factory.Sequence("Persona {:03}".format)
    email = factory.Sequence("partecipa{}@posta.example".format)
    nominated_by = factory.SubFactory(UserFactory)
    nominated_at = LONG_AGO
    called_at = LONG_AGO
    accepted_at = LONG_AGO


class SessionFactory(DjangoModelFactory[Session]):
    """In a week, for four hours. Traits: `now` (begun an hour ago), `held`."""

    class Meta:
        model = Session

    class Params:
        now = factory.Trait(
            starts_at=factory.LazyFunction(lambda: clock.now() - timedelta(hours=1))
        )
        held = factory.Trait(
            status=SessionStatus.HELD,
            starts_at=factory.LazyFunction(lambda: clock.now() - timedelta(days=3)),
        )

    course = factory.SubFactory(CourseFactory, running=True)
    title = factory.Sequence("Sessione {}".format)
    starts_at = factory.LazyFunction(lambda: clock.now() + timedelta(days=7))
    ends_at = factory.LazyAttribute(lambda one: one.starts_at + timedelta(hours=4))
    venue = "Casa di Quartiere"
    attendance_code = "TELAIO 47"
    updated_at = LONG_AGO
