"""A course from its design to its certificates: seats, waiting list, sessions, who completes it."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from trama.accounts.models import Office, User
from trama.accounts.tests.factories import OfficeFactory
from trama.core import clock
from trama.core.workflow import ActRefused, MoveRefused
from trama.learning.lifecycle import courses, enrolments, phases, sessions
from trama.learning.lifecycle.courses import Design
from trama.learning.models import (
    Acquaintance,
    Course,
    Deliverable,
    Enrolment,
    Grouping,
    GroupSeat,
    SessionAttendance,
    Term,
)
from trama.learning.queries.courses import places_in_line, seats_left, seats_of
from trama.learning.tests.factories import CourseFactory, EnrolmentFactory, SessionFactory
from trama.ledger.models import Event
from trama.mailbox.models import OutgoingMessage
from trama.organizations.models import Organization

pytestmark = pytest.mark.django_db


@pytest.fixture
def course(office: Office) -> Course:
    """Of Anna's office: two seats for bodies, two for the office."""
    return CourseFactory.create(office=office)


def plan(offices: list[Office], **more: Any) -> Design:
    columns = {
        "code": "lab-1",
        "title": "Nuove pratiche",
        "purpose": "Imparare insieme.",
        "third_sector_seats": 40,
        "enrolment_closes_at": clock.now() + timedelta(days=20),
        **more,
    }
    quotas = dict.fromkeys(offices, 5)
    return Design(columns=columns, quotas=quotas, support=[("promoter", "Forum di prova")])


def nominate(course: Course, who: Organization | Office, name: str, actor: User) -> Enrolment:
    email = f"{name.lower()}@posta.example"
    return enrolments.nominate(course, who, person_name=name, email=email, actor=actor)


# ---------------------------------------------------------------- design


def test_a_course_is_designed_with_its_seats_and_who_is_behind_it(
    office: Office, organization: Organization, anna: User
) -> None:
    named = Design(
        columns=plan([]).columns,
        quotas={office: 30},
        support=[("promoter", organization.name), ("supporter", "Fondazione di prova")],
        trainers=[anna],
    )
    course = courses.design(office, named, actor=anna)
    assert [(one.seats, one.office) for one in seats_of(course)] == [(40, None), (30, office)]
    known = {one.name: one.organization for one in course.support.all()}
    assert known == {organization.name: organization, "Fondazione di prova": None}
    assert list(course.trainers.all()) == [anna]
    assert len(course.pairing_secret) == 64


def test_a_course_with_thirty_directions_is_refused_with_a_sentence(
    office: Office, anna: User
) -> None:
    with pytest.raises(ActRefused, match="30 Direzioni sono troppe: un percorso ne tiene"):
        courses.design(office, plan(OfficeFactory.create_batch(30)), actor=anna)
    assert not Course.objects.exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"third_sector_seats": 396}, "troppi"),
        ({"enrolment_closes_at": None}, "nel passato"),
    ],
)
def test_a_design_that_cannot_be_is_refused(
    office: Office, anna: User, change: dict[str, Any], said: str
) -> None:
    if "enrolment_closes_at" in change:
        change = {"enrolment_closes_at": clock.now() - timedelta(days=1)}
    with pytest.raises(ActRefused, match=said):
        courses.design(office, plan([office], **change), actor=anna)


def test_without_a_direction_or_with_a_taken_code_it_is_refused(
    course: Course, office: Office, anna: User
) -> None:
    with pytest.raises(ActRefused, match="almeno una Direzione"):
        courses.design(office, plan([]), actor=anna)
    with pytest.raises(ActRefused, match="già un percorso con questo codice"):
        courses.design(office, plan([office], code=course.code), actor=anna)


