"""Questions about courses: seats and who has them, who waits, what a person sees of their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest

from trama.accounts.models import Office, User
from trama.accounts.queries import offices_of
from trama.core.deadlines import is_in_time
from trama.core.ui import Badge, Tone
from trama.learning.models import (
    Certificate,
    Course,
    CourseStatus,
    Enrolment,
    EnrolmentStatus,
    Session,
    SessionStatus,
    Side,
)
from trama.organizations.models import Organization
from trama.organizations.queries import bodies_of, organizations_of

INSIDE = (EnrolmentStatus.ENROLLED, EnrolmentStatus.ATTENDING, EnrolmentStatus.COMPLETED)
TONES: dict[str, Tone] = {
    CourseStatus.DESIGNED: "wait",
    CourseStatus.ENROLLING: "due",
    CourseStatus.RUNNING: "now",
    CourseStatus.CLOSED: "done",
    CourseStatus.FOLLOW_UP: "done",
}
HOLDS_A_SEAT = Q(status__in=INSIDE) | Q(status=EnrolmentStatus.NOMINATED, called_at__isnull=False)
WAITS = Q(status=EnrolmentStatus.NOMINATED, called_at=None)


def badge_of(course: Course) -> Badge:
    return Badge(course.get_status_display(), TONES[course.status])


def takes_nominations(course: Course, at: datetime) -> bool:
    return course.status == CourseStatus.ENROLLING and is_in_time(at, course.enrolment_closes_at)


def active(course: Course) -> QuerySet[Enrolment]:
    """Who has accepted, and has not left."""
    return course.enrolments.filter(status__in=INSIDE).select_related("office", "organization")


def ended_at(course: str = "") -> Coalesce:
    """The instant from which a course is over: when it was closed; of one that nobody closed, the
    last thing that was to happen in it. `course`: the name by which a row leads to it."""
    its = f"{course}__" if course else ""
    sessions = Session.objects.filter(course=OuterRef(course or "pk"))
    last = sessions.exclude(status=SessionStatus.CANCELLED).order_by("-ends_at").values("ends_at")
    begun = (f"{its}enrolment_closes_at", f"{its}started_at")
    return Coalesce(f"{its}closed_at", Greatest(*begun, Subquery(last[:1])))


# ---------------------------------------------------------------- seats


def _quota(like: Enrolment) -> QuerySet[Enrolment]:
    return Enrolment.objects.filter(course=like.course_id, side=like.side, office=like.office_id)


def seats_left(like: Enrolment) -> int:
    """Of the quota of an enrolment: of the bodies together, or of one Direzione."""
    if like.side == Side.THIRD_SECTOR:
        seats = like.course.third_sector_seats
    else:
        seats = sum(
            like.course.quotas.filter(office=like.office_id).values_list("seats", flat=True)
        )
    return seats - _quota(like).filter(HOLDS_A_SEAT).count()


def waiting_list(like: Enrolment) -> QuerySet[Enrolment]:
    """Of the quota of an enrolment, in order of nomination."""
    waiting = _quota(like).filter(WAITS).select_related("course", "office", "organization")
    return waiting.order_by("nominated_at", "pk")


@dataclass(frozen=True)
class Seats:
    """A quota in numbers. `office` None: the bodies."""

    office: Office | None
    seats: int
    taken: int
    accepted: int
    waiting: int


def seats_of(course: Course) -> list[Seats]:
    """The bodies first, then each Direzione; two queries."""
    counted = course.enrolments.values("office").annotate(
        taken=Count("pk", filter=HOLDS_A_SEAT),
        accepted=Count("pk", filter=Q(status__in=INSIDE)),
        waiting=Count("pk", filter=WAITS),
    )
    found: dict[int | None, dict[str, int]] = {
        row["office"]: {name: row[name] for name in ("taken", "accepted", "waiting")}
        for row in counted.order_by()
    }
    quotas = course.quotas.select_related("office").order_by("office__name", "pk")
    every = [(None, course.third_sector_seats), *((one.office, one.seats) for one in quotas)]
    none = {"taken": 0, "accepted": 0, "waiting": 0}
    rows = []
    for office, seats in every:
        row = found.get(office.pk if office else None, none)
        rows.append(Seats(office, seats, row["taken"], row["accepted"], row["waiting"]))
    return rows


# ---------------------------------------------------------------- whose


def senders_of(user: User | AnonymousUser, course: Course) -> list[Office | Organization]:
    """In whose name a person nominates: their Direzioni that have seats, their bodies."""
    if not isinstance(user, User):
        return []
    offices = offices_of(user).filter(pk__in=course.quotas.values("office")).order_by("name", "pk")
    return [*offices, *organizations_of(user).order_by("name_key", "pk")]


def sent_by(user: User, course: Course) -> list[Enrolment]:
    """Whom the person's offices and bodies have nominated."""
    rows = course.enrolments.filter(
        Q(office__in=offices_of(user)) | Q(organization__in=bodies_of(user))
    ).select_related("office", "organization")
    return list(rows.order_by("nominated_at", "pk"))


def places_in_line(course: Course) -> dict[int, int]:
    """By key of the enrolment, its place in the waiting list of its quota."""
    found: dict[int, int] = {}
    lines: dict[int | None, int] = {}
    waiting = course.enrolments.filter(WAITS).order_by("nominated_at", "pk")
    for pk, office in waiting.values_list("pk", "office"):
        lines[office] = lines.get(office, 0) + 1
        found[pk] = lines[office]
    return found


def place_in_line(enrolment: Enrolment) -> int | None:
    """In the waiting list of its quota; None: it does not wait."""
    if not enrolment.is_waiting:
        return None
    return places_in_line(enrolment.course).get(enrolment.pk)


def enrolments_of(user: User) -> QuerySet[Enrolment]:
    """One's own, by the e-mails that the person has proven theirs."""
    proven = EmailAddress.objects.filter(user=user, verified=True).values("email")
    return Enrolment.objects.filter(email__in=proven)


def certified(course: Course) -> Sequence[Certificate]:
    rows = Certificate.objects.filter(enrolment__course=course).select_related("enrolment")
    return list(rows.order_by("enrolment__person_name", "pk"))
