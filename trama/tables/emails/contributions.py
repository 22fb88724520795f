"""Letters about contributions: its outcome to whoever brought it, another version to whoever had
taken a position."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import override

from trama.mailbox.lifecycle import post
from trama.tables.models import Contribution, Participant, ParticipantStatus

OUTCOME = "tables.contribution_outcome"
AMENDED = "tables.contribution_amended"


def tell_outcome(contribution: Contribution, *, at: datetime) -> int:
    """To the authors, and to those of what was joined to it; who has no address is told aloud, who
    has gone is told all the same: it said it. Says how many letters left."""
    brought = Q(contributions=contribution) | Q(contributions__merged_into=contribution)
    authors = Participant.objects.filter(brought)
    return len(_post("tables/emails/contribution_outcome", OUTCOME, contribution, authors, at))


def tell_amended(contribution: Contribution, *, at: datetime) -> list[Participant]:
    """To who takes part and had taken a position on the words before: those written to."""
    spoken = Participant.objects.filter(
        positions__contribution=contribution, status=ParticipantStatus.ACTIVE
    )
    return _post("tables/emails/contribution_amended", AMENDED, contribution, spoken, at)


def _post(
    letter: str, purpose: str, contribution: Contribution, to: Iterable[Participant], at: datetime
) -> list[Participant]:
    path = contribution.path
    told = sorted({body for body in to if body.email}, key=lambda body: body.pk)
    with override("it"):
        where = reverse("paths:contribution", args=[path.code, contribution.number])
        for body in told:
            post(
                letter,
                recipient=body.email,
                context={
                    "contribution": contribution,
                    "participant": body,
                    "path": path,
                    "page": settings.BASE_URL + where,
                },
                purpose=purpose,
                at=at,
                dossier=path.dossier,
            )
    return told
