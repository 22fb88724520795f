"""The phases of a course: nominations open, it begins, it ends, and the months after.

Whoever is concerned has a letter: with the dates for whoever attends, with what becomes of the wait
for whoever had no seat. The questionnaires of the moment leave by themselves.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from trama.accounts.models import User
from trama.core import clock
from trama.core.workflow import ActRefused, move
from trama.learning import emails
from trama.learning.lifecycle import questionnaires
from trama.learning.lifecycle.courses import lock
from trama.learning.models import (
    Course,
    CourseStatus,
    Enrolment,
    EnrolmentStatus,
    Moment,
    SessionStatus,
    Side,
)
from trama.learning.queries.courses import places_in_line
from trama.learning.queries.sessions import attended_minutes, held_minutes
from trama.learning.rules.attendance import is_enough


@transaction.atomic
def open_enrolment(course: Course, *, actor: User) -> None:
    """From here on bodies and Direzioni nominate people, and the course is public."""
    at = clock.now()
    if course.enrolment_closes_at <= at:
        raise ActRefused(_("Le candidature sarebbero già chiuse: prima sposta il termine."))
    move(course, CourseStatus.ENROLLING, verb="open_enrolment", actor=actor, at=at)


@transaction.atomic
def start(course: Course, *, actor: User) -> None:
    """It begins: whoever has accepted attends. Refused unless both sides are there."""
    at = clock.now()
    lock(course, CourseStatus.ENROLLING)
    accepted = list(course.enrolments.filter(status=EnrolmentStatus.ENROLLED).order_by("pk"))
    if {one.side for one in accepted} != {Side.ADMINISTRATION, Side.THIRD_SECTOR}:
        raise ActRefused(_("Serve almeno una persona che ha accettato per ciascuna parte."))
    note = {"number": len(accepted)}
    move(course, CourseStatus.RUNNING, verb="start", actor=actor, at=at, note=note, started_at=at)
    for enrolment in accepted:
        enrolment.course = course
        move(enrolment, EnrolmentStatus.ATTENDING, verb="attend", actor=None, at=at)
        emails.lab.begin(enrolment, at=at)
    _tell_who_is_not_in(course, at)
    questionnaires.open_if_ready(course, Moment.BEFORE, actor=actor)


def _tell_who_is_not_in(course: Course, at: datetime) -> None:
    """Whoever waits still may be called; whoever was called and said nothing still has the seat."""
    places = places_in_line(course)
    for enrolment in _undecided(course):
        if enrolment.is_waiting:
            emails.lab.tell_waiting(enrolment, places[enrolment.pk], at=at)
        else:
            emails.lab.call(enrolment, at=at)


def _undecided(course: Course) -> list[Enrolment]:
    """Nominated, and neither in nor out."""
    rows = course.enrolments.filter(status=EnrolmentStatus.NOMINATED).order_by("pk")
    return list(rows.select_related("course", "office", "organization"))


@transaction.atomic
def close(course: Course, *, actor: User) -> None:
    """It ends: whoever was there for enough hours has completed it, the others have not; nobody
    waits any more."""
    at = clock.now()
    lock(course, CourseStatus.RUNNING)
    if course.sessions.filter(status=SessionStatus.PLANNED).exists():
        raise ActRefused(_("Ci sono sessioni ancora in calendario: segnale tenute o annullale."))
    total = held_minutes(course)
    if not total:
        raise ActRefused(_("Nessuna sessione è stata tenuta: non c’è niente da concludere."))
    note = {"number": _complete(course, total, at)}
    move(course, CourseStatus.CLOSED, verb="close", actor=actor, at=at, note=note, closed_at=at)
    for enrolment in _undecided(course):
        why = (
            _("Il percorso è finito senza che si liberasse un posto.")
            if enrolment.is_waiting
            else _("Il percorso è finito e il posto non era stato accettato.")
        )
        move(enrolment, EnrolmentStatus.DROPPED, verb="not_in", actor=None, at=at, reason=why)
        emails.lab.tell_over(enrolment, at=at)
    questionnaires.open_if_ready(course, Moment.AFTER, actor=actor)


def _complete(course: Course, total: int, at: datetime) -> int:
    """How many have; of the others, why not."""
    attended = attended_minutes(course)
    completed = 0
    for enrolment in course.enrolments.filter(status=EnrolmentStatus.ATTENDING).order_by("pk"):
        enough = is_enough(attended.get(enrolment.pk, 0), total)
        completed += enough
        target = EnrolmentStatus.COMPLETED if enough else EnrolmentStatus.DROPPED
        why = "" if enough else _("Presente per meno del 75 % delle ore.")
        verb = "complete" if enough else "not_complete"
        move(enrolment, target, verb=verb, actor=None, at=at, reason=why)
    return completed


@transaction.atomic
def follow_up(course: Course, *, actor: User | None) -> None:
    """The months after: what changed is asked again, practices say what came of them."""
    move(course, CourseStatus.FOLLOW_UP, verb="follow_up", actor=actor, at=clock.now())


@transaction.atomic
def ask_after_six_months() -> int:
    """The last questionnaire of each course whose day has come, once; says how many left."""
    asked = 0
    for course in questionnaires.due_after_six_months():
        if course.status == CourseStatus.CLOSED:
            follow_up(course, actor=None)
        asked += questionnaires.open_if_ready(course, Moment.SIX_MONTHS, actor=None)
    return asked
