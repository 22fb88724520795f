"""What somebody careless, or in bad faith, would try on the glossary and in the lab."""

import time
from concurrent.futures import Future, wait
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse

from conftest import Enter
from trama.accounts.models import Office, User
from trama.core import clock
from trama.core.tests.mixing import written_in
from trama.core.workflow import ActRefused
from trama.learning.formats.skos import read
from trama.learning.lifecycle import agreeing, enrolments, groups, phases, sessions
from trama.learning.lifecycle import questionnaires as asking
from trama.learning.lifecycle.courses import design
from trama.learning.lifecycle.exchange import take_in
from trama.learning.models import (
    Course,
    Deliverable,
    Grouping,
    GroupSeat,
    Moment,
    QuestionKind,
    Questionnaire,
    QuestionnaireDone,
    QuestionnaireReply,
    SessionAttendance,
    Speaker,
    Term,
)
from trama.learning.queries.questionnaires import words_of
from trama.learning.rules.groups import Limits
from trama.learning.tests.factories import CourseFactory, EnrolmentFactory, SessionFactory
from trama.learning.tests.test_lab import nominate, plan
from trama.learning.tests.test_skos import concept, file, name
from trama.organizations.models import Organization

db = pytest.mark.django_db


@pytest.fixture
def running(office: Office) -> Course:
    return CourseFactory.create(office=office, running=True)


# ---------------------------------------------------------------- a hostile file


ABOUT = '<skos:definition xml:lang="it">{}</skos:definition>'


@db
@pytest.mark.parametrize(
    ("inside", "words"),
    [
        (name("f" * 121, "altLabel") + ABOUT.format("Sì."), "al massimo 120"),
        ("".join(name(f"f{n}", "altLabel") for n in range(200)) + ABOUT.format("Sì."), "forme"),
        (ABOUT.format("t" * 6001), "al massimo 6000"),
    ],
)
def test_what_no_form_would_take_comes_in_from_no_file(
    enter: Enter, anna: User, inside: str, words: str
) -> None:
    content = file(concept("x:a", name("Alfa") + inside))
    sent = {"file": SimpleUploadedFile("a.rdf", content), "import": "1"}
    answer = enter(anna).post(reverse("learning:skos_import"), sent)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Term.objects.filter(label="Alfa").exists()


def test_a_file_of_half_a_million_elements_is_refused_before_it_fills_the_memory() -> None:
    content = file(concept("x:a", name("A") + "<skos:note>" + "a<b/>" * 400_000 + "</skos:note>"))
    started = time.process_time()
    found = read(content)
    assert "troppi elementi" in found.problems[0].words
    assert time.process_time() - started < 5


def test_a_hierarchy_where_everything_is_above_everything_is_refused() -> None:
    """Two hundred concepts, each under all the others: 40,000 links to walk, two hundred times."""
    links = "".join(f'<skos:broader rdf:resource="x:{n}"/>' for n in range(200))
    related = '<skos:related rdf:resource="x:none"/>'
    found = read(file(*(concept(f"x:{n}", name(f"A{n}") + links + related) for n in range(200))))
    assert "troppi legami" in found.problems[0].words


def test_a_ladder_of_thousands_of_steps_is_not_climbed_from_each_of_them() -> None:
    steps = (
        f'<skos:Collection rdf:about="x:{n}"><skos:broader rdf:resource="x:{n + 1}"/>'
        '<skos:related rdf:resource="x:none"/></skos:Collection>'
        for n in range(9000)
    )
    started = time.process_time()
    assert read(file(concept("x:a", name("A")), *steps)).problems == []
    assert time.process_time() - started < 4


@db
def test_an_explanation_that_both_sides_gave_at_length_still_comes_in(anna: User) -> None:
    said = "".join(
        '<skos:definition rdf:parseType="Resource">'
        f'<rdf:value xml:lang="it">{"a" * 2000}</rdf:value>'
        f'<dct:creator rdf:resource="x:#{side}"/></skos:definition>'
        for side in ("amministrazione", "terzo-settore")
    )
    outcome = take_in(read(file(concept("x:a", name("Alfa") + said))), actor=anna, trial=False)
    assert (list(outcome.added), list(outcome.problems)) == (["Alfa"], [])


# ---------------------------------------------------------------- the discussion of a term


