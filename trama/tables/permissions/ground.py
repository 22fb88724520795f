"""Who may do what with the common ground. Pure questions: no writes, no HTTP."""

from trama.accounts.models import User
from trama.tables.models import Participant, Path
from trama.tables.permissions.paths import AnyUser, may_run, participant_of


def may_tend(user: AnyUser, path: Path) -> bool:
    """Whoever runs the path, or leads one of its tables: takes away, closes, writes what is said
    by voice."""
    if not isinstance(user, User):
        return False
    return may_run(user, path) or path.tables.filter(facilitator=user).exists()


def may_state(user: AnyUser, path: Path) -> bool:
    """Add a statement: bodies that take part, and whoever tends."""
    return participant_of(user, path) is not None or may_tend(user, path)


def may_act_for(user: AnyUser, participant: Participant) -> bool:
    """Write what a body says by voice: only of who has no e-mail to answer from."""
    return not participant.email and may_tend(user, participant.path)
