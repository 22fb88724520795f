"""The end of a vote: closed at its own instant, counted by a job, published with its file."""

import secrets
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from trama.core import clock, jobs
from trama.core.workflow import ActRefused, MoveRefused, move
from trama.ledger.lifecycle import keep_document
from trama.notices.rules import in_time
from trama.tables.formats import ballots as file
from trama.tables.formats.election import Ballot as CountedBallot
from trama.tables.formats.election import Election, Elector, Method, Option
from trama.tables.lifecycle.votes import call_off
from trama.tables.models import (
    Ballot,
    BallotSecrecy,
    ParticipantKind,
    PathStatus,
    PriorityVote,
    VoteMethod,
    VoteStatus,
)
from trama.tables.queries.outcomes import told
from trama.tables.queries.votes import entitled_at, options_of
from trama.tables.rules.voting import closing_record, count, final_seed

WAIT = timedelta(seconds=10)
"""Who arrived in time may still be waiting for their turn to be written down."""
STOPPED = (PathStatus.SUSPENDED, PathStatus.CLOSED_WITHOUT_ACT)


def close_due_votes() -> list[PriorityVote]:
    """Close every vote whose term has run out. The term itself is the effective instant, however
    late the job runs: what arrived after it is late."""
    at = clock.now()
    open_ones = PriorityVote.objects.filter(status=VoteStatus.OPEN)
    closed = []
    for vote in open_ones.exclude(in_time(at - WAIT)).order_by("closes_at", "pk"):
        try:
            closed.append(close_vote(vote))
        except MoveRefused:  # another worker closed it first
            continue
    return closed


@transaction.atomic
def close_vote(vote: PriorityVote) -> PriorityVote:
    """The ballots of who takes part at that instant get a pseudonym and enter the record; the
    others are kept and not counted. The count is a job's.

    Of a path that was stopped meanwhile the vote is called off: not everybody could vote.
    """
    at = clock.now()
    rows = PriorityVote.objects.select_for_update(of=("self",)).select_related("path__notice")
    held = rows.get(pk=vote.pk)
    if held.closes_at >= at:
        raise ActRefused(_("Il voto non è ancora finito. Nulla è cambiato."))
    if held.path.status in STOPPED:
        reason = _("Il percorso si è fermato mentre si votava. Se riprende, si vota di nuovo.")
        call_off(held, reason, None, at)
        return held
    names = _give_pseudonyms(held)
    bodies = [one for one in _counted(held) if one.elector == "body"]
    move(
        held,
        VoteStatus.CLOSED,
        verb="close",
        actor=None,
        at=held.closes_at,
        note={"title": held.title, "ballots": len(names), "job_ran_at": at},
        closed_at=held.closes_at,
        closing_record=closing_record(held.closes_at, bodies),
    )
    jobs.defer("tables.count_vote", vote_id=held.pk)
    return held


def _give_pseudonyms(vote: PriorityVote) -> dict[str, str]:
    entitled = entitled_at(vote.path, vote.closes_at)
    good = list(vote.ballots.filter(is_late=False, participant__in=entitled))
    names = file.pseudonyms((str(one.uid) for one in good), secrets.token_bytes(32))
    for ballot in good:
        ballot.pseudonym = names[str(ballot.uid)]
    Ballot.objects.bulk_update(good, ["pseudonym"])
    return names


def _counted(vote: PriorityVote) -> list[CountedBallot]:
    """As they are published: in the order of their pseudonyms, with names where they are open."""
    rows = vote.ballots.exclude(pseudonym="").select_related("participant").order_by("pseudonym")
    return [
        CountedBallot(
            ballot.pseudonym,
            tuple(ballot.choices),
            _elector(ballot),
            ballot.participant.name if vote.secrecy == BallotSecrecy.OPEN else "",
        )
        for ballot in rows
    ]


def _elector(ballot: Ballot) -> Elector:
    is_office = ballot.participant.kind == ParticipantKind.OFFICE
    return "administration" if is_office else "body"


METHODS: dict[str, Method] = {
    VoteMethod.APPROVAL: Method("approval"),
    VoteMethod.BORDA: Method("borda"),
    VoteMethod.EQUAL_SHARES: Method("equal_shares"),
}


def count_vote(vote_id: int) -> bool:
    """The outcome, its explanations and its file. Twice counts once: False when it was done."""
    with transaction.atomic():
        rows = PriorityVote.objects.select_for_update(of=("self",)).select_related("path__notice")
        vote = rows.get(pk=vote_id)
        if vote.status != VoteStatus.CLOSED:
            return False
        _count(vote, clock.now())
    return True


def _count(vote: PriorityVote, at: datetime) -> None:
    secret = bytes.fromhex(vote.seed_secret)
    election = Election(
        tuple(
            Option(str(one.uid), Fraction(one.cost), one.title) for one in options_of(vote)
        ),
        tuple(_counted(vote)),
        Fraction(vote.limit),
    )  # fmt: skip
    method = METHODS[vote.method]
    seed = final_seed(secret, vote.seed_commitment, vote.closing_record.encode())
    outcome = count(election, method, seed)
    published = file.Publication(
        title=vote.title,
        election=election,
        method=method,
        openness="open" if vote.secrecy == BallotSecrecy.OPEN else "pseudonymous",
        committed=vote.seed_commitment,
        secret=secret,
        closing_record=vote.closing_record,
        chosen=outcome.chosen,
    )
    facts: dict[str, Any] = {
        "result": told(vote, election, outcome),
        "published": keep_document(
            file.to_json(published).encode(),
            name="esito.json",
            media_type="application/json",
            at=at,
            dossier=vote.dossier,
        ),
    }
    # Not among the changes of the move: the book keeps who did what, not the outcome again.
    PriorityVote.objects.filter(pk=vote.pk).update(**facts)
    note = {"title": vote.title, "chosen": len(outcome.chosen), "options": len(election.options)}
    move(vote, VoteStatus.COUNTED, verb="count", actor=None, at=at, note=note, counted_at=at)
