"""A page of an act that the course does not know in its phase says so, instead of a form."""

import pytest
from django.test import Client
from django.urls import reverse

from conftest import Enter
from trama.accounts.models import Office, User
from trama.core import clock
from trama.learning.lifecycle import agreeing
from trama.learning.models import Course, Grouping, Term
from trama.learning.tests.factories import CourseFactory, EnrolmentFactory, SessionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def over(office: Office) -> Course:
    return CourseFactory.create(office=office, code="concluso", closed=True)


@pytest.mark.parametrize("name", ["session_new", "groups_ask"])
def test_of_a_course_that_is_over_nothing_is_planned(
    client: Client, enter: Enter, anna: User, over: Course, name: str
) -> None:
    enter(anna)
    answer = client.get(reverse(f"learning:{name}", args=[over.code]))
    assert answer.status_code == 409
    assert "Il percorso è «concluso»" in answer.content.decode()


def test_nor_are_exercises_set_or_people_taken_out(
    client: Client, enter: Enter, anna: User, over: Course
) -> None:
    session = SessionFactory.create(course=over, held=True)
    person = EnrolmentFactory.create(course=over, attending=True)
    enter(anna)
    pages = [("exercise_new", session.uid), ("enrolment_drop", person.uid)]
    for name, uid in pages:
        url = reverse(f"learning:{name}", args=[over.code, uid])
        assert client.get(url).status_code == 409, name


def test_what_was_written_meanwhile_is_kept_on_the_page(
    client: Client, enter: Enter, anna: User, over: Course
) -> None:
    session = SessionFactory.create(course=over, held=True)
    enter(anna)
    url = reverse("learning:exercise_new", args=[over.code, session.uid])
    sent = {"title": "Mappa", "text": "Disegnate il quartiere.", "due_at": "2099-01-01T12:00"}
    answer = client.post(url, sent)
    assert answer.status_code == 422
    assert "Disegnate il quartiere." in answer.content.decode()


def test_nobody_is_written_to_before_the_course_opens(
    client: Client, enter: Enter, office: Office, anna: User
) -> None:
    CourseFactory.create(office=office, code="in-preparazione", designed=True)
    enter(anna)
    url = reverse("learning:course_letter", args=["in-preparazione"])
    assert client.get(url).status_code == 409


def test_nobody_is_moved_in_groups_that_are_in_force(
    client: Client, enter: Enter, office: Office, anna: User
) -> None:
    course = CourseFactory.create(office=office, code="lab", running=True)
    grouping = Grouping.objects.create(
        course=course, status="adopted", limits={"groups": 2}, asked_by=anna,
        asked_at=clock.now(), result={"cost": 0, "bound": 0, "optimal": True},
    )  # fmt: skip
    enter(anna)
    url = reverse("learning:grouping", args=["lab", grouping.uid])
    assert client.get(url).status_code == 200
    assert client.post(url, {"who": "x", "to": "g2", "seen": 0}).status_code == 409


def test_a_word_that_was_withdrawn_is_discussed_no_more(
    client: Client, enter: Enter, anna: User, proposed: Term
) -> None:
    agreeing.drop(proposed, actor=anna)
    enter(anna)
    answer = client.get(reverse("learning:remark", args=[proposed.slug]))
    assert answer.status_code == 409
    assert "è stata ritirata" in answer.content.decode()
