"""A year after a course nothing says any more who was only nominated for it, and who knew whom."""

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
from trama.mailbox.lifecycle import forget_addressee


def forget_people() -> int:
    """The clocks in `privacy` are over; says of how many courses. Each is an act of its own."""
    over = {
        *due_for_erasure(_never_came()).values_list("course", flat=True),
        *due_for_erasure(Acquaintance.objects.all()).values_list("course", flat=True),
    }
    for course in Course.objects.filter(pk__in=over).order_by("pk"):
        _forget(course)
    return len(over)


def _never_came() -> QuerySet[Enrolment]:
    """Nominated, perhaps in a group: at no session, and nothing of theirs was handed in."""
    came = [
        Exists(model._default_manager.filter(enrolment=OuterRef("pk")))
        for model in (SessionAttendance, Deliverable, Certificate)
    ]
    rows = Enrolment.objects.filter(status=EnrolmentStatus.DROPPED)
    for one in came:
        rows = rows.exclude(one)
    return rows


@transaction.atomic
def _forget(course: Course) -> None:
    at = clock.now()
    pairs, _each = due_for_erasure(Acquaintance.objects.filter(course=course)).delete()
    people = list(due_for_erasure(_never_came().filter(course=course)).order_by("pk"))
    GroupSeat.objects.filter(enrolment__in=people).delete()
    for enrolment in people:
        enrolment.delete()
        if not Enrolment.objects.filter(email=enrolment.email).exists():
            forget_addressee(enrolment.email, purposes=emails.lab.PURPOSES)
    told = {"people": len(people), "pairs": pairs}
    events.record(events.Act("forget_people", course, None, at, told))
