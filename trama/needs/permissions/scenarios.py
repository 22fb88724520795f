"""Who may try what would change. Pure questions."""

from django.contrib.auth.models import AnonymousUser

from trama.accounts.models import User
from trama.accounts.queries import is_staff
from trama.needs.models import Scenario


def may_simulate(user: User | AnonymousUser) -> bool:
    """Whoever works for an office today, on areas or on procedures: figures are public, trying
    them on asks the worker's time."""
    return is_staff(user)


def owns(user: User | AnonymousUser, scenario: Scenario) -> bool:
    """Only its owner changes, shows or deletes it; colleagues to whom it is shown may copy it."""
    return scenario.owner_id == getattr(user, "pk", None)
