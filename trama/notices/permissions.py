"""Who may do what to a notice. Its office, by duty; never politics, never the bodies."""

from django.contrib.auth.models import AnonymousUser

from trama.accounts.models import OfficeDuty, User
from trama.accounts.queries import holds
from trama.notices.models import Notice

AnyUser = User | AnonymousUser


def _holds(user: AnyUser, notice: Notice, *duties: OfficeDuty) -> bool:
    return holds(user, *duties, office=notice.office_id)


def may_create(user: AnyUser) -> bool:
    """Who runs procedures or adopts acts, in any office."""
    return holds(user, OfficeDuty.OFFICER, OfficeDuty.EXECUTIVE)


def may_enter(user: AnyUser, notice: Notice) -> bool:
    """Whoever works today in the notice's office."""
    return _holds(user, notice)


def may_edit(user: AnyUser, notice: Notice) -> bool:
    return _holds(user, notice, OfficeDuty.OFFICER, OfficeDuty.EXECUTIVE)


def may_run(user: AnyUser, notice: Notice) -> bool:
    """The acts of the procedure officer: legal check, publication, tables."""
    return _holds(user, notice, OfficeDuty.OFFICER)


def may_run_or_adopt(user: AnyUser, notice: Notice) -> bool:
    """What either does: back to the draft, an amendment begun or given up."""
    return _holds(user, notice, OfficeDuty.OFFICER, OfficeDuty.EXECUTIVE)


def may_adopt(user: AnyUser, notice: Notice) -> bool:
    """The acts of the executive (TUEL art. 107): adoption, amendment, extension, suspension,
    resumption, revocation, conclusion, closing without applications, taking note of a ruling."""
    return _holds(user, notice, OfficeDuty.EXECUTIVE)
