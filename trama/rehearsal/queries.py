"""What the page of the rehearsal shows: its clock, what is due, who is who today."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db import connection
from django.utils.text import capfirst

from trama.accounts.models import OfficeRole, User
from trama.accounts.queries import current
from trama.core import clock, due
from trama.core.deadlines import ROME, day_of
from trama.core.ui import Due, Text
from trama.demo.queries import Character, present
from trama.organizations.models import Membership

# Who takes the place of whom: an office's person and a body's. Marta, who keeps the register of
# bodies, stays where she is: she confirms the others.
PAIRS = (("anna", "bruno"), ("elena", "carla"), ("dario", "chiara"), ("lia", "nadia"))
MORNING = time(8)
SHOWN_TERMS = 6


def target() -> datetime | None:
    """Where the clock is being taken; None when it stays where it is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT target FROM rehearsal_clock")
        row = cursor.fetchone()
    return row[0] if row else None


def morning_after(instant: datetime) -> datetime:
    """Eight o'clock of the day that follows."""
    return datetime.combine(day_of(instant) + timedelta(days=1), MORNING, ROME)


@dataclass(frozen=True)
class Term:
    """Something due, and the two mornings around it: its own, when still to come, and the next."""

    due: Due
    before: datetime | None
    after: datetime


def terms() -> list[Term]:
    """What is next due to the people of the rehearsal, each thing once, the nearest first."""
    now = clock.now()
    found: dict[tuple[object, Text], Due] = {}
    for user in _users():
        for one in due.of(user):
            if one.on >= day_of(now):
                found.setdefault((one.on, str(one.title)), one)
    nearest = sorted(found.values(), key=lambda one: (one.on, str(one.title)))
    return [_term(one, now) for one in nearest[:SHOWN_TERMS]]


def _term(one: Due, now: datetime) -> Term:
    before = datetime.combine(one.on, MORNING, ROME)
    return Term(one, before if before > now else None, before + timedelta(days=1))


def _users() -> list[User]:
    emails = [character.email for character in present()]
    return list(User.objects.filter(email__in=emails, is_active=True).order_by("pk"))


@dataclass(frozen=True)
class Part:
    """Somebody of the cast, and what they are today."""

    character: Character
    roles: list[str]


def parts() -> list[Part]:
    roles: dict[str, list[str]] = defaultdict(list)
    emails = [character.email for character in present()]
    duties = OfficeRole.objects.filter(current(), user__email__in=emails)
    for role in duties.select_related("user", "office").order_by("pk"):
        roles[role.user.email].append(_said(role, role.office.name))
    memberships = Membership.objects.in_force().filter(user__email__in=emails)
    for one in memberships.select_related("user", "organization").order_by("pk"):
        roles[one.user.email].append(_said(one, one.organization.name))
    return [Part(one, roles[one.email]) for one in present()]


def _said(role: OfficeRole | Membership, where: str) -> str:
    return f"{capfirst(role.get_duty_display())}, {where}"