@db
def test_who_proposed_a_word_drops_it_no_more_once_the_other_side_has_spoken(
    proposed: Term, third_sector: Speaker, anna: User
) -> None:
    mine = Term.objects.get(pk=proposed.pk)  # as it was when the page judged that she may
    agreeing.define(proposed, text="Chi si aiuta.", seen=0, speaker=third_sector)
    with pytest.raises(ActRefused, match="è andata avanti"):
        agreeing.drop(mine, actor=anna)
    mine.refresh_from_db()
    assert mine.status == "discussed"


# ---------------------------------------------------------------- who was there


@db
def test_after_the_course_is_closed_nobody_is_added_to_a_list_that_was_open(
    running: Course, anna: User
) -> None:
    ada = EnrolmentFactory.create(course=running, attending=True)
    SessionFactory.create(course=running, held=True)
    now = SessionFactory.create(course=running, now=True, status="held")
    stale = type(now).objects.select_related("course").get(pk=now.pk)
    phases.close(running, actor=anna)
    with pytest.raises(ActRefused, match="mentre il percorso è in corso"):
        sessions.attend_by_code(stale, ada, now.attendance_code, actor=None)
    with pytest.raises(ActRefused, match="mentre il percorso è in corso"):
        sessions.record_list(stale, [ada], actor=anna)
    assert not SessionAttendance.objects.exists()


@db
def test_whoever_marked_themselves_since_the_list_was_shown_is_not_struck_out(
    enter: Enter, running: Course, anna: User
) -> None:
    ada, bea = EnrolmentFactory.create_batch(2, course=running, attending=True)
    now = SessionFactory.create(course=running, now=True)
    url = reverse("learning:session", args=[running.code, now.uid])
    client = enter(anna)
    sessions.record_list(now, [ada], actor=anna)
    SessionAttendance.objects.update(recorded_at=clock.now() - timedelta(minutes=5))
    page = client.get(url)
    shown = page.context["form"].initial["shown"]
    assert f'name="shown" value="{shown}"' in page.content.decode()
    sessions.attend_by_code(now, bea, now.attendance_code, actor=None)
    assert client.post(url, {"shown": str(shown)}).status_code == 303
    assert SessionAttendance.objects.get().enrolment == bea


@db
def test_the_list_says_nothing_of_who_has_left(running: Course, anna: User) -> None:
    ada, bea = EnrolmentFactory.create_batch(2, course=running, attending=True)
    now = SessionFactory.create(course=running, now=True)
    sessions.record_list(now, [ada, bea], actor=anna)
    enrolments.drop(bea, reason="Cambia lavoro.", actor=None)
    sessions.record_list(now, [ada], actor=anna)
    assert now.attendances.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_list_saved_twice_while_somebody_marks_themselves_breaks_nothing(
    on_another_connection: Any, office: Office, anna: User
) -> None:
    running = CourseFactory.create(office=office, running=True)
    people = EnrolmentFactory.create_batch(3, course=running, attending=True)
    now = SessionFactory.create(course=running, now=True)
    with transaction.atomic():
        sessions.record_list(now, people, actor=anna)
        others: list[Future[Any]] = [
            on_another_connection(lambda: sessions.record_list(now, people, actor=anna)),
            on_another_connection(
                lambda: sessions.attend_by_code(now, people[0], now.attendance_code, actor=None)
            ),
        ]
        assert not wait(others, timeout=1).done  # until the first has ended
    assert others[0].result(timeout=10) == 0
    others[1].result(timeout=10)
    assert now.attendances.count() == 3


@db
def test_a_group_does_not_fill_the_archive_with_what_it_hands_in(
    running: Course, anna: User
) -> None:
    ada = EnrolmentFactory.create(course=running, attending=True)
    session = SessionFactory.create(course=running)
    due = clock.now() + timedelta(days=2)
    exercise = sessions.set_exercise(
        session, {"title": "Mappa", "text": "Disegnate.", "due_at": due}, actor=anna
    )
    grouping = Grouping.objects.create(
        course=running, status="adopted", asked_by=anna, asked_at=due
    )
    GroupSeat.objects.create(grouping=grouping, enrolment=ada, number=1)
    for number in range(sessions.MOST_TIMES):
        sessions.deliver(exercise, ada, text=f"Prova {number}", actor=None)
    with pytest.raises(ActRefused, match="già consegnato 20 volte"):
        sessions.deliver(exercise, ada, text="Ancora.", actor=None)
    assert Deliverable.objects.count() == sessions.MOST_TIMES


# ---------------------------------------------------------------- seats, groups, addresses