def test_its_seats_do_not_change_once_nominations_are_open(office: Office, anna: User) -> None:
    course = courses.design(office, plan([office]), actor=anna)
    courses.redesign(course, plan([office], third_sector_seats=9), actor=anna)
    assert course.third_sector_seats == 9
    with pytest.raises(ActRefused, match="Il codice resta"):
        courses.redesign(course, plan([office], code="altro"), actor=anna)
    phases.open_enrolment(course, actor=anna)
    with pytest.raises(ActRefused, match="In questa fase"):
        courses.redesign(course, plan([office], third_sector_seats=1), actor=anna)
    with pytest.raises(MoveRefused):
        phases.open_enrolment(course, actor=anna)


def test_the_words_it_worked_on_lead_to_the_glossary(
    client: Client, course: Course, proposed: Term, anna: User
) -> None:
    courses.name_terms(course, [proposed], actor=anna)
    page = client.get(f"/laboratorio/{course.code}/").content.decode()
    assert f"/glossario/voci/{proposed.slug}/" in page


# ---------------------------------------------------------------- seats and the waiting list


def test_whoever_is_nominated_has_a_letter_while_there_are_seats_and_then_waits(
    course: Course, organization: Organization, bruno: User
) -> None:
    people = [nominate(course, organization, name, bruno) for name in ("Ada", "Bea", "Cleo", "Dea")]
    assert [one.called_at is None for one in people] == [False, False, True, True]
    subjects = OutgoingMessage.objects.order_by("pk").values_list("subject", flat=True)
    assert [one.split(":")[0] for one in subjects] == [
        *["C’è un posto per te"] * 2,
        *["Sei in attesa di un posto"] * 2,
    ]
    assert places_in_line(course) == {people[2].pk: 1, people[3].pk: 2}


def test_the_quota_of_a_direction_is_its_own(
    course: Course, office: Office, organization: Organization, anna: User, bruno: User
) -> None:
    for name in ("Ada", "Bea", "Cleo"):
        nominate(course, organization, name, bruno)
    ours = nominate(course, office, "Enea", anna)
    assert ours.called_at is not None
    assert seats_left(ours) == 1
    with pytest.raises(ActRefused, match="non ha posti"):
        nominate(course, OfficeFactory.create(), "Febo", anna)


def test_when_somebody_drops_the_first_who_waits_is_called(
    course: Course, organization: Organization, bruno: User
) -> None:
    ada, _bea, cleo, dea = (
        nominate(course, organization, name, bruno) for name in ("Ada", "Bea", "Cleo", "Dea")
    )
    enrolments.drop(ada, reason="Cambia lavoro.", actor=None)
    cleo.refresh_from_db()
    dea.refresh_from_db()
    assert cleo.called_at is not None
    assert dea.called_at is None
    assert OutgoingMessage.objects.filter(recipient=cleo.email).count() == 2  # it waits; a seat
    with pytest.raises(MoveRefused):
        enrolments.drop(ada, reason="Due volte.", actor=None)


def test_when_who_waits_drops_nobody_else_is_called(
    course: Course, organization: Organization, bruno: User
) -> None:
    *_first, cleo, dea = (
        nominate(course, organization, name, bruno) for name in ("Ada", "Bea", "Cleo", "Dea")
    )
    enrolments.drop(cleo, reason="No.", actor=None)
    dea.refresh_from_db()
    assert dea.called_at is None


def test_a_seat_is_accepted_once_and_only_by_who_has_it(
    course: Course, organization: Organization, bruno: User
) -> None:
    ada, _bea, cleo = (nominate(course, organization, n, bruno) for n in ("Ada", "Bea", "Cleo"))
    enrolments.accept(ada, actor=None)
    assert ada.status == "enrolled"
    with pytest.raises(MoveRefused):
        enrolments.accept(ada, actor=None)
    with pytest.raises(ActRefused, match="non è ancora libero"):
        enrolments.accept(cleo, actor=None)
    with pytest.raises(ActRefused, match="Si scrive a chi ha un posto"):
        enrolments.write_again(cleo, actor=bruno)


