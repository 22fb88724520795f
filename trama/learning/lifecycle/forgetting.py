"""A year after a course nothing says any more who was only nominated for it, and who knew whom.

Nor when nobody has closed it: whoever forgets to press a button keeps nobody's name for that.
"""

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from trama.core import clock, events
from trama.core.privacy import due_for_erasure
from trama.learning import emails
from trama.learning.models import (
    Acquaintance,
    Certificate,
    Course,
    Deliverable,
    Enrolment,
    EnrolmentStatus,
    GroupSeat,
    SessionAttendance,
)
from trama.learning.queries.courses import ended_at
from trama.mailbox.lifecycle import forget_addressee


def forget_people() -> int:
    """The clocks in `privacy` are over; says of how many courses. Each is an act of its own."""
    over = {
        *_never_came().values_list("course", flat=True),
        *_pairs().values_list("course", flat=True),
    }
    for course in Course.objects.filter(pk__in=over).order_by("pk"):
        _forget(course)
    return len(over)


def _never_came() -> QuerySet[Enrolment]:
    """Nominated, perhaps in a group: at no session, and nothing of theirs was handed in."""
    rows = Enrolment.objects.alias(ended_at=ended_at("course"))
    for model in (SessionAttendance, Deliverable, Certificate):
        rows = rows.exclude(Exists(model._default_manager.filter(enrolment=OuterRef("pk"))))
    return due_for_erasure(rows.exclude(status=EnrolmentStatus.COMPLETED))


def _pairs() -> QuerySet[Acquaintance]:
    return due_for_erasure(Acquaintance.objects.alias(ended_at=ended_at("course")))


@transaction.atomic
def _forget(course: Course) -> None:
    at = clock.now()
    pairs, _each = _pairs().filter(course=course).delete()
    people = list(_never_came().filter(course=course).order_by("pk"))
    GroupSeat.objects.filter(enrolment__in=people).delete()
    for enrolment in people:
        enrolment.delete()
        if not Enrolment.objects.filter(email=enrolment.email).exists():
            forget_addressee(enrolment.email, purposes=emails.lab.PURPOSES)
    told = {"people": len(people), "pairs": pairs}
    events.record(events.Act("forget_people", course, None, at, told))
