"""What a path chooses and agrees on: a vote that is open, a common ground answered, a synthesis."""

from datetime import timedelta
from itertools import cycle

from benchmarks import _city

# isort: split
from benchmarks._paths import Gathered
from trama.core import clock
from trama.tables.lifecycle import synthesis as acts
from trama.tables.lifecycle import votes
from trama.tables.models import (
    Ballot,
    Contribution,
    Meeting,
    MeetingStatus,
    PriorityVote,
    Statement,
    StatementVote,
    VoteMethod,
    VoteOption,
    VoteStatus,
)
from trama.tables.tasks import synthesis as jobs
from trama.tables.tasks.ground import read_ground

OPTIONS, STATEMENTS = 12, 40
CHOICES = (1, 1, 1, 0, -1)  # of the answers to a statement, in turn


def voted(g: Gathered) -> PriorityVote:
    """By approval, open: every body but the first has sent its ballot."""
    now = clock.now()
    vote = PriorityVote.objects.create(
        path=g.path, title="Che cosa viene prima", method=VoteMethod.APPROVAL, seats=4,
        opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=6),
    )  # fmt: skip
    options = VoteOption.objects.bulk_create(
        VoteOption(vote=vote, position=n, title=one.title)
        for n, one in enumerate(g.contributions[:OPTIONS], start=1)
    )
    for option, one in zip(options, g.contributions, strict=False):
        option.contributions.add(one)
    opened = {"status": VoteStatus.OPEN, "seed_commitment": "0" * 64, "seed_secret": "0" * 64}
    PriorityVote.objects.filter(pk=vote.pk).update(**opened)
    uids = [str(option.uid) for option in options]
    Ballot.objects.bulk_create(
        Ballot(vote=vote, participant=body, choices=uids[n % OPTIONS :][:4], cast_at=now)
        for n, body in enumerate(g.bodies[1:])
    )
    return vote


def answered(g: Gathered) -> None:
    """Every body but the first has answered each statement, and the job has read the answers."""
    now = clock.now()
    statements = Statement.objects.bulk_create(
        Statement(
            path=g.path, number=n, text=f"{_city.name_of(n)}: si comincia da qui.", author=body,
            made_at=now, changed_at=now,
        )
        for n, body in zip(range(1, STATEMENTS + 1), cycle(g.bodies), strict=False)
    )  # fmt: skip
    StatementVote.objects.bulk_create(
        (
            StatementVote(
                statement=one, participant=body, value=CHOICES[(n + k) % len(CHOICES)], voted_at=now
            )
            for n, one in enumerate(statements)
            for k, body in enumerate(g.bodies[1:])
        ),
        batch_size=_city.BATCH,
    )
    read_ground(g.path)


def consulted(g: Gathered) -> None:
    """The draft is composed from the records, and everybody reads it."""
    Meeting.objects.filter(table__path=g.path, status=MeetingStatus.CONVENED).update(
        status=MeetingStatus.CANCELLED
    )
    Contribution.objects.filter(path=g.path, status="discussed").update(status="accepted")
    for vote in g.path.votes.filter(status=VoteStatus.OPEN):
        votes.cancel_vote(vote, reason="La bozza si misura dopo il voto.", actor=g.runs)
    acts.ask_composition(g.path, actor=g.runs)
    jobs.compose(str(g.path.uid))
    g.path.refresh_from_db()
    acts.open_consultation(g.path, days=5, actor=g.runs)
    for document in g.path.documents.filter(document=None):
        jobs.write_document(str(document.uid))