def test_the_same_person_twice_or_too_late_is_refused(
    course: Course, organization: Organization, bruno: User, stop_clock: Any
) -> None:
    nominate(course, organization, "Ada", bruno)
    with pytest.raises(ActRefused, match="già candidata"):
        enrolments.nominate(
            course, organization, person_name="Ada", email="ADA@posta.example", actor=bruno
        )
    stop_clock(course.enrolment_closes_at.replace(microsecond=0) + timedelta(seconds=1))
    with pytest.raises(ActRefused, match="Le candidature sono chiuse"):
        nominate(course, organization, "Bea", bruno)
    assert course.enrolments.count() == 1


def test_no_event_says_the_name_of_a_person(
    course: Course, organization: Organization, bruno: User
) -> None:
    ada = nominate(course, organization, "Ada", bruno)
    enrolments.accept(ada, actor=None)
    told = Event.objects.filter(subject_label="learning.enrolment").select_related("opening")
    assert told.count() == 3
    assert not [
        one for one in told if "Ada" in one.opening.payload or "ada@" in one.opening.payload
    ]


def test_who_already_work_together_is_said_once_and_only_of_the_cohort(course: Course) -> None:
    ada, bea = EnrolmentFactory.create_batch(2, course=course)
    assert enrolments.declare(bea, [ada], actor=None) == 1
    assert enrolments.declare(ada, [bea], actor=None) == 0
    assert Acquaintance.objects.count() == 1
    with pytest.raises(ActRefused, match="chi non è di questo percorso"):
        enrolments.declare(ada, [EnrolmentFactory.create()], actor=None)


# ---------------------------------------------------------------- phases and sessions


def test_it_starts_when_both_sides_are_there(course: Course, anna: User) -> None:
    body = EnrolmentFactory.create(course=course)
    with pytest.raises(ActRefused, match="ciascuna parte"):
        phases.start(course, actor=anna)
    ours = EnrolmentFactory.create(course=course, ours=True)
    late = EnrolmentFactory.create(course=course, called=True)
    phases.start(course, actor=anna)
    for one in (body, ours):
        one.refresh_from_db()
        assert one.status == "attending"
    enrolments.accept(late, actor=None)
    assert late.status == "attending"


@pytest.fixture
def running(office: Office) -> Course:
    return CourseFactory.create(office=office, running=True)


def test_the_code_said_in_the_room_marks_once_on_the_day(running: Course) -> None:
    ada = EnrolmentFactory.create(course=running, attending=True)
    now = SessionFactory.create(course=running, now=True)
    with pytest.raises(ActRefused, match="non è quello"):
        sessions.attend_by_code(now, ada, "TELAIO 48", actor=None)
    sessions.attend_by_code(now, ada, " telaio47 ", actor=None)
    sessions.attend_by_code(now, ada, "TELAIO 47", actor=None)
    assert SessionAttendance.objects.get().by_code
    with pytest.raises(ActRefused, match="solo il giorno"):
        sessions.attend_by_code(
            SessionFactory.create(course=running, held=True), ada, "TELAIO 47", actor=None
        )
    with pytest.raises(ActRefused, match="chi frequenta"):
        sessions.attend_by_code(now, EnrolmentFactory.create(), "TELAIO 47", actor=None)


def test_the_list_takes_away_who_was_written_by_mistake(running: Course, anna: User) -> None:
    ada, bea = EnrolmentFactory.create_batch(2, course=running, attending=True)
    now = SessionFactory.create(course=running, now=True)
    assert sessions.record_list(now, [ada, bea], actor=anna) == 2
    assert sessions.record_list(now, [bea], actor=anna) == 1
    assert sessions.record_list(now, [bea], actor=anna) == 0
    assert list(now.attendances.values_list("enrolment", flat=True)) == [bea.pk]
    with pytest.raises(ActRefused, match="chi non frequenta"):
        sessions.record_list(now, [EnrolmentFactory.create()], actor=anna)
    with pytest.raises(ActRefused, match="non è ancora cominciata"):
        sessions.record_list(SessionFactory.create(course=running), [ada], actor=anna)


