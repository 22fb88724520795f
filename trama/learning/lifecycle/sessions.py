"""Sessions of a course: planned, moved, held; who was there; materials, exercises, deliverables."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from trama.accounts.models import User
from trama.core import calendars, clock, events
from trama.core.deadlines import day_of, is_in_time
from trama.core.spoken_codes import is_same, new_code
from trama.core.workflow import ActRefused, check_constraints, move
from trama.learning import emails
from trama.learning.lifecycle.courses import lock
from trama.learning.models import (
    BEFORE_IT_ENDS,
    GOING_ON,
    Course,
    CourseStatus,
    Deliverable,
    Enrolment,
    EnrolmentStatus,
    Exercise,
    Material,
    Session,
    SessionAttendance,
    SessionStatus,
)
from trama.learning.queries.groups import group_of
from trama.ledger.lifecycle import receive_upload

MOST_TIMES = 20
"""That a group hands in an exercise: each is kept, with its file."""
MOVING = {"starts_at", "ends_at", "venue", "online_url"}


@transaction.atomic
def plan_session(course: Course, facts: Mapping[str, Any], *, actor: User) -> Session:
    """Put in the calendar of the course, which everybody may follow. Refused in the past. Whoever
    takes part is written to once the course has begun: before, the letter that begins it tells."""
    at = clock.now()
    held = lock(course, *BEFORE_IT_ENDS)
    if again := held.sessions.filter(status=SessionStatus.PLANNED, **facts).first():
        return again  # a double click
    session = Session(course=held, updated_at=at, attendance_code=new_code(), **facts)
    _check(session, at)
    session.save()
    events.record(events.Act("plan_session", session, actor, at, {"title": session.title}))
    if held.status == CourseStatus.RUNNING:
        _tell(session, at)
    return session


def _check(session: Session, at: datetime) -> None:
    if session.starts_at <= at:
        raise ActRefused(_("La sessione comincia nel passato: controlla giorno e ora."))
    check_constraints(session)


@transaction.atomic
def change_session(session: Session, facts: Mapping[str, Any], *, seen: int, actor: User) -> int:
    """Another title, time or place. Whoever takes part is written to when time or place change;
    says how many letters left. `seen`: the sequence that the person had before them."""
    at = clock.now()
    lock(session.course, *BEFORE_IT_ENDS)
    changed = {name: value for name, value in facts.items() if value != getattr(session, name)}
    tried = Session.objects.get(pk=session.pk)
    for name, value in changed.items():
        setattr(tried, name, value)
    _check(tried, at)
    move(
        session,
        SessionStatus.PLANNED,
        verb="change_session",
        actor=actor,
        at=at,
        provided=Q(sequence=seen),
        note={"title": session.title},
        sequence=seen + 1,
        updated_at=at,
        **changed,
    )
    return _tell(session, at) if MOVING & changed.keys() else 0


@transaction.atomic
def cancel_session(session: Session, *, reason: str, actor: User) -> int:
    """It will not be held; calendars strike it out. Refused without a reason, which whoever takes
    part reads. Says how many letters left."""
    at = clock.now()
    cancelled = SessionStatus.CANCELLED
    calendars.cancel(session, cancelled, reason=reason, actor=actor, at=at, verb="cancel_session")
    return _tell(session, at)


def _tell(session: Session, at: datetime) -> int:
    inside = (EnrolmentStatus.ENROLLED, EnrolmentStatus.ATTENDING)
    people = session.course.enrolments.filter(status__in=inside).select_related("course")
    for enrolment in people.order_by("pk"):
        emails.lab.tell_session(enrolment, session, at=at)
    return len(people)


@transaction.atomic
def hold_session(session: Session, *, actor: User) -> None:
    """It was held, and its hours count. Refused before it begins."""
    at = clock.now()
    if session.starts_at > at:
        raise ActRefused(_("La sessione non è ancora cominciata. Nulla è cambiato."))
    note = {"title": session.title, "present": session.attendances.count()}
    move(session, SessionStatus.HELD, verb="hold_session", actor=actor, at=at, note=note)


# ---------------------------------------------------------------- who was there


@transaction.atomic
def attend_by_code(
    session: Session, enrolment: Enrolment, code: str, *, actor: User | None
) -> None:
    """On the day, with the code said in the room. Twice changes nothing."""
    at = clock.now()
    session = _open_list(session, at)
    if not _attending(session).filter(pk=enrolment.pk).exists():
        raise ActRefused(_("Segna la presenza chi frequenta il percorso."))
    if day_of(at) != day_of(session.starts_at):
        raise ActRefused(_("Il codice vale solo il giorno della sessione."))
    if not is_same(code, session.attendance_code):
        raise ActRefused(_("Il codice non è quello detto in sala: chiedilo a chi conduce."))
    _attendance, is_new = SessionAttendance.objects.get_or_create(
        session=session, enrolment=enrolment, defaults={"by_code": True, "recorded_at": at}
    )
    if is_new:
        events.record(events.Act("attend_session", session, actor, at, {"title": session.title}))


@transaction.atomic
def record_list(
    session: Session, present: Iterable[Enrolment], *, shown_at: datetime | None = None, actor: User
) -> int:
    """Who was there, all together, from the list that the trainer keeps; says how many changed.
    Whoever is not in the list any more was written by mistake, unless they have marked themselves
    since it was shown. Who has left the course was there all the same."""
    at = clock.now()
    session = _open_list(session, at)
    keys = {one.pk for one in present}
    attending = set(_attending(session).values_list("pk", flat=True))
    if keys - attending:
        raise ActRefused(_("Fra i presenti c’è chi non frequenta il percorso. Nulla è cambiato."))
    there = dict(session.attendances.values_list("enrolment_id", "recorded_at"))
    new = keys - there.keys()
    gone = {one for one in attending - keys if one in there and there[one] <= (shown_at or at)}
    session.attendances.filter(enrolment__in=gone).delete()
    SessionAttendance.objects.bulk_create(
        SessionAttendance(session=session, enrolment_id=pk, recorded_by=actor, recorded_at=at)
        for pk in sorted(new)
    )
    if gone or new:
        note = {"title": session.title, "present": len(keys)}
        events.record(events.Act("record_list", session, actor, at, note))
    return len(gone) + len(new)


def _open_list(session: Session, at: datetime) -> Session:
    """The session as it stands, its course held to the end of the act: once that is closed, its
    hours are on certificates."""
    course = lock(session.course)
    if course.status != CourseStatus.RUNNING:
        raise ActRefused(_("Le presenze si scrivono mentre il percorso è in corso."))
    held = course.sessions.get(pk=session.pk)
    if held.status == SessionStatus.CANCELLED or held.starts_at > at:
        raise ActRefused(_("La sessione non è ancora cominciata, o è annullata."))
    return held


def _attending(session: Session) -> QuerySet[Enrolment]:
    return session.course.enrolments.filter(status=EnrolmentStatus.ATTENDING)


# ---------------------------------------------------------------- materials and exercises


@transaction.atomic
def add_material(
    session: Session, title: str, file: "UploadedFile[bytes]", *, actor: User
) -> Material:
    """A file for whoever takes part: theirs once the worker has opened it and found it good."""
    at = clock.now()
    document = receive_upload(file, actor=actor, at=at, dossier=session.dossier)
    material = Material.objects.create(session=session, title=title, document=document, added_at=at)
    events.record(events.Act("add_material", session, actor, at, {"title": title}))
    return material


@transaction.atomic
def set_exercise(session: Session, facts: Mapping[str, Any], *, actor: User) -> Exercise:
    at = clock.now()
    lock(session.course, *GOING_ON)
    if facts["due_at"] <= at:
        raise ActRefused(_("L’esercizio scadrebbe nel passato: controlla giorno e ora."))
    exercise, is_new = Exercise.objects.get_or_create(session=session, **facts)
    if is_new:
        events.record(events.Act("set_exercise", session, actor, at, {"title": exercise.title}))
    return exercise


@transaction.atomic
def deliver(
    exercise: Exercise,
    enrolment: Enrolment,
    *,
    text: str,
    file: "UploadedFile[bytes] | None" = None,
    actor: User | None,
) -> Deliverable:
    """What a group hands in, by any of its people, by the term. What came before is kept."""
    at = clock.now()
    course = lock(exercise.session.course)  # of two who hand in at once the last is counted too
    if not is_in_time(at, exercise.due_at):
        raise ActRefused(_("Il termine è passato. Quello che il gruppo ha consegnato prima resta."))
    if not text.strip() and file is None:
        raise ActRefused(_("Scrivi qualcosa, o allega un file."))
    group = group_of(enrolment)
    if group is None or enrolment.course_id != course.pk:
        raise ActRefused(_("Consegna chi è in un gruppo: i gruppi non sono ancora fatti."))
    if exercise.deliverables.filter(group=group).count() >= MOST_TIMES:
        raise ActRefused(
            _("Il gruppo ha già consegnato %(most)d volte: vale l’ultima, e non se ne aggiungono "
              "altre. Se serve, scrivete a chi conduce.") % {"most": MOST_TIMES}
        )  # fmt: skip
    document = None
    if file is not None:
        document = receive_upload(file, actor=actor, at=at, dossier=course.dossier)
    handed = Deliverable.objects.create(
        exercise=exercise,
        group=group,
        enrolment=enrolment,
        text=text,
        document=document,
        delivered_at=at,
    )
    note = {"title": exercise.title, "group": group}
    events.record(events.Act("deliver", exercise.session, actor, at, note))
    return handed
