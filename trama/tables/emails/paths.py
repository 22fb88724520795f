"""Letters about taking part: that a body is out, and why; that it is back."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from trama.mailbox.lifecycle import post
from trama.screening.queries.listing import remedies
from trama.tables.models import Participant

EXCLUDED = "tables.excluded"
READMITTED = "tables.readmitted"


def tell_excluded(participant: Participant, *, at: datetime) -> bool:
    """With the reason, in the office's own words, and how to challenge it (L. 241/1990, art. 3).

    False: it has no address, somebody telephones.
    """
    return _post("excluded", EXCLUDED, participant, at, remedies=remedies())


def tell_readmitted(participant: Participant, *, at: datetime) -> bool:
    """The same, for who comes back or is admitted late."""
    return _post("readmitted", READMITTED, participant, at)


def _post(name: str, purpose: str, participant: Participant, at: datetime, **more: str) -> bool:
    if not participant.email:
        return False
    path = participant.path
    with override("it"):
        post(
            f"tables/emails/{name}",
            recipient=participant.email,
            context={
                "participant": participant,
                "path": path,
                "url": settings.BASE_URL + reverse("paths:path", args=[path.code]),
                **more,
            },
            purpose=purpose,
            at=at,
            dossier=path.dossier,
        )
    return True
