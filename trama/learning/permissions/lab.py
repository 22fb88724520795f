"""Who may do what in the lab and with practices. Pure questions: no writes, no HTTP."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from trama.accounts.models import OfficeDuty, User
from trama.accounts.queries import holds, offices_of
from trama.learning.models import Course, Enrolment, LibraryItem, LibraryUse, Practice
from trama.learning.queries.courses import enrolments_of
from trama.organizations.queries import bodies_of

AnyUser = User | AnonymousUser


def may_design(user: AnyUser, office: int | None = None) -> bool:
    """A course of an office: its officer or its executive."""
    return holds(user, OfficeDuty.OFFICER, OfficeDuty.EXECUTIVE, office=office)


def may_govern(user: AnyUser, course: Course) -> bool:
    """Its design, its phases, its certificates: the office's."""
    return may_design(user, course.office_id)


def may_lead(user: AnyUser, course: Course) -> bool:
    """Its sessions, groups and people: a trainer named on it, and whoever governs it."""
    if not isinstance(user, User):
        return False
    return course.trainers.filter(pk=user.pk).exists() or may_govern(user, course)


def is_theirs(user: AnyUser, enrolment: Enrolment) -> bool:
    """The person who is enrolled, signed in with that e-mail."""
    return isinstance(user, User) and enrolments_of(user).filter(pk=enrolment.pk).exists()


def may_judge(user: AnyUser, practice: Practice) -> bool:
    """Tries, adopts, rejects: who leads its course; of none, who answers for procedures."""
    if practice.course is not None:
        return may_lead(user, practice.course)
    return may_design(user)


def may_tell_result(user: AnyUser, practice: Practice) -> bool:
    return may_judge(user, practice) or (isinstance(user, User) and practice.author_id == user.pk)


def may_keep(user: AnyUser) -> bool:
    """Puts templates in the library."""
    return may_design(user)


def may_retire(user: AnyUser, item: LibraryItem) -> bool:
    return may_design(user, item.office_id)


def may_tell_use(user: AnyUser, used: LibraryUse) -> bool:
    """How it went: whoever speaks for the office or the body that used it."""
    return uses_to_tell(user, LibraryUse.objects.filter(pk=used.pk)).exists()


def uses_to_tell(user: AnyUser, uses: QuerySet[LibraryUse]) -> QuerySet[LibraryUse]:
    """Of these, those of which the person may say how they went."""
    return uses.filter(Q(office__in=offices_of(user)) | Q(organization__in=bodies_of(user)))
