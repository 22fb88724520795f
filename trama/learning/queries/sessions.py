"""Questions about sessions: how many hours, who was there, how a calendar tells them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from trama.learning.models import (
    Course,
    Deliverable,
    Enrolment,
    Exercise,
    Session,
    SessionAttendance,
    SessionStatus,
)
from trama.mailbox.formats.calendar import Entry


def sessions_of(course: Course) -> QuerySet[Session]:
    rows = course.sessions.annotate(present=Count("attendances"))
    return rows.order_by("starts_at", "pk")


def who_was_there(session: Session) -> QuerySet[Enrolment]:
    rows = Enrolment.objects.filter(attendances__session=session)
    return rows.select_related("office", "organization").order_by("person_name", "pk")


def held_minutes(course: Course) -> int:
    return sum(one.minutes for one in course.sessions.filter(status=SessionStatus.HELD))


def attended_minutes(course: Course) -> dict[int, int]:
    """By key of the enrolment, of the sessions that were held."""
    found: Counter[int] = Counter()
    rows = SessionAttendance.objects.filter(
        session__course=course, session__status=SessionStatus.HELD
    ).select_related("session")
    for one in rows:
        found[one.enrolment_id] += one.session.minutes
    return dict(found)


def entry_of(session: Session, *, inside: bool = False) -> Entry:
    """As a calendar tells it: the address to connect only to whoever is `inside`."""
    is_off = session.status == SessionStatus.CANCELLED
    parts = [_("ANNULLATA: %(why)s") % {"why": session.reason}] if is_off else []
    if inside and session.online_url:
        parts.append(session.online_url)
    page = reverse("learning:course", args=[session.course.code])
    return Entry(
        uid=f"{session.uid}@{settings.PLATFORM['name'].lower()}",
        title=f"{session.course.title}: {session.title}",
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        updated_at=session.updated_at,
        url=settings.BASE_URL + page,
        place=session.venue,
        text="\n".join(parts),
        sequence=session.sequence,
        is_cancelled=is_off,
    )


def calendar_entries(course: Course) -> list[Entry]:
    rows = course.sessions.select_related("course").order_by("starts_at", "pk")
    return [entry_of(one) for one in rows]


@dataclass(frozen=True)
class Handed:
    """An exercise and the last that each group handed in."""

    exercise: Exercise
    last: Sequence[Deliverable]


def handed_in(course: Course, *, group: int | None = None) -> list[Handed]:
    """The exercises of a course; of one group alone when it is named."""
    exercises = Exercise.objects.filter(session__course=course).select_related("session")
    rows = Deliverable.objects.filter(exercise__in=exercises).select_related("document")
    if group is not None:
        rows = rows.filter(group=group)
    last: dict[tuple[int, int], Deliverable] = {}
    for one in rows.order_by("delivered_at", "pk"):
        last[one.exercise_id, one.group] = one
    return [
        Handed(one, [last[key] for key in sorted(last) if key[0] == one.pk])
        for one in exercises.order_by("due_at", "pk")
    ]


def attended_by(enrolment: Enrolment) -> set[int]:
    """The keys of the sessions where a person was."""
    return set(enrolment.attendances.values_list("session_id", flat=True))
