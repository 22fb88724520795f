"""Votes for tests: in draft, open, counted, by each method, with what their options come from."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

import factory
from factory.django import DjangoModelFactory

from trama.core import clock
from trama.tables.lifecycle.counting import close_vote, count_vote
from trama.tables.models import (
    Ballot,
    BallotSecrecy,
    Participant,
    PathStatus,
    PriorityVote,
    VoteMethod,
    VoteOption,
    VoteStatus,
)
from trama.tables.rules.voting import SECRET_BYTES, commitment
from trama.tables.tests.factories import ContributionFactory, PathFactory

COST = Decimal(100_000)


class VoteFactory(DjangoModelFactory[PriorityVote]):
    """A draft by approval, of one place, that opens now and closes in a week.

    `options=["…", "…"]` (or a number of them, 3 when nothing is said), each from a need that the
    path's first body brought. Traits: `borda`; `equal_shares`, of 200,000 € where each option
    costs half of it; `open_ballots`; `over`: it began ten days ago and ended three days ago.
    """

    class Meta:
        model = PriorityVote
        skip_postgeneration_save = True

    class Params:
        borda = factory.Trait(method=VoteMethod.BORDA)
        equal_shares = factory.Trait(
            method=VoteMethod.EQUAL_SHARES, seats=None, budget=Decimal(200_000)
        )
        open_ballots = factory.Trait(secrecy=BallotSecrecy.OPEN)
        over = factory.Trait(
            opens_at=factory.LazyFunction(lambda: clock.now() - timedelta(days=10)),
            closes_at=factory.LazyFunction(lambda: clock.now() - timedelta(days=3)),
        )

    path = factory.SubFactory(PathFactory, status=PathStatus.PRIORITISING)
    title = "Che cosa viene prima"
    method = VoteMethod.APPROVAL
    seats = 1
    opens_at = factory.LazyFunction(clock.now)
    closes_at = factory.LazyFunction(lambda: clock.now() + timedelta(days=7))

    @factory.post_generation  # type: ignore[untyped-decorator]  # factory_boy has no types
    def options(
        self: Any, create: bool, extracted: Sequence[str] | int | None, **kwargs: Any
    ) -> None:
        wanted = 3 if extracted is None else extracted
        titles = [f"Proposta {n + 1}" for n in range(wanted)] if isinstance(wanted, int) else wanted
        for title in titles if create else ():
            add_option(self, title)


def add_option(vote: PriorityVote, title: str) -> VoteOption:
    author = vote.path.participants.order_by("pk").first()
    option = VoteOption.objects.create(
        vote=vote,
        position=vote.options.count() + 1,
        title=title,
        cost=1 if vote.budget is None else COST,
    )
    option.contributions.add(
        ContributionFactory.create(
            path=vote.path, need=True, title=title, authors=[author] if author else None
        )
    )
    return option


def opened(vote: PriorityVote) -> PriorityVote:
    """Open since it opens, with its secret committed, and nobody written to."""
    secret = secrets.token_bytes(SECRET_BYTES)
    PriorityVote.objects.filter(pk=vote.pk).update(
        status=VoteStatus.OPEN, seed_secret=secret.hex(), seed_commitment=commitment(secret)
    )
    vote.refresh_from_db()
    return vote


def picked(vote: PriorityVote, *places: int) -> list[str]:
    """The identifiers of the options at those places, from 1."""
    uids = list(vote.options.order_by("position").values_list("uid", flat=True))
    return [str(uids[place - 1]) for place in places]


def ballot(vote: PriorityVote, participant: Participant, *places: int, **more: Any) -> Ballot:
    """In an open vote, the day after it opened."""
    facts = {"cast_at": vote.opens_at + timedelta(days=1), **more}
    return Ballot.objects.create(
        vote=vote, participant=participant, choices=picked(vote, *places), **facts
    )


def counted(vote: PriorityVote, ballots: Mapping[Participant, Sequence[int]]) -> PriorityVote:
    """The outcome of a vote that is `over`, whose bodies chose those places."""
    opened(vote)
    for participant, places in ballots.items():
        ballot(vote, participant, *places)
    close_vote(vote)
    count_vote(vote.pk)
    vote.refresh_from_db()
    return vote
