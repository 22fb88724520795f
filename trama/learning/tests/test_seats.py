"""Seats of a course: who is called is called alone, who is written to has a seat."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from trama.accounts.models import Office, User
from trama.core import clock
from trama.core.personal_data import PersonalDataError
from trama.core.workflow import ActRefused
from trama.learning.emails import lab as emails
from trama.learning.lifecycle import enrolments, questionnaires
from trama.learning.models import (
    Certificate,
    CertificateStatus,
    Course,
    Enrolment,
    EnrolmentStatus,
    Moment,
    QuestionKind,
)
from trama.learning.tests.factories import CourseFactory, EnrolmentFactory
from trama.ledger.lifecycle import keep_document
from trama.ledger.models import Event
from trama.mailbox.models import OutgoingMessage, SignedLink
from trama.organizations.models import Organization

pytestmark = pytest.mark.django_db
StopClock = Callable[[datetime | None], None]


@pytest.fixture
def course(office: Office) -> Course:
    """Of Anna's office: two seats for bodies, two for the office."""
    made: Course = CourseFactory.create(office=office)
    return made


def nominate(course: Course, sender: Office | Organization, name: str, actor: User) -> Enrolment:
    email = f"{name}@posta.example"
    return enrolments.nominate(course, sender, person_name=name, email=email, actor=actor)


def last_letter() -> str:
    return OutgoingMessage.objects.order_by("-pk")[0].subject


def test_nominations_are_taken_to_the_last_second(
    course: Course, organization: Organization, bruno: User, stop_clock: StopClock
) -> None:
    last = course.enrolment_closes_at.replace(microsecond=0)
    Course.objects.filter(pk=course.pk).update(enrolment_closes_at=last)
    stop_clock(last + timedelta(milliseconds=999))
    nominate(course, organization, "ada", bruno)
    stop_clock(last + timedelta(seconds=1))
    with pytest.raises(ActRefused, match="chiuse"):
        nominate(course, organization, "bea", bruno)


def test_how_many_one_nominates_is_counted_of_that_body_in_that_course(
    course: Course, organization: Organization, bruno: User
) -> None:
    most = enrolments.MOST_OF_ONE
    EnrolmentFactory.create_batch(most - 1, course=course, organization=organization)
    EnrolmentFactory.create(course=course)
    EnrolmentFactory.create(organization=organization)
    nominate(course, organization, "ada", bruno)
    with pytest.raises(ActRefused, match="di più non se ne prendono"):
        nominate(course, organization, "bea", bruno)


def test_the_seat_that_is_left_calls_the_first_who_waits_and_nobody_else(course: Course) -> None:
    there = EnrolmentFactory.create_batch(2, course=course)
    first, second = EnrolmentFactory.create_batch(2, course=course, waiting=True)
    ours = EnrolmentFactory.create(course=course, ours=True, waiting=True)
    elsewhere = EnrolmentFactory.create(waiting=True)
    enrolments.drop(there[0], reason="Non posso.", actor=None)
    called = Enrolment.objects.exclude(called_at=None).exclude(pk__in=[one.pk for one in there])
    assert list(called) == [first]
    assert {one.called_at for one in (second, ours, elsewhere)} == {None}


def test_who_answers_by_link_uses_it_and_is_asked_what_the_others_are_asked(
    course: Course, anna: User
) -> None:
    questionnaires.write_questions(course, [(QuestionKind.SCALE, "Mi fido")], actor=anna)
    questionnaires.open_questionnaire(course, Moment.BEFORE, actor=anna)
    ada, bea = EnrolmentFactory.create_batch(2, course=course, called=True)
    emails.call(ada, at=clock.now())
    emails.call(bea, at=clock.now())
    links = SignedLink.objects.order_by("pk")
    enrolments.accept(ada, actor=None, link=links[0])
    assert ada.accepted_at is not None
    assert OutgoingMessage.objects.filter(
        purpose="learning.questionnaire", recipient=ada.email
    ).exists()
    enrolments.drop(bea, reason="Non posso.", actor=None, link=links[1])
    asked = course.questionnaires.get()
    questionnaires.answer_questionnaire(asked, ada, scores={}, texts={}, link=links[2])
    assert None not in [one.used_at for one in links.all()]


def test_what_was_declared_already_is_no_act(course: Course) -> None:
    ada, bea = EnrolmentFactory.create_batch(2, course=course)
    assert enrolments.declare(ada, [bea], actor=None) == 1
    assert enrolments.declare(bea, [ada], actor=None) == 0
    assert Event.objects.filter(verb="declare").count() == 1


def test_a_letter_is_sent_again_only_to_who_has_a_seat(course: Course, anna: User) -> None:
    waiting = EnrolmentFactory.create(course=course, waiting=True)
    dropped = EnrolmentFactory.create(course=course, status=EnrolmentStatus.DROPPED)
    for one in (waiting, dropped):
        with pytest.raises(ActRefused, match="non ce l’ha"):
            enrolments.write_again(one, actor=anna)
    assert not OutgoingMessage.objects.exists()
    enrolments.write_again(EnrolmentFactory.create(course=course, called=True), actor=anna)
    assert last_letter().startswith("C’è un posto per te")
    enrolments.write_again(EnrolmentFactory.create(course=course), actor=anna)
    assert last_letter() == course.title
    assert Event.objects.filter(verb="write_again", actor_id=anna.pk).count() == 2


def test_who_asks_again_has_their_own_certificate_once_it_is_made_and_while_it_holds(
    course: Course, anna: User
) -> None:
    ada, bea = EnrolmentFactory.create_batch(2, course=course, status=EnrolmentStatus.COMPLETED)
    given = Certificate.objects.create(
        enrolment=ada, number="0000001/2026", code="ABCD2345EFGH", attended_minutes=720,
        total_minutes=960, issued_at=clock.now(),
    )  # fmt: skip
    enrolments.write_again(ada, actor=anna)
    assert last_letter() == course.title
    given.document = keep_document(
        b"%PDF-", name="a.pdf", media_type="application/pdf", at=clock.now(), dossier=given.dossier
    )
    given.save(update_fields=["document"])
    enrolments.write_again(bea, actor=anna)
    assert last_letter() == course.title
    enrolments.write_again(ada, actor=anna)
    assert last_letter().startswith("Il tuo attestato")
    Certificate.objects.filter(pk=given.pk).update(status=CertificateStatus.REVOKED)
    enrolments.write_again(ada, actor=anna)
    assert last_letter() == course.title


def test_a_letter_to_all_is_to_who_is_in_and_names_nobody(course: Course, anna: User) -> None:
    EnrolmentFactory.create(course=course, waiting=True)
    with pytest.raises(ActRefused, match="nessuno a cui scrivere"):
        enrolments.write_to_all(course, title="Aula", text="Cambia l’aula.", actor=anna)
    there = EnrolmentFactory.create(course=course)
    EnrolmentFactory.create()
    with pytest.raises(PersonalDataError):
        enrolments.write_to_all(course, title="Aula", text="RSSMRA80A01F205X", actor=anna)
    assert enrolments.write_to_all(course, title="Aula", text="Cambia l’aula.", actor=anna) == 1
    assert [one.recipient for one in OutgoingMessage.objects.all()] == [there.email]
    assert Event.objects.filter(verb="write_to_all", actor_id=anna.pk).count() == 1
