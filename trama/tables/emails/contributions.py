"""Letters about contributions: its outcome to whoever brought it, another version to whoever had
taken a position."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q

from trama.tables.emails.letter import address_of, send
from trama.tables.models import Contribution, Participant, ParticipantStatus

OUTCOME = "tables.contribution_outcome"
AMENDED = "tables.contribution_amended"


def tell_outcome(contribution: Contribution, *, at: datetime) -> int:
    """To the authors, and to those of what was joined to it; who has no address is told aloud, who
    has gone is told all the same: it said it. Says how many letters left."""
    brought = Q(contributions=contribution) | Q(contributions__merged_into=contribution)
    authors = Participant.objects.filter(brought)
    return len(_tell("contribution_outcome", OUTCOME, contribution, authors, at))


def tell_amended(contribution: Contribution, *, at: datetime) -> list[Participant]:
    """To who takes part and had taken a position on the words before: those written to."""
    spoken = Participant.objects.filter(
        positions__contribution=contribution, status=ParticipantStatus.ACTIVE
    )
    return _tell("contribution_amended", AMENDED, contribution, spoken, at)


def _tell(
    name: str, purpose: str, contribution: Contribution, to: Iterable[Participant], at: datetime
) -> list[Participant]:
    path = contribution.path
    page = address_of("paths:contribution", path.code, contribution.number)
    told = sorted({body for body in to if body.email}, key=lambda body: body.pk)
    for body in told:
        facts: dict[str, Any] = {"contribution": contribution, "participant": body, "page": page}
        send(name, purpose, body.email, path, at, **facts)
    return told
