"""Who may do what to a notice. Its office, by duty; never politics, never the bodies."""

from django.contrib.auth.models import AnonymousUser

from trama.accounts.models import OfficeDuty, User
from trama.accounts.queries import offices_of
from trama.notices.models import Notice

AnyUser = User | AnonymousUser


def _holds(user: AnyUser, notice: Notice, *duties: OfficeDuty) -> bool:
    return offices_of(user, *duties).filter(pk=notice.office_id).exists()


def may_create(user: AnyUser) -> bool:
    """Who runs procedures or adopts acts, in any office."""
    return offices_of(user, OfficeDuty.OFFICER, OfficeDuty.EXECUTIVE).exists()


def may_enter(user: AnyUser, notice: Notice) -> bool:
    """Whoever works today in the notice's office."""
    return _holds(user, notice)


def may_edit(user: AnyUser, notice: Notice) -> bool:
    return _holds(user, notice, OfficeDuty.OFFICER, OfficeDuty.EXECUTIVE)


def may_run(user: AnyUser, notice: Notice) -> bool:
    """The acts of the procedure officer: legal check, publication, tables."""
    return _holds(user, notice, OfficeDuty.OFFICER)


def may_adopt(user: AnyUser, notice: Notice) -> bool:
    """The acts of the executive (TUEL art. 107): adoption, suspension, resumption, revocation,
    conclusion, closing without applications."""
    return _holds(user, notice, OfficeDuty.EXECUTIVE)
