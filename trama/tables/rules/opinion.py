"""Terreno comune: which statements unite the bodies across their kinds, and which divide them.

Voters answer agree, pass or disagree to short statements. Groups are kinds of body (or, from 40
voters and 15 statements on, the clusters that `tasks.clusters` finds). The scores are those of
Polis (Small, Bjorkegren, Erkkilä, Shaw and Megill, Polis: scaling deliberation by mapping high
dimensional opinion spaces, RECERCA 26(2), 2021): of a group that answered S times, A of them
agreeing, the agreement is (A + 1) / (S + 2), so that few answers stay near one half. The consensus
is the product of the agreements of all groups: a large group cannot outvote a small one. How
much a statement divides is the distance between the group that agrees most and the one that
agrees least.

Of fewer than five answers nothing is shown, nor anything from which they could be told.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import prod
from typing import Literal

from django.utils.translation import gettext as _

VERSION = "opinion-1"
SMALLEST_GROUP = 5
CLUSTER_VOTERS, CLUSTER_STATEMENTS = 40, 15
# Who answered less says too little to be placed on a map (Polis' own bound).
CLUSTER_ANSWERS = 7
MOST_MARKS = 4  # statements that tell a group from the others: more are read by nobody

Answer = Literal["agree", "pass", "disagree"]
Answers = Mapping[str, Mapping[str, Answer]]
"""Voter → statement → answer: one answer each, what was not answered is absent."""

Verdict = Literal["unites", "unites_against", "divides", "open", "few"]
HALF = Fraction(1, 2)


@dataclass(frozen=True)
class Counts:
    """Answers to one statement: three plain bars."""

    agree: int = 0
    passed: int = 0
    disagree: int = 0

    @property
    def total(self) -> int:
        return self.agree + self.passed + self.disagree

    @property
    def agreement(self) -> Fraction:
        """Between 0 and 1, one half without answers (Laplace's rule of succession)."""
        return Fraction(self.agree + 1, self.total + 2)

    @property
    def disagreement(self) -> Fraction:
        return Fraction(self.disagree + 1, self.total + 2)

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.agree + other.agree, self.passed + other.passed, self.disagree + other.disagree
        )


@dataclass(frozen=True)
class Ground:
    """A statement seen across groups. `groups` are those large enough to be shown.

    `counts` is everybody, less the `left_out` answers that could otherwise be told by difference
    because they are fewer than five together; None when no more than those there are.
    """

    statement: str
    counts: Counts | None
    groups: Mapping[str, Counts]
    hidden: tuple[str, ...]
    left_out: int = 0

    @cached_property
    def consensus(self) -> Fraction:
        """Group-informed consensus: how likely one body of each group all agree. 0 to 1."""
        return prod((one.agreement for one in self.groups.values()), start=Fraction(1))

    @cached_property
    def rejection(self) -> Fraction:
        """The same, of disagreement."""
        return prod((one.disagreement for one in self.groups.values()), start=Fraction(1))

    @cached_property
    def divisiveness(self) -> Fraction:
        agreements = [one.agreement for one in self.groups.values()]
        return max(agreements) - min(agreements) if agreements else Fraction(0)

    @cached_property
    def verdict(self) -> Verdict:
        """Unites: in every shown group more than half agree (or disagree). Divides: more than
        half agree in one and disagree in another. Of one group alone neither can be said."""
        if len(self.groups) < 2:
            return "few"
        for_it, against = sides(self.groups)
        if len(for_it) == len(self.groups):
            return "unites"
        if len(against) == len(self.groups):
            return "unites_against"
        return "divides" if for_it and against else "open"


def sides(groups: Mapping[str, Counts]) -> tuple[list[str], list[str]]:
    """The groups where more than half agree, and those where more than half disagree."""
    return (
        [name for name, one in groups.items() if one.agreement > HALF],
        [name for name, one in groups.items() if one.disagreement > HALF],
    )


def common_ground(
    statements: Sequence[str], answers: Answers, groups: Mapping[str, str]
) -> tuple[Ground, ...]:
    """Every statement, in the given order; `groups` tells each voter's. Who has none counts alone
    in the total."""
    return tuple(_ground(statement, answers, groups) for statement in statements)


@dataclass(frozen=True)
class Mark:
    """A statement on which a group takes a side, and how far it is from all the others together:
    above 0 it agrees more, below 0 less."""

    statement: str
    own: Counts
    others: Counts

    @property
    def distance(self) -> Fraction:
        return self.own.agreement - self.others.agreement

    @property
    def takes_a_side(self) -> bool:
        """More than half agree, and more than elsewhere; or more than half disagree, and agree
        less than elsewhere."""
        if self.distance > 0:
            return self.own.agreement > HALF
        return self.distance < 0 and self.own.disagreement > HALF


def marks(
    groups: Mapping[str, Mapping[str, Counts]], name: str, *, most: int = MOST_MARKS
) -> list[Mark]:
    """What sets a group apart: the statements on which it is farthest from the others. `groups`:
    statement → group → answers, of the groups that are shown."""
    found = [
        Mark(statement, shown[name], sum((shown[o] for o in shown if o != name), Counts()))
        for statement, shown in groups.items()
        if name in shown and len(shown) > 1
    ]
    apart = [one for one in found if one.takes_a_side]
    return sorted(apart, key=lambda one: -abs(one.distance))[:most]


def why_no_clusters(statements: Sequence[str], answers: Answers) -> str:
    """The sentence that explains why only counts are shown; empty when clusters may be sought."""
    return too_few(len(mapped(statements, answers)), len(statements))


def too_few(voters: int, statements: int) -> str:
    """The same, from the two numbers alone."""
    if voters >= CLUSTER_VOTERS and statements >= CLUSTER_STATEMENTS:
        return ""
    return _(
        "Gruppi di opinione si cercano da %(voters)d votanti con almeno %(answers)d risposte e da "
        "%(statements)d affermazioni in su: qui sono %(n)d e %(m)d. Si mostrano i conteggi."
    ) % {
        "voters": CLUSTER_VOTERS,
        "answers": CLUSTER_ANSWERS,
        "statements": CLUSTER_STATEMENTS,
        "n": voters,
        "m": statements,
    }


def mapped(statements: Sequence[str], answers: Answers) -> list[str]:
    """The voters who answered enough of these statements to be placed, in order."""
    asked = set(statements)
    return sorted(
        voter
        for voter, given in answers.items()
        if len(asked & given.keys()) >= min(CLUSTER_ANSWERS, len(asked)) > 0
    )


def _ground(statement: str, answers: Answers, groups: Mapping[str, str]) -> Ground:
    counted: dict[str | None, Counts] = {}
    for voter, given in answers.items():
        if (answer := given.get(statement)) is not None:
            group = groups.get(voter)
            counted[group] = counted.get(group, Counts()) + _one(answer)
    shown = {
        group: counts
        for group, counts in counted.items()
        if group is not None and counts.total >= SMALLEST_GROUP
    }
    rest = sum((counts for group, counts in counted.items() if group not in shown), Counts())
    told = rest if rest.total >= SMALLEST_GROUP else Counts()
    total = sum(shown.values(), told)
    return Ground(
        statement,
        counts=total if total.total else None,
        groups=dict(sorted(shown.items())),
        hidden=tuple(sorted(one for one in counted if one is not None and one not in shown)),
        left_out=rest.total - told.total,
    )


def _one(answer: Answer) -> Counts:
    return Counts(
        agree=int(answer == "agree"),
        passed=int(answer == "pass"),
        disagree=int(answer == "disagree"),
    )
