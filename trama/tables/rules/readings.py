"""Lettura of the common ground as it is kept and published: figures, and rows without names.

**The matrix of answers** lets anybody compute the groups of opinion again. It is published only
where groups may be sought (40 voters, 15 statements): below, counts by kind of body are all there
is to compute from, and they are on the page. A row bears no name, no kind of body and nothing that
comes from either: rows are put in the order of their answers, then numbered, so that the same
answers give the same matrix, whoever gave them and whenever. It holds the answers that the page
counts and no others: what is left out there, because by difference one could tell whose it is, is
left out here too, and the groups are sought without it. Whoever already knows several answers of a
body may still guess its row: the page says so.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from trama.tables.rules.opinion import (
    VERSION,
    Answer,
    Answers,
    Counts,
    Ground,
    common_ground,
)

CHOICES: tuple[Answer, ...] = ("agree", "pass", "disagree")
VALUES: Mapping[Answer, int] = {"agree": 1, "pass": 0, "disagree": -1}
ANSWERS: Mapping[int, Answer] = {value: answer for answer, value in VALUES.items()}


class Gathered(NamedTuple):
    """What was answered on a path: statements by number, voters by any key, and their kinds."""

    statements: Sequence[str]
    answers: Answers
    kinds: Mapping[str, str]


def published(gathered: Gathered) -> dict[str, dict[str, Answer]]:
    """The answers that the counts of everybody are made of, by voters V0001, V0002…"""
    left_out = {
        ground.statement: set(ground.hidden)
        for ground in common_ground(*gathered)
        if ground.left_out
    }
    kept = [
        {
            one: answer
            for one, answer in given.items()
            if gathered.kinds.get(voter) not in left_out.get(one, ())
        }
        for voter, given in gathered.answers.items()
    ]

    def marks(given: Mapping[str, Answer]) -> list[int]:
        return [VALUES[given[one]] if one in given else 2 for one in gathered.statements]

    rows = sorted((given for given in kept if given), key=marks)
    return {f"V{n:04d}": given for n, given in enumerate(rows, start=1)}


def reading(gathered: Gathered) -> dict[str, Any]:
    """Counts, and what unites and divides the kinds of body."""
    grounds = common_ground(*gathered)
    return {
        "version": VERSION,
        "voters": len(gathered.answers),
        "statements": [as_row(ground) for ground in grounds],
    }


def as_row(ground: Ground) -> dict[str, Any]:
    return {
        "number": int(ground.statement),
        "verdict": ground.verdict,
        "counts": as_figures(ground.counts) if ground.counts else None,
        "groups": {name: as_figures(counts) for name, counts in ground.groups.items()},
        "hidden": len(ground.hidden),
        "left_out": ground.left_out,
        "unity": round(float(max(ground.consensus, ground.rejection)), 4),
        "divisiveness": round(float(ground.divisiveness), 4),
    }


def as_figures(counts: Counts) -> list[int]:
    return [counts.agree, counts.passed, counts.disagree]


def matrix(statements: Sequence[str], rows: Answers) -> list[list[str]]:
    """A header, then a row for each voter without a name."""
    header = ["voter", *(f"statement_{one}" for one in statements)]
    return [header, *([name, *(given.get(one, "") for one in statements)]
                      for name, given in rows.items())]  # fmt: skip
