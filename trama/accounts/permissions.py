from django.contrib.auth.models import AnonymousUser

from trama.accounts.models import Office, OfficeDuty, OfficeRole, User
from trama.accounts.queries import holds

# The executive's own duty comes from outside (TUEL art. 50), and the steward keeps the register of
# every office: `create_office_person` records them.
GIVEN_BY_EXECUTIVES = (
    OfficeDuty.OFFICER,
    OfficeDuty.STAFF,
    OfficeDuty.COMMUNITY_SOCIAL_WORKER,
    OfficeDuty.COMMUNITY_MANAGER,
)


def may_give_duties(user: User | AnonymousUser, office: Office) -> bool:
    """The executive says who works in their office, and as what (TUEL art. 107)."""
    return works_for(user, office, OfficeDuty.EXECUTIVE)


def may_end_duty(user: User | AnonymousUser, role: OfficeRole) -> bool:
    return is_endable(user, role) and may_give_duties(user, role.office)


def is_endable(user: User | AnonymousUser, role: OfficeRole) -> bool:
    """By an executive of its office: one that executives give, and never one's own."""
    return role.duty in GIVEN_BY_EXECUTIVES and role.user_id != user.pk


def works_for(user: User | AnonymousUser, office: Office, *duties: OfficeDuty) -> bool:
    """Holds today one of `duties` in `office` (when none is named: on procedures)."""
    return holds(user, *duties, office=office.pk)
