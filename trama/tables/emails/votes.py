"""Letters about votes on priorities: the way to one's ballot, and that a vote is called off."""

from datetime import datetime, timedelta
from uuid import UUID

from trama.core.deadlines import day_of
from trama.mailbox.lifecycle import create_link
from trama.mailbox.models import SignedLink
from trama.tables.emails.letter import address_of, send
from trama.tables.models import Participant, PriorityVote

VOTE = "tables.vote"
CANCELLED = "tables.vote_cancelled"
AFTER = timedelta(days=60)
"""How long past the close the link still opens: to find one's own ballot in the outcome."""


def invite(vote: PriorityVote, participant: Participant, *, at: datetime) -> None:
    """The link of a body: whoever opens it votes for that body, without an account."""
    days = (day_of(vote.closes_at) - day_of(at) + AFTER).days
    url = create_link(
        VOTE,
        addressee=participant.email,
        thing=participant,
        at=at,
        days=days,
        version=str(vote.uid),
    )
    _tell("vote", VOTE, vote, participant, at, url=url)


def tell_cancelled(vote: PriorityVote, participant: Participant, *, at: datetime) -> None:
    url = address_of("paths:vote", vote.path.code, vote.uid)
    _tell("vote_cancelled", CANCELLED, vote, participant, at, url=url)


def _tell(
    name: str, purpose: str, vote: PriorityVote, participant: Participant, at: datetime, *, url: str
) -> None:
    who = participant
    send(name, purpose, who.email, vote.path, at, vote=vote, participant=who, url=url)


def written_to(vote: PriorityVote) -> set[UUID]:
    """The participants who have a link to this vote."""
    links = SignedLink.objects.filter(purpose=VOTE, object_version=str(vote.uid))
    return set(links.values_list("object_uid", flat=True))
