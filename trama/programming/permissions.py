"""Who may keep the acts of programming and the code lists. Pure questions."""

from django.contrib.auth.models import AnonymousUser

from trama.accounts.models import OfficeDuty, User
from trama.accounts.queries import holds


def may_keep_acts(user: User | AnonymousUser) -> bool:
    """Records acts of programming: whoever is responsible for procedures, in any office."""
    return holds(user, OfficeDuty.EXECUTIVE, OfficeDuty.OFFICER)


def may_keep_lists(user: User | AnonymousUser) -> bool:
    """Keeps the words of strands, themes and targets: the steward (data steward, in the law's
    separation of duties: configuration, no procedure)."""
    return holds(user, OfficeDuty.STEWARD)
