"""Who may touch what coverage rests on. Pure questions."""

from django.contrib.auth.models import AnonymousUser

from trama.accounts.models import User
from trama.accounts.queries import works_on_areas
from trama.territory.models import Zone
from trama.territory.permissions import answers_for, is_community_manager


def may_change_formulas(user: User | AnonymousUser) -> bool:
    """Factors, weights, and asking for the sums: a Welfare Community Manager."""
    return is_community_manager(user)


def may_see_who_answers(user: User | AnonymousUser) -> bool:
    """Names of colleagues beside their zones: whoever keeps an area."""
    return works_on_areas(user)


def may_verify_absence(user: User | AnonymousUser, zone: Zone) -> bool:
    """Say that nothing is there: who answers for that zone."""
    return works_on_areas(user) and answers_for(user, zone)
