"""What an act of the glossary and of the lab refuses, and what it leaves alone."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from trama.accounts.models import Office, User
from trama.core import clock
from trama.core.personal_data import PersonalDataError
from trama.core.workflow import ActRefused
from trama.learning.lifecycle import agreeing, certificates, questionnaires, writing
from trama.learning.models import (
    Certificate,
    CertificateStatus,
    Course,
    CourseStatus,
    EnrolmentStatus,
    Moment,
    QuestionKind,
    Questionnaire,
    QuestionnaireDone,
    QuestionnaireReply,
    SessionAttendance,
    Speaker,
    Term,
    TermStatus,
)
from trama.learning.tests.factories import CourseFactory, EnrolmentFactory, SessionFactory
from trama.ledger.models import Event
from trama.ledger.queries import payload_of
from trama.mailbox.models import OutgoingMessage
from trama.organizations.models import Organization

pytestmark = pytest.mark.django_db
StopClock = Callable[[datetime | None], None]
A_PERSON = "Lo dice Ada, RSSMRA80A01F205X."
ONE = [(QuestionKind.SCALE, "Mi fido")]


# ---------------------------------------------------------------- the glossary


def test_who_gave_a_consent_for_a_side_does_not_speak_for_the_other(
    discussed: Term, elena: User, office: Office, organization: Organization
) -> None:
    """She has defined nothing: her consent alone binds her."""
    agreeing.consent(discussed, seen=(1, 1), speaker=Speaker(elena, office=office))
    both = Speaker(elena, organization=organization)
    with pytest.raises(ActRefused, match="già parlato per l’altra parte"):
        agreeing.consent(discussed, seen=(1, 1), speaker=both)


def test_nor_discusses_again_what_was_contested_nor_revises_what_is_in_force(
    discussed: Term, third_sector: Speaker, anna: User, organization: Organization
) -> None:
    both = Speaker(anna, organization=organization)
    agreeing.contest(discussed, reason="Non è la stessa cosa.", speaker=third_sector)
    with pytest.raises(ActRefused, match="già parlato per l’altra parte"):
        agreeing.discuss_again(discussed, speaker=both)
    agreeing.publish(discussed, actor=anna)
    with pytest.raises(ActRefused, match="già parlato per l’altra parte"):
        agreeing.revise(discussed, reason="È cambiata la legge.", speaker=both)
    assert discussed.status == TermStatus.PUBLISHED


def test_what_one_side_says_alone_is_no_discussion_and_is_written_down(
    proposed: Term, administration: Speaker, third_sector: Speaker
) -> None:
    theirs = writing.propose(writing.Entry(label="Mensa"), text="Mangiare.", speaker=third_sector)
    agreeing.define(theirs, text="Dove si mangia.", seen=1, speaker=third_sector)
    agreeing.define(proposed, text="Meglio così.", seen=1, speaker=administration)
    assert {theirs.status, proposed.status} == {TermStatus.PROPOSED}
    assert Event.objects.filter(verb="define", actor_id=administration.actor.pk).count() == 1


def test_a_consent_that_has_ended_counts_no_more_and_keeps_its_end(
    discussed: Term, administration: Speaker, third_sector: Speaker, stop_clock: StopClock
) -> None:
    stop_clock(clock.now())
    agreeing.consent(discussed, seen=(1, 1), speaker=administration)
    agreeing.define(discussed, text="Meglio così.", seen=1, speaker=third_sector)
    ended = discussed.consents.get().ended_at
    stop_clock(clock.now() + timedelta(hours=1))
    agreeing.consent(discussed, seen=(1, 2), speaker=third_sector)
    assert discussed.status == TermStatus.DISCUSSED
    agreeing.consent(discussed, seen=(1, 2), speaker=administration)
    assert discussed.status == TermStatus.AGREED
    agreeing.define(discussed, text="Meglio ancora.", seen=1, speaker=administration)
    ends = discussed.consents.order_by("pk").values_list("ended_at", flat=True)
    assert ends[0] == ended
    assert all(end is not None and end > ended for end in ends[1:] if ended)


def test_whoever_contests_ends_the_consents_and_the_register_says_for_whom(
    discussed: Term, administration: Speaker, third_sector: Speaker
) -> None:
    agreeing.consent(discussed, seen=(1, 1), speaker=administration)
    agreeing.contest(discussed, reason="Non è la stessa cosa.", speaker=third_sector)
    assert not discussed.consents.filter(ended_at=None).exists()
    assert payload_of(Event.objects.get(verb="contest")).items() >= third_sector.facts.items()


@pytest.mark.parametrize("words", ["", "  ", A_PERSON])
def test_what_is_said_of_a_term_says_something_and_names_nobody(
    discussed: Term, third_sector: Speaker, anna: User, words: str
) -> None:
    refused = pytest.raises((ActRefused, PersonalDataError))
    with refused:
        agreeing.remark(discussed, text=words, speaker=third_sector)
    with refused:
        agreeing.contest(discussed, reason=words, speaker=third_sector)
    agreeing.contest(discussed, reason="Non è la stessa cosa.", speaker=third_sector)
    agreeing.publish(discussed, actor=anna)
    with refused:
        agreeing.revise(discussed, reason=words, speaker=third_sector)
    assert discussed.status == TermStatus.PUBLISHED
    assert not discussed.remarks.exists()


def test_what_is_written_of_one_term_is_written_of_no_other(
    proposed: Term, administration: Speaker, anna: User
) -> None:
    other = writing.start(writing.Entry(label="Tavolo"), text="Dove ci si siede.")
    agreeing.define(proposed, text="Meglio così.", seen=1, speaker=administration)
    assert "Meglio così." in proposed.words
    new = writing.Entry(label="Rete sociale", related=[other])
    writing.describe(proposed, new, actor=anna)
    assert list(proposed.related.all()) == [other]
    assert "Meglio così." in proposed.words
    assert Event.objects.filter(verb="describe", actor_id=anna.pk).count() == 1
    again = Term.objects.get(pk=other.pk)
    assert (again.label, again.words, again.changes) == ("Tavolo", other.words, other.changes)
    assert proposed.changes > other.changes


@pytest.mark.parametrize("taken", [{"forms": ["tavoli"]}, {"identifier": "tavolo"}])
def test_a_form_or_a_name_in_code_is_of_one_term_alone(
    proposed: Term, third_sector: Speaker, anna: User, taken: dict[str, Any]
) -> None:
    first = writing.Entry(label="Tavolo", forms=["tavoli"], identifier="tavolo")
    again = writing.Entry(label="Mensa", **taken)
    with pytest.raises(ActRefused):
        writing.start_all([writing.Beginning(entry=one, text="Uno.") for one in (first, again)])
    writing.start(first, text="Dove ci si siede.")
    with pytest.raises(ActRefused):
        writing.propose(again, text="Dove si mangia.", speaker=third_sector)
    with pytest.raises(ActRefused):
        writing.describe(proposed, again, actor=anna)
    term = Term.objects.get(label="Tavolo")
    writing.describe(term, replace(first, english="table"), actor=anna)
    assert term.english == "table"
    writing.describe(proposed, writing.Entry(label="Mensa"), actor=anna)
    assert not Term.objects.filter(label="Rete territoriale").exists()


@pytest.mark.parametrize("words", [" ", A_PERSON])
def test_a_new_definition_says_something_and_names_nobody(
    discussed: Term, administration: Speaker, words: str
) -> None:
    with pytest.raises((ActRefused, PersonalDataError)):
        agreeing.define(discussed, text=words, seen=1, speaker=administration)


# ---------------------------------------------------------------- certificates


def test_a_certificate_is_given_to_who_has_completed_that_course(
    office: Office, anna: User
) -> None:
    course, other = CourseFactory.create_batch(2, office=office, closed=True)
    there = EnrolmentFactory.create(course=course, status=EnrolmentStatus.COMPLETED)
    EnrolmentFactory.create(course=course, status=EnrolmentStatus.DROPPED)
    EnrolmentFactory.create(course=other, status=EnrolmentStatus.COMPLETED)
    held = SessionFactory.create(course=course, held=True)
    SessionAttendance.objects.create(session=held, enrolment=there, recorded_at=held.starts_at)
    assert certificates.issue_certificates(course, actor=anna) == 1
    given = Certificate.objects.get()
    assert given.enrolment == there
    assert given.number.startswith("0000001/")
    assert len(given.code) == 12
    assert Event.objects.filter(verb="issue", actor_id=anna.pk).count() == 1
    with pytest.raises(ActRefused, match="perché è revocato"):
        certificates.revoke_certificate(given, reason=" ", actor=anna)
    given.refresh_from_db()
    assert given.status == CertificateStatus.VALID
    certificates.revoke_certificate(given, reason="Errore nell’elenco.", actor=anna)
    given.refresh_from_db()
    assert (given.status, given.reason) == (CertificateStatus.REVOKED, "Errore nell’elenco.")
    assert payload_of(Event.objects.get(verb="revoke"))["number"] == given.number
    for _twice in range(2):
        certificates.attach(given, b"%PDF-", at=clock.now())
    assert OutgoingMessage.objects.filter(recipient=there.email).count() == 1


@pytest.mark.parametrize("status", [CourseStatus.ENROLLING, CourseStatus.RUNNING])
def test_nobody_has_a_certificate_of_a_course_that_goes_on(
    office: Office, anna: User, status: CourseStatus
) -> None:
    course = CourseFactory.create(office=office, status=status)
    with pytest.raises(ActRefused):
        certificates.issue_certificates(course, actor=anna)


# ---------------------------------------------------------------- questionnaires


@pytest.fixture
def course(office: Office, anna: User) -> Course:
    made: Course = CourseFactory.create(office=office, running=True)
    questionnaires.write_questions(made, ONE, actor=anna)
    return made


def opened(course: Course, moment: Moment = Moment.BEFORE) -> Questionnaire:
    questionnaires.open_questionnaire(course, moment, actor=None)
    return course.questionnaires.get(moment=moment)


@pytest.mark.parametrize(("number", "fits"), [(0, False), (1, True), (20, True), (21, False)])
def test_a_questionnaire_has_from_one_to_twenty_questions(
    course: Course, anna: User, number: int, fits: bool
) -> None:
    other = CourseFactory.create(office=course.office)
    if fits:
        questionnaires.write_questions(other, ONE * number, actor=anna)
    else:
        with pytest.raises(ActRefused, match="da una a 20"):
            questionnaires.write_questions(other, ONE * number, actor=anna)
    assert other.questions.count() == (number if fits else 0)
    assert course.questions.count() == 1


def test_before_is_before_the_first_session_is_held(course: Course) -> None:
    SessionFactory.create(course=course)
    SessionFactory.create(held=True)  # of another course
    assert questionnaires.is_time(course, Moment.BEFORE, clock.now())
    SessionFactory.create(course=course, held=True)
    assert not questionnaires.is_time(course, Moment.BEFORE, clock.now())
    with pytest.raises(ActRefused, match="già stata tenuta"):
        opened(course)


def test_six_months_after_is_from_the_same_instant_on(office: Office, anna: User) -> None:
    now = clock.now()
    course = CourseFactory.create(
        office=office, follow_up=True, closed_at=now - questionnaires.SIX_MONTHS
    )
    assert questionnaires.is_time(course, Moment.SIX_MONTHS, now)
    assert not questionnaires.is_time(course, Moment.SIX_MONTHS, now - timedelta(seconds=1))
    assert questionnaires.is_time(course, Moment.AFTER, now - timedelta(seconds=1))


def test_a_questionnaire_leaves_by_itself_once_and_only_if_it_can(
    course: Course, office: Office
) -> None:
    bare = CourseFactory.create(office=office, running=True)
    with pytest.raises(ActRefused, match="Prima scrivi le domande"):
        opened(bare)
    assert not questionnaires.open_if_ready(bare, Moment.BEFORE, actor=None)
    assert not questionnaires.open_if_ready(course, Moment.AFTER, actor=None)
    assert questionnaires.open_if_ready(course, Moment.BEFORE, actor=None)
    assert not questionnaires.open_if_ready(course, Moment.BEFORE, actor=None)
    SessionFactory.create(course=course, held=True)
    Course.objects.filter(pk=course.pk).update(status=CourseStatus.CLOSED, closed_at=clock.now())
    course.refresh_from_db()
    assert questionnaires.open_if_ready(course, Moment.AFTER, actor=None)
    course.questionnaires.get(moment=Moment.AFTER).delete()
    Course.objects.filter(pk=course.pk).update(pairing_secret="")
    course.refresh_from_db()
    assert not questionnaires.open_if_ready(course, Moment.AFTER, actor=None)
    with pytest.raises(ActRefused, match="appaiare"):
        opened(course, Moment.AFTER)


def test_who_is_due_after_six_months_has_questions_and_was_not_asked(
    office: Office, anna: User
) -> None:
    long_ago = clock.now() - timedelta(days=181)
    due, asked, recent, bare, forgotten, going_on = (
        CourseFactory.create(office=office, follow_up=True, closed_at=long_ago) for _ in range(6)
    )
    for one in (due, asked, recent, forgotten, going_on):
        questionnaires.write_questions(one, ONE * 2, actor=anna)
    opened(asked, Moment.SIX_MONTHS)
    assert not bare.questions.exists()
    for one, facts in (
        (recent, {"closed_at": clock.now() - timedelta(days=179)}),
        (forgotten, {"pairing_secret": ""}),
        (going_on, {"status": CourseStatus.RUNNING}),
    ):
        Course.objects.filter(pk=one.pk).update(**facts)
    assert questionnaires.due_after_six_months() == [due]


def test_who_comes_in_late_is_asked_what_is_still_open(
    course: Course, stop_clock: StopClock
) -> None:
    inside = EnrolmentFactory.create(course=course)
    EnrolmentFactory.create(course=course, called=True)
    asked = opened(course)
    assert [one.recipient for one in OutgoingMessage.objects.all()] == [inside.email]
    late = EnrolmentFactory.create(course=course)
    questionnaires.ask_late_comer(late, at=asked.closes_at)
    assert not OutgoingMessage.objects.filter(recipient=late.email).exists()
    questionnaires.ask_late_comer(late, at=asked.closes_at - timedelta(seconds=1))
    assert OutgoingMessage.objects.filter(recipient=late.email).count() == 1


def test_one_answers_to_the_last_instant_while_one_takes_part(
    course: Course, stop_clock: StopClock
) -> None:
    there, late, gone = EnrolmentFactory.create_batch(3, course=course)
    asked = opened(course)
    gone.status = EnrolmentStatus.DROPPED
    stop_clock(asked.closes_at)
    with pytest.raises(ActRefused, match="chi partecipa"):
        questionnaires.answer_questionnaire(asked, gone, scores={}, texts={})
    said = {asked.uid: "Ascolto.", course.uid: "  "}
    questionnaires.answer_questionnaire(asked, there, scores={}, texts=said)
    assert QuestionnaireReply.objects.get().texts == {str(asked.uid): "Ascolto."}
    stop_clock(asked.closes_at + timedelta(seconds=1))
    with pytest.raises(ActRefused, match="è chiuso"):
        questionnaires.answer_questionnaire(asked, late, scores={}, texts={})
    assert QuestionnaireReply.objects.count() == 1


def test_without_the_secret_nobody_answers(course: Course) -> None:
    who = EnrolmentFactory.create(course=course)
    asked = opened(course)
    Course.objects.filter(pk=course.pk).update(pairing_secret="")
    with pytest.raises(ActRefused, match="è chiuso"):
        questionnaires.answer_questionnaire(asked, who, scores={}, texts={})
    assert not QuestionnaireDone.objects.exists()


def test_the_secret_of_one_course_goes_and_of_another_stays(
    course: Course, office: Office, anna: User
) -> None:
    other = CourseFactory.create(office=office, running=True)
    questionnaires.write_questions(other, ONE, actor=anna)
    for one in (course, other):
        who = EnrolmentFactory.create(course=one)
        questionnaires.answer_questionnaire(opened(one), who, scores={}, texts={})
    now = clock.now()
    for one, closes_at in ((course, now - timedelta(days=1)), (other, now + timedelta(days=1))):
        Questionnaire.objects.create(
            course=one, moment=Moment.SIX_MONTHS, opened_at=now, closes_at=closes_at
        )
    assert questionnaires.forget_secrets() == 1
    course.refresh_from_db()
    other.refresh_from_db()
    assert (course.pairing_secret == "", other.pairing_secret == "") == (True, False)
    assert [one.questionnaire.course for one in QuestionnaireDone.objects.all()] == [other]
    assert QuestionnaireReply.objects.count() == 2
    assert Event.objects.filter(verb="forget_pairing").count() == 1
