"""An election among options: what is voted on, by whom, how it is counted. Nothing is stored here.

The same words are counted by `rules.voting` and published by `formats.ballots`.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Literal

from django.utils.translation import gettext as _

# One sign of a code, of a UUID or of a pseudonym: none that a separator, a formula or an
# encoding could blur, since identifiers enter the draw byte by byte.
IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")

Elector = Literal["body", "administration"]
Kind = Literal["approval", "borda", "equal_shares"]
Utility = Literal["cost", "cardinality"]


class InvalidElectionError(ValueError):
    """An election that cannot be counted, with the sentence that says why."""


@dataclass(frozen=True)
class Option:
    """What may be chosen. Without a stated budget every option costs one place."""

    id: str
    cost: Fraction = Fraction(1)
    title: str = ""


@dataclass(frozen=True)
class Ballot:
    """Scheda: the options approved, or ranked from the first. `id` is a body or its pseudonym;
    `name` says whose it is, and only where ballots are open."""

    id: str
    choices: tuple[str, ...]
    elector: Elector = "body"
    name: str = ""


@dataclass(frozen=True)
class Method:
    """How ballots become an outcome: chosen before voting opens.

    For equal shares `utility` says what an option is worth to who supports it: its cost («cost») or
    one («cardinality»: cheap options come first; Peters, Pierczyński and Skowron 2021, §2). `step`
    is the completion «Add1»: None, the platform's own choice, leaves unspent what the supporters of
    no option can pay together.
    """

    kind: Kind
    utility: Utility = "cost"
    step: Fraction | None = None

    def __post_init__(self) -> None:
        if self.step is not None and (self.kind != "equal_shares" or self.step <= 0):
            raise InvalidElectionError(_("Il passo del completamento deve essere positivo."))


@dataclass(frozen=True)
class Election:
    """Options, ballots and a budget: in euro, or in places when every option costs one.

    One body, one ballot. The administration's ballots are kept apart and never decide.
    Raises `InvalidElectionError`.
    """

    options: tuple[Option, ...]
    ballots: tuple[Ballot, ...]
    budget: Fraction

    def __post_init__(self) -> None:
        if self.budget <= 0:
            raise InvalidElectionError(_("Il budget deve essere positivo."))
        if any(option.cost <= 0 for option in self.options):
            raise InvalidElectionError(_("Ogni proposta ha un costo positivo."))
        _check_identifiers([option.id for option in self.options])
        _check_identifiers([ballot.id for ballot in self.ballots])
        known = {option.id for option in self.options}
        for ballot in self.ballots:
            _check_choices(ballot, known)

    @cached_property
    def bodies(self) -> tuple[Ballot, ...]:
        """The ballots that decide."""
        return tuple(ballot for ballot in self.ballots if ballot.elector == "body")

    @cached_property
    def administration(self) -> tuple[Ballot, ...]:
        return tuple(ballot for ballot in self.ballots if ballot.elector == "administration")

    @cached_property
    def by_id(self) -> Mapping[str, Option]:
        return {option.id: option for option in self.options}

    @cached_property
    def unit_costs(self) -> bool:
        """Places, not euro: every option costs one."""
        return all(option.cost == 1 for option in self.options)


def _check_identifiers(ids: list[str]) -> None:
    for one, times in Counter(ids).items():
        if not IDENTIFIER.fullmatch(one):
            raise InvalidElectionError(
                _("Il codice «%(id)s» ha segni che non si possono usare.") % {"id": one}
            )
        if times > 1:
            raise InvalidElectionError(_("Il codice %(id)s compare due volte.") % {"id": one})


def _check_choices(ballot: Ballot, known: set[str]) -> None:
    chosen = set(ballot.choices)
    if len(chosen) != len(ballot.choices):
        raise InvalidElectionError(
            _("La scheda %(id)s nomina due volte la stessa proposta.") % {"id": ballot.id}
        )
    if not chosen <= known:
        raise InvalidElectionError(
            _("La scheda %(id)s nomina una proposta che non è in votazione.") % {"id": ballot.id}
        )
