"""Letters about votes on priorities: the way to one's ballot, and that a vote is called off."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from trama.core.deadlines import day_of
from trama.mailbox.lifecycle import create_link, post
from trama.mailbox.models import SignedLink
from trama.tables.models import Participant, PriorityVote

VOTE = "tables.vote"
CANCELLED = "tables.vote_cancelled"
AFTER = timedelta(days=60)
"""How long past the close the link still opens: to find one's own ballot in the outcome."""


def invite(vote: PriorityVote, participant: Participant, *, at: datetime) -> None:
    """The link of a body: whoever opens it votes for that body, without an account."""
    days = (day_of(vote.closes_at) - day_of(at) + AFTER).days
    with override("it"):
        url = create_link(
            VOTE,
            addressee=participant.email,
            thing=participant,
            at=at,
            days=days,
            version=str(vote.uid),
        )
    _post("vote", VOTE, vote, participant, at=at, url=url)


def tell_cancelled(vote: PriorityVote, participant: Participant, *, at: datetime) -> None:
    with override("it"):
        page = reverse("paths:vote", args=[vote.path.code, vote.uid])
    _post("vote_cancelled", CANCELLED, vote, participant, at=at, url=settings.BASE_URL + page)


def _post(
    name: str, purpose: str, vote: PriorityVote, participant: Participant, *, at: datetime, url: str
) -> None:
    with override("it"):
        post(
            f"tables/emails/{name}",
            recipient=participant.email,
            context={"vote": vote, "path": vote.path, "participant": participant, "url": url},
            purpose=purpose,
            at=at,
            dossier=vote.dossier,
        )


def written_to(vote: PriorityVote) -> set[UUID]:
    """The participants who have a link to this vote."""
    links = SignedLink.objects.filter(purpose=VOTE, object_version=str(vote.uid))
    return set(links.values_list("object_uid", flat=True))