def test_a_session_that_moves_or_is_off_is_told_with_its_calendar(
    running: Course, anna: User
) -> None:
    EnrolmentFactory.create(course=running, attending=True)
    session = SessionFactory.create(course=running)
    facts = {"title": session.title, "starts_at": session.starts_at, "ends_at": session.ends_at}
    renamed = {**facts, "title": "Altro titolo", "venue": session.venue, "online_url": ""}
    assert sessions.change_session(session, renamed, seen=0, actor=anna) == 0
    moved = {**renamed, "venue": "Altrove"}
    with pytest.raises(MoveRefused):
        sessions.change_session(session, moved, seen=0, actor=anna)
    assert sessions.change_session(session, moved, seen=1, actor=anna) == 1
    with pytest.raises(ActRefused, match="perché è annullato"):
        sessions.cancel_session(session, reason=" ", actor=anna)
    assert sessions.cancel_session(session, reason="Sciopero.", actor=anna) == 1
    letters = OutgoingMessage.objects.order_by("pk").values_list("calendar", flat=True)
    assert ["METHOD:CANCEL" in one for one in letters] == [False, True]
    with pytest.raises(MoveRefused):
        sessions.cancel_session(session, reason="Di nuovo.", actor=anna)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"starts_at": timedelta(days=-1)}, "nel passato"),
        ({"ends_at": timedelta(hours=1)}, "prima di cominciare"),
        ({"ends_at": timedelta(days=3)}, "14 ore"),
        ({"venue": ""}, "luogo o il collegamento"),
    ],
)
def test_a_session_that_cannot_be_is_refused(
    running: Course, anna: User, change: dict[str, Any], said: str
) -> None:
    start = clock.now() + timedelta(hours=30)
    facts: dict[str, Any] = {
        "title": "Prima",
        "starts_at": start,
        "ends_at": start + timedelta(hours=3),
        "venue": "Sala",
        "online_url": "",
    }
    for name, value in change.items():
        facts[name] = clock.now() + value if isinstance(value, timedelta) else value
    with pytest.raises(ActRefused, match=said):
        sessions.plan_session(running, facts, actor=anna)


def test_a_group_hands_in_by_the_term_and_the_last_one_counts(running: Course, anna: User) -> None:
    ada, bea = EnrolmentFactory.create_batch(2, course=running, attending=True)
    session = SessionFactory.create(course=running)
    due = clock.now() + timedelta(days=2)
    facts = {"title": "Mappa", "text": "Disegnate.", "due_at": due}
    exercise = sessions.set_exercise(session, facts, actor=anna)
    with pytest.raises(ActRefused, match="non sono ancora fatti"):
        sessions.deliver(exercise, ada, text="Eccola.", actor=None)
    grouping = Grouping.objects.create(
        course=running, status="adopted", asked_by=anna, asked_at=due
    )
    GroupSeat.objects.create(grouping=grouping, enrolment=ada, number=3)
    with pytest.raises(ActRefused, match="Scrivi qualcosa"):
        sessions.deliver(exercise, ada, text=" ", actor=None)
    file = SimpleUploadedFile("mappa.txt", b"una mappa", "text/plain")
    handed = sessions.deliver(exercise, ada, text="", file=file, actor=None)
    assert (handed.group, handed.document is not None) == (3, True)
    with pytest.raises(ActRefused, match="chi è in un gruppo"):
        sessions.deliver(exercise, bea, text="La mia.", actor=None)


def test_after_the_term_nothing_is_handed_in(running: Course, anna: User, stop_clock: Any) -> None:
    ada = EnrolmentFactory.create(course=running, attending=True)
    due = clock.now() + timedelta(days=2)
    exercise = sessions.set_exercise(
        SessionFactory.create(course=running),
        {"title": "Mappa", "text": "Disegnate.", "due_at": due},
        actor=anna,
    )
    stop_clock(due + timedelta(seconds=1))
    with pytest.raises(ActRefused, match="Il termine è passato"):
        sessions.deliver(exercise, ada, text="Tardi.", actor=None)
    assert not Deliverable.objects.exists()
