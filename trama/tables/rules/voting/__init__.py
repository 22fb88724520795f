"""Priorities: how ballots become an outcome that anybody can recompute and that explains itself.

Three methods, chosen before voting opens: approval, Borda, equal shares. One body, one vote; the
administration's ballots are counted apart and decide nothing. Ties are broken by a public draw.
"""

from trama.tables.formats.election import (
    Ballot,
    Election,
    InvalidElectionError,
    Method,
    Option,
)
from trama.tables.rules.voting.draw import (
    SECRET_BYTES,
    TamperedSeedError,
    closing_record,
    commitment,
    drawn,
    final_seed,
    verify,
)
from trama.tables.rules.voting.equal_shares import equal_shares
from trama.tables.rules.voting.explain import Figures, explain
from trama.tables.rules.voting.outcome import Outcome, Result, Tally
from trama.tables.rules.voting.scores import approval_tallies, borda_tallies, by_points

VERSION = "voting-1"

__all__ = [
    "SECRET_BYTES",
    "VERSION",
    "Ballot",
    "Election",
    "Figures",
    "InvalidElectionError",
    "Method",
    "Option",
    "Outcome",
    "Result",
    "Tally",
    "TamperedSeedError",
    "approval",
    "borda",
    "closing_record",
    "commitment",
    "count",
    "drawn",
    "equal_shares",
    "explain",
    "final_seed",
    "verify",
]


def approval(election: Election, seed: bytes) -> Outcome:
    """The options that most bodies approve, while the budget lasts."""
    return by_points(
        election,
        Method("approval"),
        approval_tallies(election.bodies, election.options),
        approval_tallies(election.administration, election.options),
        seed,
    )


def borda(election: Election, seed: bytes) -> Outcome:
    """The options with most points by rank, while the budget lasts."""
    return by_points(
        election,
        Method("borda"),
        borda_tallies(election.bodies, election.options),
        borda_tallies(election.administration, election.options),
        seed,
    )


def count(election: Election, method: Method, seed: bytes) -> Outcome:
    """The outcome by the method that the path declared."""
    if method.kind == "approval":
        return approval(election, seed)
    if method.kind == "borda":
        return borda(election, seed)
    return equal_shares(election, method, seed)
