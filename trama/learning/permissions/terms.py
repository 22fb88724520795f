"""Who speaks for which side of the glossary, and who puts terms in force. Pure questions."""

from django.contrib.auth.models import AnonymousUser

from trama.accounts.models import OfficeDuty, User
from trama.accounts.queries import holds, offices_of
from trama.learning.models import Speaker, Term, TermStatus
from trama.organizations.queries import organizations_of

AnyUser = User | AnonymousUser


def speakers_of(user: AnyUser) -> list[Speaker]:
    """In whose names a person may speak today: their offices, then their bodies."""
    if not isinstance(user, User):
        return []
    offices = offices_of(user).order_by("name", "pk")
    bodies = organizations_of(user).order_by("name_key", "pk")
    return [
        *(Speaker(user, office=one) for one in offices),
        *(Speaker(user, organization=one) for one in bodies),
    ]


def may_speak(user: AnyUser) -> bool:
    return bool(speakers_of(user))


def may_curate(user: AnyUser) -> bool:
    """Puts in force what the sides have said: whoever is responsible for procedures."""
    return holds(user, OfficeDuty.EXECUTIVE, OfficeDuty.OFFICER)


def may_drop(user: AnyUser, term: Term) -> bool:
    """A proposal, whoever made it; anything else, a curator."""
    mine = term.author_id is not None and term.author_id == getattr(user, "pk", None)
    return may_curate(user) or (mine and term.status == TermStatus.PROPOSED)
