"""A course of the office in each phase, with everything that its pages ask for; Giulia takes part.

Practices and templates: of the office, and used by Bruno's body."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from allauth.account.models import EmailAddress

from trama.accounts.models import Office, User
from trama.core import clock
from trama.learning.lifecycle import library
from trama.learning.lifecycle.library import Draft
from trama.learning.lifecycle.practices import propose_practice
from trama.learning.models import (
    Certificate,
    Course,
    Deliverable,
    Exercise,
    Grouping,
    GroupSeat,
    LibraryKind,
    Material,
    Practice,
    Questionnaire,
    Speaker,
)
from trama.learning.tests.factories import CourseFactory, EnrolmentFactory, SessionFactory
from trama.ledger.lifecycle import keep_document
from trama.organizations.models import Organization

Where = dict[str, Any]


def places(people: dict[str, User], office: Office, body: Organization) -> dict[str, Where]:
    EmailAddress.objects.filter(user=people["giulia"]).update(verified=True)
    running = CourseFactory.create(office=office, code="in-corso", running=True)
    giulia = _takes_part(running, people)
    where = _full(running, giulia, people["anna"])
    nowhere = dict.fromkeys(where, uuid4())
    open_course = CourseFactory.create(office=office, code="aperto")
    called = EnrolmentFactory.create(
        course=open_course, called=True, organization=body, email=people["giulia"].email
    )
    CourseFactory.create(office=office, code="in-preparazione", designed=True)
    over = CourseFactory.create(office=office, code="concluso", closed=True)
    return {
        "a course": {**where, "name": "prima"},
        "a course's end": {"code": "in-corso", "name": "chiudi"},
        "an open course": {**where, "code": "aperto", "enrolment_uid": called.uid},
        "a course in design": {"code": "in-preparazione", "name": "apri"},
        "a course that is over": {"code": over.code},
        "no course": {**nowhere, "code": "nessuno", "name": "apri"},
        "no part of it": {**nowhere, "code": "in-corso", "name": "nessuno"},
        **_practices(people, office, body),
    }


def _takes_part(course: Course, people: dict[str, User]) -> Any:
    return EnrolmentFactory.create(
        course=course, attending=True, email=people["giulia"].email, person_name="Giulia Riva"
    )


def _full(course: Course, giulia: Any, anna: User) -> Where:
    now = clock.now()
    session = SessionFactory.create(course=course)
    document = keep_document(b"%PDF-", name="a.pdf", media_type="application/pdf", at=now)
    grouping = Grouping.objects.create(
        course=course,
        status="proposed",
        limits={"groups": 2, "least": 1},
        result={"cost": 0, "bound": 0, "optimal": True},
        asked_by=anna,
        asked_at=now,
    )
    adopted = Grouping.objects.create(
        course=course, status="adopted", limits={"groups": 2}, asked_by=anna, asked_at=now
    )
    for one in (grouping, adopted):
        GroupSeat.objects.create(grouping=one, enrolment=giulia, number=1)
    material = Material.objects.create(
        session=session, title="Dispensa", document=document, added_at=now
    )
    exercise = Exercise.objects.create(
        session=session, title="Mappa", text="Disegnate.", due_at=now + timedelta(days=3)
    )
    handed = Deliverable.objects.create(
        exercise=exercise, group=1, enrolment=giulia, document=document, delivered_at=now
    )
    Questionnaire.objects.create(
        course=course, moment="before", opened_at=now, closes_at=now + timedelta(days=3)
    )
    certificate = Certificate.objects.create(
        enrolment=giulia,
        number="0000001/2024",
        code="ABCD2345EFGH",
        attended_minutes=600,
        total_minutes=720,
        issued_at=now,
        document=document,
    )
    return {
        "code": course.code,
        "enrolment_uid": giulia.uid,
        "session_uid": session.uid,
        "grouping_uid": grouping.uid,
        "material_uid": material.uid,
        "exercise_uid": exercise.uid,
        "deliverable_uid": handed.uid,
        "certificate_uid": certificate.uid,
    }


def _practices(people: dict[str, User], office: Office, body: Organization) -> dict[str, Where]:
    ours = Speaker(people["anna"], office=office)
    theirs = Speaker(people["bruno"], organization=body)
    practice = propose_practice(
        title="Visite", problem="Non ci si vede.", way="Ci si va.", speaker=ours
    )
    tested = propose_practice(
        title="Diario", problem="Si dimentica.", way="Si scrive.", speaker=ours
    )
    Practice.objects.filter(pk=tested.pk).update(
        status="tested",
        tested_where="Lorenteggio",
        tested_on="2026-01-10",
        result_due_on="2026-07-10",
    )
    item = library.keep_template(
        office,
        LibraryKind.LETTER,
        Draft(
            title="Invito", about="Per chi non si conosce.", content={"lines": ["Vi invitiamo."]}
        ),
        actor=people["anna"],
    )
    retired = library.keep_template(
        office,
        LibraryKind.LETTER,
        Draft(
            title="Vecchio invito", about="Non serve più.", content={"lines": ["Siete invitati."]}
        ),
        actor=people["anna"],
    )
    library.retire(retired, reason="C’è il nuovo.", actor=people["anna"])
    used = library.use(item, what_for="La rete", speaker=theirs)
    return {
        "a practice": {"practice_uid": practice.uid, "name": "prova"},
        "a practice tested": {"practice_uid": tested.uid, "name": "risultato"},
        "no practice": {"practice_uid": uuid4(), "name": "prova"},
        "no act of a practice": {"practice_uid": practice.uid, "name": "nessuno"},
        "a template": {"item_uid": item.uid, "kind": "letter", "use_uid": used.uid},
        "a retired template": {"item_uid": retired.uid},
        "no template": {"item_uid": uuid4(), "kind": "nessuno", "use_uid": uuid4()},
        "a true certificate": {"code": "ABCD2345EFGH"},
        "no certificate": {"code": "NESSUNO"},
    }
