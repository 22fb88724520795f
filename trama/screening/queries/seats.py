"""Who sits where, and what each seat may open."""

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import TruncDate

from trama.accounts.models import OfficeRole, User
from trama.accounts.queries import current, offices_of
from trama.applications.models import Application
from trama.core import clock
from trama.core.clock import TramaNow
from trama.core.deadlines import ROME
from trama.core.privacy import unrestricted
from trama.notices.models import Notice, NoticeStatus
from trama.notices.rules import in_time
from trama.organizations.models import Membership, MembershipStatus, Organization
from trama.screening.models import (
    CaseStatus,
    Conflict,
    ContentOpening,
    PanelMember,
    ScreeningCase,
)

# Past the deadline, and nobody has begun to screen.
PAST_DEADLINE = {NoticeStatus.PUBLISHED, NoticeStatus.CLOSED}
WORKED = [MembershipStatus.ACTIVE.value, MembershipStatus.ENDED.value]


def is_past_deadline(notice: Notice) -> bool:
    """By the window, whether or not the closing job has come by."""
    now = clock.now().replace(microsecond=0)
    return notice.closes_at is not None and notice.closes_at < now


def sitting() -> Q:
    """The members who sit today: a substitute from the day of the act, the other until then."""
    today = TruncDate(TramaNow(), tzinfo=ROME)
    begun = Q(seated_on=None) | Q(seated_on__lte=today)
    return begun & (Q(left_on=None) | Q(left_on__gt=today))


def seat_of(user: User | AnonymousUser, notice: Notice) -> PanelMember | None:
    """The seat of `user`, today, on the notice's panel."""
    if not isinstance(user, User):
        return None
    seats = PanelMember.objects.filter(sitting(), user=user, panel__notice=notice)
    return seats.select_related("panel__notice", "user").first()


def members_of(notice: Notice) -> list[PanelMember]:
    """The notice's panel, the chair first, in one query; nobody until it is appointed."""
    members = PanelMember.objects.filter(panel__notice=notice).select_related("panel__act", "user")
    return list(members.order_by("duty", "user__name"))


def worked_for(user: User) -> QuerySet[Organization]:
    """The bodies where `user` has, or ever had, a confirmed role (R-SD1)."""
    roles = Membership.objects.filter(user=user, status__in=WORKED)
    return Organization.objects.filter(pk__in=roles.values("organization"))


def conflicts_of(member: PanelMember) -> QuerySet[Organization]:
    """The bodies this member neither opens nor judges: declared, or that the register knows."""
    return Organization.objects.filter(
        Q(pk__in=Conflict.objects.filter(member=member).values("organization"))
        | Q(pk__in=worked_for(member.user).values("pk"))
    )


_CONFLICTS = """
    SELECT organization_id FROM screening_conflict WHERE member_id = %s
    UNION SELECT organization_id FROM organizations_membership
    WHERE user_id = %s AND status = ANY(%s)
"""


def conflict_keys(member: PanelMember) -> set[int]:
    """The keys of `conflicts_of`, as a board asks them: without opening the register."""
    with connection.cursor() as cursor:
        cursor.execute(_CONFLICTS, [member.pk, member.user_id, WORKED])
        return {key for (key,) in cursor.fetchall()}


def openable_by(user: User | AnonymousUser) -> QuerySet[Application]:
    """After closing, to members of the panel who have declared, save where they are in conflict.

    Whoever works or worked for a body is in conflict with it, declared or not.
    """
    if not isinstance(user, User):
        return Application.objects.none()
    closed = Notice.objects.exclude(in_time(TramaNow()))
    seats = PanelMember.objects.filter(sitting(), panel__notice=OuterRef("notice"))
    declared = seats.filter(user=user, declared_at__isnull=False).exclude(
        conflicts=OuterRef("organization")
    )
    received = Application.objects.received().filter(Exists(declared), notice__in=closed)
    return unrestricted(received.exclude(organization__in=worked_for(user)))


def cases_openable_by(user: User | AnonymousUser) -> QuerySet[ScreeningCase]:
    """The cases whose contents this person may open: to everybody else they do not exist."""
    return ScreeningCase.objects.filter(application__in=openable_by(user)).select_related(
        "application__organization",
        "application__entry",
        "application__message",
        "application__notice__office",
    )


def stranded(notice: Notice) -> int:
    """How many cases still to decide nobody who sits can work on: each is in conflict.

    Who has not declared yet, and has no tie in the register, may turn out to be free.
    """
    tied = Membership.objects.filter(
        user=OuterRef("user"), organization=OuterRef(OuterRef("organization")), status__in=WORKED
    )
    free = PanelMember.objects.filter(~Exists(tied), sitting(), panel__notice=notice).exclude(
        conflicts=OuterRef("organization")
    )
    decided = [CaseStatus.ADMITTED, CaseStatus.NOT_ADMITTED]
    open_cases = ScreeningCase.objects.filter(application=OuterRef("pk")).exclude(
        status__in=decided
    )
    received = Application.objects.received().filter(notice=notice)
    return received.filter(Exists(open_cases), ~Exists(free)).count()


def has_opened(user: User, case: ScreeningCase) -> bool:
    return ContentOpening.objects.filter(case=case, user=user).exists()


def may_sit(notice: Notice) -> QuerySet[User]:
    """Who may be appointed: people of the offices, those of the notice's own office first."""
    own = OfficeRole.objects.filter(current(), user=OuterRef("pk"), office=notice.office_id)
    anywhere = OfficeRole.objects.filter(current(), user=OuterRef("pk"))
    first = Case(When(Exists(own), then=Value(0)), default=Value(1), output_field=IntegerField())
    return (
        User.objects.filter(Exists(anywhere), is_active=True)
        .annotate(elsewhere=first)
        .order_by("elsewhere", "name", "pk")
    )


def names_to_declare(notice: Notice) -> QuerySet[Organization]:
    """The bodies that applied, by name: all that a member reads before declaring."""
    received = Application.objects.received().filter(notice=notice)
    bodies = Organization.objects.filter(pk__in=received.values("organization"))
    return bodies.only("uid", "name", "city").order_by("name_key", "pk")


def notices_for(user: User) -> QuerySet[Notice]:
    """Notices past their deadline that this person screens, by seat or by office; last first."""
    seated = PanelMember.objects.filter(sitting(), user=user, panel__notice=OuterRef("pk"))
    under_way = [NoticeStatus.CLOSED, NoticeStatus.SCREENING]
    return (
        Notice.objects.filter(
            Q(office__in=offices_of(user), status__in=under_way) | Q(Exists(seated))
        )
        .select_related("office")
        .order_by("-closes_at", "pk")
    )
