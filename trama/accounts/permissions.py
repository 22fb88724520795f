from django.contrib.auth.models import AnonymousUser

from trama.accounts.models import Office, OfficeDuty, User
from trama.accounts.queries import offices_of


def works_for(user: User | AnonymousUser, office: Office, *duties: OfficeDuty) -> bool:
    """Holds today one of `duties` in `office` (any duty when none is named)."""
    return offices_of(user, *duties).filter(pk=office.pk).exists()
