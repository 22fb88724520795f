"""Who may do what with a synthesis. Pure questions: no writes, no HTTP."""

from trama.accounts.models import OfficeDuty
from trama.accounts.queries import holds
from trama.tables.models import Path
from trama.tables.permissions.paths import AnyUser


def may_adopt(user: AnyUser, path: Path) -> bool:
    """The act that concludes is the executive's (TUEL art. 107)."""
    return holds(user, OfficeDuty.EXECUTIVE, office=path.notice.office_id)


def reads_before_the_act(user: AnyUser, path: Path) -> bool:
    """Report and annex, until the act makes them public: whoever works in the office."""
    return holds(user, office=path.notice.office_id)
