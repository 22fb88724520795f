"""What an election decided, with the figures that explain it. All are exact."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from trama.tables.formats.election import Method, Option


@dataclass(frozen=True)
class Tally:
    """How many ballots name an option, and the points they give it (an approval is one point)."""

    supporters: int
    points: Fraction


@dataclass(frozen=True)
class Result:
    """One option's fate. `administration` is counted apart and decided nothing.

    `tied_with`: options of the opposite fate that only the draw set apart from this one.
    `left`: why there was no money: by equal shares, what was left at the end to who supports it;
    by the other methods, what was left of the budget when its turn came.
    """

    option: Option
    bodies: Tally
    administration: Tally
    position: int | None = None  # from 1, in the order of choice; None: not chosen
    tied_with: tuple[str, ...] = ()
    left: Fraction | None = None
    most: Fraction | None = None  # equal shares: the most that a supporter pays
    payers: frozenset[str] = frozenset()  # equal shares: ballots that pay something for it
    poorer: int = 0  # equal shares: supporters who had used part of their share elsewhere

    @property
    def chosen(self) -> bool:
        return self.position is not None


@dataclass(frozen=True)
class Outcome:
    """Esito: `results` in the order of the options. `share` is each body's part of the budget."""

    method: Method
    results: tuple[Result, ...]
    voters: int
    administration_voters: int
    share: Fraction | None = None
    chosen: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        placed = [result for result in self.results if result.position is not None]
        placed.sort(key=lambda result: result.position or 0)
        object.__setattr__(self, "chosen", tuple(result.option.id for result in placed))

    @cached_property
    def by_id(self) -> Mapping[str, Result]:
        return {result.option.id: result for result in self.results}

    @property
    def cost(self) -> Fraction:
        """Of what was chosen, together."""
        return sum((result.option.cost for result in self.results if result.chosen), Fraction(0))
