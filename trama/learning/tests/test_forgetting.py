"""A year after a course: who was nominated and never came is forgotten, and who knew whom."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from trama.accounts.models import Office, User
from trama.core import clock
from trama.learning.emails import lab as letters
from trama.learning.lifecycle import enrolments
from trama.learning.lifecycle.forgetting import forget_people
from trama.learning.models import (
    Acquaintance,
    Certificate,
    Course,
    Deliverable,
    Enrolment,
    Exercise,
    Grouping,
    GroupSeat,
    SessionAttendance,
)
from trama.learning.tests.factories import (
    LONG_AGO,
    CourseFactory,
    EnrolmentFactory,
    SessionFactory,
)
from trama.ledger.models import Event
from trama.ledger.queries import payload_of
from trama.mailbox.models import OutgoingMessage, SignedLink

pytestmark = pytest.mark.django_db
StopClock = Callable[[datetime | None], None]
A_YEAR = timedelta(days=365)


@pytest.fixture
def over(office: Office) -> Course:
    return CourseFactory.create(office=office, closed=True)


def left(course: Course, **facts: object) -> Enrolment:
    return EnrolmentFactory.create(course=course, status="dropped", **facts)


def a_year_after(course: Course, stop_clock: StopClock) -> None:
    assert course.closed_at is not None
    stop_clock(course.closed_at + A_YEAR + timedelta(seconds=1))


def test_who_never_came_is_forgotten_a_year_after_and_once(
    over: Course, anna: User, stop_clock: StopClock
) -> None:
    waited = left(over, called_at=None, accepted_at=None)
    seated = left(over)
    grouping = Grouping.objects.create(
        course=over, status="adopted", asked_by=anna, asked_at=clock.now()
    )
    GroupSeat.objects.create(grouping=grouping, enrolment=seated, number=1)
    assert over.closed_at is not None
    stop_clock(over.closed_at + A_YEAR)
    assert forget_people() == 0
    assert set(over.enrolments.all()) == {waited, seated}
    a_year_after(over, stop_clock)
    assert (forget_people(), forget_people()) == (1, 0)
    assert not over.enrolments.exists()
    assert not GroupSeat.objects.exists()
    assert payload_of(Event.objects.get(verb="forget_people")) == {"people": 2, "pairs": 0}


def test_whoever_took_part_in_anything_stays(
    over: Course, anna: User, stop_clock: StopClock
) -> None:
    done = EnrolmentFactory.create(course=over, status="completed")
    came, handed, proven = left(over), left(over), left(over)
    session = SessionFactory.create(course=over, held=True)
    at = clock.now()
    SessionAttendance.objects.create(session=session, enrolment=came, recorded_at=at)
    exercise = Exercise.objects.create(session=session, title="Mappa", text="Disegnate.", due_at=at)
    Deliverable.objects.create(
        exercise=exercise, enrolment=handed, group=1, text="Eccola.", delivered_at=at
    )
    Certificate.objects.create(
        enrolment=proven, number="1/2024", code="ABC", attended_minutes=1, total_minutes=1,
        issued_at=at,
    )  # fmt: skip
    a_year_after(over, stop_clock)
    assert forget_people() == 0
    assert set(over.enrolments.all()) == {done, came, handed, proven}


def test_while_a_course_has_sessions_ahead_nobody_is_forgotten(
    office: Office, stop_clock: StopClock
) -> None:
    running = CourseFactory.create(office=office, running=True)
    left(running)
    SessionFactory.create(course=running, held=True)
    SessionFactory.create(
        course=running,
        starts_at=clock.now() + 3 * A_YEAR,
        ends_at=clock.now() + 3 * A_YEAR + timedelta(hours=4),
    )
    stop_clock(clock.now() + 3 * A_YEAR)
    assert forget_people() == 0
    assert running.enrolments.count() == 1


def test_of_a_course_that_nobody_closed_the_year_begins_with_its_last_session(
    office: Office, stop_clock: StopClock
) -> None:
    """Whatever the person was in it: nobody will ever say how it ended."""
    course = CourseFactory.create(office=office, running=True, enrolment_closes_at=LONG_AGO)
    came, absent = EnrolmentFactory.create_batch(2, course=course, attending=True)
    EnrolmentFactory.create(course=course, called=True)
    EnrolmentFactory.create(course=course, waiting=True)
    enrolments.declare(came, [absent], actor=None)
    SessionFactory.create(course=course, starts_at=clock.now() - timedelta(days=60), status="held")
    last = SessionFactory.create(course=course, held=True)
    later = last.ends_at + timedelta(days=30)
    SessionFactory.create(
        course=course, starts_at=later, ends_at=later + timedelta(hours=1), status="cancelled",
        reason="Sciopero.",
    )  # fmt: skip
    SessionAttendance.objects.create(session=last, enrolment=came, recorded_at=last.ends_at)
    stop_clock(last.ends_at + A_YEAR)
    assert forget_people() == 0
    stop_clock(last.ends_at + A_YEAR + timedelta(seconds=1))
    assert (forget_people(), forget_people()) == (1, 0)
    assert course.enrolments.get() == came
    assert payload_of(Event.objects.get(verb="forget_people")) == {"people": 3, "pairs": 1}


def test_of_a_course_that_never_began_the_year_begins_when_nominations_close(
    office: Office, stop_clock: StopClock
) -> None:
    course = CourseFactory.create(office=office)
    EnrolmentFactory.create(course=course, called=True)
    stop_clock(course.enrolment_closes_at + A_YEAR)
    assert forget_people() == 0
    stop_clock(course.enrolment_closes_at + A_YEAR + timedelta(seconds=1))
    assert forget_people() == 1
    assert not course.enrolments.exists()


def test_of_a_course_closed_late_the_year_begins_when_it_is_closed(
    over: Course, stop_clock: StopClock
) -> None:
    left(over)
    SessionFactory.create(course=over, starts_at=clock.now() - 3 * A_YEAR, status="held")
    assert forget_people() == 0
    a_year_after(over, stop_clock)
    assert forget_people() == 1


def test_who_already_worked_together_is_forgotten_of_everybody(
    office: Office, stop_clock: StopClock
) -> None:
    course = CourseFactory.create(office=office)
    ada, bea = EnrolmentFactory.create_batch(2, course=course)
    enrolments.declare(ada, [bea], actor=None)
    Enrolment.objects.update(status="completed")
    course.closed_at = clock.now()
    course.status = "closed"
    course.save()
    a_year_after(course, stop_clock)
    assert (forget_people(), forget_people()) == (1, 0)
    assert not Acquaintance.objects.exists()
    assert course.enrolments.count() == 2
    assert payload_of(Event.objects.get(verb="forget_people")) == {"people": 0, "pairs": 1}


def test_their_letters_and_links_are_emptied_unless_they_are_in_another_course(
    client: Client, over: Course, stop_clock: StopClock
) -> None:
    gone = left(over, email="gone@posta.example")
    stays = left(over, email="stays@posta.example")
    EnrolmentFactory.create(email="stays@posta.example")
    for one in (gone, stays):
        letters.call(one, at=clock.now())
    url = reverse("learning:enrolment", args=[gone.uid])
    a_year_after(over, stop_clock)
    assert forget_people() == 1
    assert set(OutgoingMessage.objects.values_list("recipient", flat=True)) == {
        "", "stays@posta.example",
    }  # fmt: skip
    assert not OutgoingMessage.objects.filter(text__contains=gone.person_name).exists()
    assert not SignedLink.objects.filter(addressee="gone@posta.example").exists()
    assert client.get(url).status_code == 404
