"""What the lab tells the desks of offices: what falls due, and where they have seats."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from conftest import Enter
from trama.accounts.models import Office, User
from trama.accounts.tests.factories import OfficeFactory, OfficeRoleFactory
from trama.core import clock
from trama.learning.lifecycle import practices
from trama.learning.models import Enrolment, Session, Speaker
from trama.learning.panels.lab import terms
from trama.learning.tests.factories import CourseFactory, SessionFactory

pytestmark = pytest.mark.django_db
StopClock = Callable[[datetime | None], None]


def test_the_desk_is_told_what_falls_due(anna: User, office: Office) -> None:
    course = CourseFactory.create(office=office)
    over = CourseFactory.create(office=office, follow_up=True, title="Già finito")
    over.questions.create(position=1, kind="scale", text="Mi fido dell’altra parte")
    CourseFactory.create(office=office, follow_up=True, title="Senza domande")
    mine = Speaker(anna, office=office)
    practice = practices.propose_practice(
        title="Visite", problem="Non ci si vede.", way="Ci si va.", speaker=mine
    )
    since = clock.now().date() - timedelta(days=200)
    practices.try_practice(practice, where="Dergano", since=since, actor=anna)
    told = {str(one.title): one.state for one in terms(anna)}
    assert told == {course.title: "", "Già finito": "late", "Visite": "late"}


def test_the_desk_is_told_that_a_course_is_to_be_closed_when_its_sessions_are_over(
    anna: User, office: Office, stop_clock: StopClock
) -> None:
    course = CourseFactory.create(office=office, running=True, code="lab")
    stop_clock(clock.now() + timedelta(days=10))
    assert list(terms(anna)) == []  # no session yet: there is nothing to close
    session = SessionFactory.create(course=course)
    assert list(terms(anna)) == []
    stop_clock(session.ends_at + timedelta(days=1))
    (told,) = terms(anna)
    assert (told.title, told.url) == (course.title, reverse("learning:course_desk", args=["lab"]))
    Session.objects.update(status="cancelled", reason="Sciopero.")
    assert list(terms(anna)) == []


def test_another_office_that_has_seats_is_told_and_nominates(
    client: Client, enter: Enter, office: Office, giulia: User
) -> None:
    course = CourseFactory.create(office=office, code="lab")
    other = OfficeFactory.create(name="Direzione Casa")
    OfficeRoleFactory.create(user=giulia, office=other, duty="staff")
    assert list(terms(giulia)) == []
    course.quotas.create(office=other, seats=3)
    (told,) = terms(giulia)
    assert told.url == reverse("learning:nominate", args=["lab"])
    enter(giulia)
    sender = f"ufficio/{other.code}"
    sent = {"sender": sender, "person_name": "Ada Bassi", "email": "ada@posta.example"}
    assert client.post(told.url, sent).status_code == 303
    nominated = Enrolment.objects.get()
    assert (nominated.sender, nominated.side) == ("Direzione Casa", "administration")
