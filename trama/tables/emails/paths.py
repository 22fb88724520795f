"""Letters about taking part: that a body is out, and why; that it is back."""

from datetime import datetime

from django.utils.translation import override

from trama.screening.queries.listing import remedies
from trama.tables.emails.letter import address_of, send
from trama.tables.models import Participant

EXCLUDED = "tables.excluded"
READMITTED = "tables.readmitted"


def tell_excluded(participant: Participant, *, at: datetime) -> bool:
    """With the reason, in the office's own words, and how to challenge it (L. 241/1990, art. 3).

    False: it has no address, somebody telephones.
    """
    with override("it"):
        challenge = remedies()
    return _tell("excluded", EXCLUDED, participant, at, remedies=challenge)


def tell_readmitted(participant: Participant, *, at: datetime) -> bool:
    """The same, for who comes back or is admitted late."""
    return _tell("readmitted", READMITTED, participant, at)


def _tell(name: str, purpose: str, participant: Participant, at: datetime, **more: str) -> bool:
    email, path = participant.email, participant.path
    if email:
        url = address_of("paths:path", path.code)
        send(name, purpose, email, path, at, participant=participant, url=url, **more)
    return bool(email)
