"""What leaves by itself when its moment comes: letters to who is in and to who waits,
questionnaires."""

from datetime import timedelta
from typing import Any

import pytest

from trama.accounts.models import Office, User
from trama.core import clock
from trama.core.workflow import ActRefused
from trama.learning.lifecycle import enrolments, phases, questionnaires, sessions
from trama.learning.models import Course, Enrolment, Moment, QuestionKind
from trama.learning.tests.factories import CourseFactory, EnrolmentFactory, SessionFactory
from trama.mailbox.models import OutgoingMessage
from trama.organizations.models import Organization

pytestmark = pytest.mark.django_db


@pytest.fixture
def course(office: Office) -> Course:
    """Of Anna's office: two seats for bodies, two for the office; one of each has accepted."""
    course = CourseFactory.create(office=office)
    EnrolmentFactory.create(course=course, email="dentro@posta.example")
    EnrolmentFactory.create(course=course, ours=True, email="ufficio@posta.example")
    return course


def nominate(course: Course, body: Organization, name: str, actor: User) -> Enrolment:
    email = f"{name.lower()}@posta.example"
    return enrolments.nominate(course, body, person_name=name, email=email, actor=actor)


def letters(to: str) -> list[str]:
    """Their subjects, in order."""
    rows = OutgoingMessage.objects.filter(recipient=to).order_by("pk")
    return [subject.split(":")[0] for subject in rows.values_list("subject", flat=True)]


def with_questions(course: Course, actor: User) -> None:
    questionnaires.write_questions(course, [(QuestionKind.SCALE, "Mi fido")], actor=actor)


def test_whoever_waits_is_told_at_which_place_when_it_starts_and_when_it_is_over(
    course: Course, organization: Organization, anna: User, bruno: User
) -> None:
    called = nominate(course, organization, "Ada", bruno)
    waits = nominate(course, organization, "Bea", bruno)
    assert letters(called.email) == ["C’è un posto per te"]
    assert letters(waits.email) == ["Sei in attesa di un posto"]
    assert "al posto 1" in OutgoingMessage.objects.get(recipient=waits.email).text
    phases.start(course, actor=anna)
    assert letters(called.email) == ["C’è un posto per te"] * 2
    assert letters(waits.email) == ["Sei in attesa di un posto"] * 2
    SessionFactory.create(course=course, held=True)
    phases.close(course, actor=anna)
    for one, why in ((called, "non era stato accettato"), (waits, "senza che si liberasse")):
        one.refresh_from_db()
        assert (one.status, why in one.reason) == ("dropped", True)
        assert letters(one.email)[-1] == "È finito il percorso"


def test_whoever_is_in_has_the_dates_when_it_starts_and_each_new_one_after(
    course: Course, anna: User
) -> None:
    SessionFactory.create(course=course, title="Le parole", venue="Sala Gelsi")
    phases.start(course, actor=anna)
    letter = OutgoingMessage.objects.get(recipient="dentro@posta.example")
    assert "Le parole" in letter.text
    assert "Sala Gelsi" in letter.text
    assert "<" not in letter.text
    assert "METHOD:PUBLISH" in letter.calendar
    assert "TZID:Europe/Rome" in letter.calendar
    start = clock.now() + timedelta(days=9)
    facts = {"title": "Il quartiere", "starts_at": start, "venue": "Sala",
             "ends_at": start + timedelta(hours=3), "online_url": ""}  # fmt: skip
    sessions.plan_session(course, facts, actor=anna)
    assert letters("dentro@posta.example") == ["Si comincia", "Nuova sessione"]


def test_whoever_comes_in_later_has_the_dates_and_the_open_questionnaire(
    course: Course, organization: Organization, anna: User, bruno: User
) -> None:
    with_questions(course, anna)
    late = nominate(course, organization, "Ada", bruno)
    phases.start(course, actor=anna)
    enrolments.accept(late, actor=None)
    assert letters(late.email)[-2:] == ["Si comincia", "Alcune domande"]


def test_a_letter_sent_again_says_what_it_is_time_for(
    course: Course, organization: Organization, anna: User, bruno: User
) -> None:
    called = nominate(course, organization, "Ada", bruno)
    enrolments.write_again(called, actor=anna)
    assert letters(called.email) == ["C’è un posto per te"] * 2
    inside = course.enrolments.get(email="dentro@posta.example")
    enrolments.write_again(inside, actor=anna)
    assert letters(inside.email) == [course.title]


def test_a_letter_is_for_who_takes_part_alone(
    course: Course, organization: Organization, anna: User, bruno: User
) -> None:
    nominate(course, organization, "Ada", bruno)
    assert enrolments.write_to_all(course, title="Ciao", text="A presto.", actor=anna) == 2
    assert letters("ada@posta.example") == ["C’è un posto per te"]
    empty = CourseFactory.create(office=course.office)
    with pytest.raises(ActRefused, match="nessuno a cui scrivere"):
        enrolments.write_to_all(empty, title="Ciao", text="A presto.", actor=anna)


# ---------------------------------------------------------------- questionnaires


def moments(course: Course) -> list[str]:
    return list(course.questionnaires.order_by("opened_at", "pk").values_list("moment", flat=True))


def test_the_questionnaires_leave_by_themselves_at_their_three_moments(
    course: Course, anna: User, stop_clock: Any
) -> None:
    with_questions(course, anna)
    phases.start(course, actor=anna)
    assert moments(course) == ["before"]
    SessionFactory.create(course=course, held=True).attendances.create(
        enrolment=course.enrolments.get(email="dentro@posta.example"), recorded_at=clock.now()
    )
    phases.close(course, actor=anna)
    assert moments(course) == ["before", "after"]
    assert course.closed_at is not None
    stop_clock(course.closed_at + timedelta(days=179))
    assert phases.ask_after_six_months() == 0
    stop_clock(course.closed_at + timedelta(days=181))
    assert phases.ask_after_six_months() == 1
    assert phases.ask_after_six_months() == 0
    course.refresh_from_db()
    assert (course.status, moments(course)[-1]) == ("follow_up", "six_months")
    assert letters("dentro@posta.example").count("Alcune domande") == 3


def test_without_questions_nothing_leaves(course: Course, anna: User) -> None:
    phases.start(course, actor=anna)
    assert moments(course) == []


def test_one_that_left_already_does_not_leave_again(course: Course, anna: User) -> None:
    with_questions(course, anna)
    questionnaires.open_questionnaire(course, Moment.BEFORE, actor=anna)
    phases.start(course, actor=anna)
    assert letters("dentro@posta.example").count("Alcune domande") == 1


def test_before_is_no_more_once_a_session_was_held(course: Course, anna: User) -> None:
    phases.start(course, actor=anna)
    with_questions(course, anna)
    SessionFactory.create(course=course, held=True)
    assert not questionnaires.is_time(course, Moment.BEFORE, clock.now())
    with pytest.raises(ActRefused, match="«prima» non si può più chiedere"):
        questionnaires.open_questionnaire(course, Moment.BEFORE, actor=anna)
