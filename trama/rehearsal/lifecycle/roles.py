"""Who works in the office and who represents a body change places, by the platform's own verbs."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from trama.accounts.lifecycle import assign_duty, end_duty
from trama.accounts.models import OfficeDuty, OfficeRole, User
from trama.accounts.queries import current
from trama.core import clock
from trama.core.deadlines import day_of
from trama.core.workflow import ActRefused
from trama.demo.queries import character, user_of
from trama.organizations.lifecycle import confirm, end, request_membership
from trama.organizations.models import Membership, MembershipDuty
from trama.rehearsal import queries
from trama.rehearsal.lifecycle.clock import only_in_rehearsal, send_ahead

NOTE = "Scambio dei ruoli nella prova"


@transaction.atomic
def swap() -> None:
    """Each of a pair takes what the other holds; doing it again undoes it.

    A duty is dated by whole days: who leaves one holds it until tonight, who takes it begins
    tomorrow. So the clock sets out for tomorrow morning; refused while it is on its way.
    """
    only_in_rehearsal()
    at = clock.now()
    people = [(_user(one), _user(other)) for one, other in queries.PAIRS]
    marta = _user("marta")
    held = {user: _Held(user, at) for pair in people for user in pair}
    for one, other in people:
        held[one].pass_to(other, at=at, steward=marta)
        held[other].pass_to(one, at=at, steward=marta)
    send_ahead(queries.morning_after(at))


def _user(who: str) -> User:
    found = character(who)
    user = user_of(found) if found else None
    if user is None:
        raise ActRefused(
            _("Qualcuno della città inventata non c’è: i ruoli non si scambiano. Riporta la prova "
              "all’inizio.")
        )  # fmt: skip
    return user


class _Held:
    """What a person holds from tomorrow on, if nothing changes."""

    def __init__(self, user: User, at: datetime) -> None:
        duties = OfficeRole.objects.filter(current(day_of(at) + timedelta(days=1)), user=user)
        self.duties = list(duties.select_related("office", "user").order_by("pk"))
        memberships = Membership.objects.in_force().filter(user=user)
        self.memberships = list(memberships.select_related("organization").order_by("pk"))

    def pass_to(self, other: User, *, at: datetime, steward: User) -> None:
        today = day_of(at)
        for role in self.duties:
            end_duty(role, on=today, actor=None, at=at)
            tomorrow = today + timedelta(days=1)
            duty = OfficeDuty(role.duty)
            assign_duty(other, role.office, duty, since=tomorrow, actor=None, at=at)
        for one in self.memberships:
            end(one, actor=steward)
            asked = request_membership(other, one.organization, MembershipDuty(one.duty), NOTE)
            confirm(asked, actor=steward)
