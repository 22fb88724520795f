"""Who does what, where, on a day. The day is the office's: Europe/Rome."""

from datetime import date

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate

from config.postgres import DEMO_MARK, REHEARSAL_MARK
from trama.accounts.models import (
    AREA_DUTIES,
    PROCEDURE_DUTIES,
    Office,
    OfficeDuty,
    OfficeRole,
    User,
)
from trama.core import clock
from trama.core.clock import TramaNow
from trama.core.deadlines import ROME, day_of

SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def today() -> date:
    return day_of(clock.now())


def current(day: date | None = None) -> Q:
    """Dated roles in force on `day`; when None today, read by the very query that asks."""
    on = day or TruncDate(TramaNow(), tzinfo=ROME)
    return Q(since__lte=on) & (Q(until=None) | Q(until__gte=on))


def offices_of(user: User | AnonymousUser, *duties: OfficeDuty) -> QuerySet[Office]:
    """The offices where `user` holds today one of `duties` (when none is named: on procedures)."""
    if not isinstance(user, User):
        return Office.objects.none()
    roles = OfficeRole.objects.filter(current(), user=user, duty__in=duties or PROCEDURE_DUTIES)
    return Office.objects.filter(pk__in=roles.values("office"))


def duties_of(user: User | AnonymousUser) -> frozenset[tuple[int, str]]:
    """What a person does today: an office and a duty, as often as there are.

    A page asks it time and again: where the request only reads, it is read once
    (`SecondFactorMiddleware`). An act reads it anew each time.
    """
    if not isinstance(user, User):
        return frozenset()
    if user.duties_read is not None:
        return user.duties_read
    roles = OfficeRole.objects.filter(current(), user=user)
    found = frozenset(roles.values_list("office_id", "duty"))
    if user.only_reads:
        user.duties_read = found
    return found


def holds(user: User | AnonymousUser, *duties: OfficeDuty, office: int | None = None) -> bool:
    """Holds today one of `duties` (when none is named: on procedures), in that office or in any."""
    wanted = duties or PROCEDURE_DUTIES
    return any(duty in wanted and office in {None, place} for place, duty in duties_of(user))


def is_staff(user: User | AnonymousUser) -> bool:
    """Works today for an office, whatever their duty: a second factor is compulsory."""
    return holds(user, *OfficeDuty)


def works_on_procedures(user: User | AnonymousUser) -> bool:
    """Works today on notices and applications, in some office."""
    return holds(user)


def works_on_areas(user: User | AnonymousUser) -> bool:
    """Answers today for an area: community social worker, Welfare Community Manager."""
    return holds(user, *AREA_DUTIES)


def roles_of(user: User) -> QuerySet[OfficeRole]:
    """What a person does today, office by office."""
    roles = OfficeRole.objects.filter(current(), user=user)
    return roles.select_related("office").order_by("office__name", "duty")


def roles_in(office: Office) -> QuerySet[OfficeRole]:
    """Who has worked, works and will work in an office, by name, the latest duty first."""
    roles = OfficeRole.objects.filter(office=office).select_related("user", "office")
    return roles.order_by("user__name", "user__pk", "-since", "duty")


def staff_second_factor(user: User) -> bool | None:
    """Whether a person who works today for an office has an app or a passkey; None: no office.

    One query: it is asked at every request, so that a role given or taken counts from the next.
    """
    factors = Authenticator.objects.filter(user=OuterRef("user"), type__in=SECOND_FACTORS)
    roles = OfficeRole.objects.filter(current(), user=user)
    return roles.values_list(Exists(factors), flat=True).first()


def has_second_factor(user: User) -> bool:
    return bool(Authenticator.objects.filter(user=user, type__in=SECOND_FACTORS).exists())


def is_demo_database() -> bool:
    """The database says of itself that its people are invented: it was born as a demo."""
    return _mark() in {DEMO_MARK, REHEARSAL_MARK}


def is_rehearsal_database() -> bool:
    """The database says of itself that it is of a rehearsal: its clock may have been moved."""
    return _mark() == REHEARSAL_MARK


def _mark() -> str | None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database"
            " WHERE datname = current_database()"
        )
        row = cursor.fetchone()
    return row[0] if row else None