@db
def test_a_body_does_not_have_us_write_to_whoever_it_likes(
    organization: Organization, office: Office, bruno: User
) -> None:
    course = CourseFactory.create(office=office)
    EnrolmentFactory.create_batch(
        enrolments.MOST_OF_ONE, course=course, organization=organization, waiting=True
    )
    with pytest.raises(ActRefused, match="già candidato 60 persone"):
        nominate(course, organization, "Zoe", bruno)


@pytest.mark.django_db(transaction=True)
def test_of_two_nominated_at_once_for_the_last_seat_one_waits(
    on_another_connection: Any, organization: Organization, office: Office, bruno: User
) -> None:
    course = CourseFactory.create(office=office, third_sector_seats=1)
    both = [
        on_another_connection(lambda who=who: nominate(course, organization, who, bruno))
        for who in ("Ada", "Bea")
    ]
    called = [one.result(timeout=10).called_at is not None for one in both]
    assert sorted(called) == [False, True]


@db
def test_a_second_click_asks_for_no_second_calculation(running: Course, anna: User) -> None:
    EnrolmentFactory.create_batch(2, course=running, attending=True)
    EnrolmentFactory.create_batch(2, course=running, attending=True, ours=True)
    groups.ask_groups(running, Limits(groups=2), actor=anna)
    with pytest.raises(ActRefused, match="già in corso"):
        groups.ask_groups(running, Limits(groups=2), actor=anna)
    Grouping.objects.update(asked_at=clock.now() - groups.PATIENCE)
    groups.ask_groups(running, Limits(groups=2), actor=anna)


@db
@pytest.mark.parametrize("code", ["nuovo", "attestati"])
def test_a_course_does_not_take_the_address_of_another_page(
    office: Office, anna: User, code: str
) -> None:
    with pytest.raises(ActRefused, match="indirizzo di un’altra pagina"):
        design(office, plan([office], code=code), actor=anna)


# ---------------------------------------------------------------- answers of nobody


@db
def test_not_even_the_columns_of_the_database_tell_whose_an_answer_was(
    office: Office, anna: User, stop_clock: Any
) -> None:
    course = CourseFactory.create(office=office, running=True)
    asking.write_questions(course, [(QuestionKind.SCALE, "Mi fido")], actor=anna)
    people = EnrolmentFactory.create_batch(3, course=course, attending=True)
    asking.open_questionnaire(course, Moment.BEFORE, actor=anna)
    asked = Questionnaire.objects.get(course=course)
    question = course.questions.get()
    for place, one in enumerate(people):
        asking.answer_questionnaire(asked, one, scores={question.uid: 1 + place}, texts={})
    before = set(QuestionnaireReply.objects.values_list("pk", "token"))
    done = written_in("learning_questionnairedone")
    Questionnaire.objects.filter(pk=asked.pk).update(moment=Moment.SIX_MONTHS)
    stop_clock(asked.closes_at + timedelta(days=1))
    assert asking.forget_secrets() == 1
    assert set(QuestionnaireReply.objects.values_list("pk", "token")) == before
    replies = written_in("learning_questionnairereply")
    assert len(replies) == 1
    assert not replies & {*done, *written_in("mailbox_signedlink"), *written_in("ledger_event")}
    assert not QuestionnaireDone.objects.exists()


@db
def test_what_one_person_wrote_is_not_read_side_by_side(
    running: Course, anna: User, stop_clock: Any
) -> None:
    course = running
    asking.write_questions(
        course, [(QuestionKind.TEXT, "Che cosa temi?"), (QuestionKind.TEXT, "E poi?")], actor=anna
    )
    first, second = course.questions.order_by("position")
    asking.open_questionnaire(course, Moment.BEFORE, actor=anna)
    asked = Questionnaire.objects.get(course=course)
    for place in range(10):
        who = EnrolmentFactory.create(course=course, attending=True)
        said = {first.uid: f"{place} prima", second.uid: f"{9 - place} poi"}
        asking.answer_questionnaire(asked, who, scores={}, texts=said)
    stop_clock(asked.closes_at + timedelta(minutes=1))
    fears, others = (texts for _asked, _question, texts in words_of(course))
    assert [text[0] for text in fears] == [text[0] for text in others] == list("0123456789")


# ---------------------------------------------------------------- a certificate


@db
def test_a_certificate_is_nobodys_to_guess(client: Client) -> None:
    for code in ("AAAAAAAAAAAA", "0", "nuovo"):
        url = reverse("learning:certificate", args=[code])
        assert client.get(url).status_code == client.post(url, {"name": "A"}).status_code == 404
