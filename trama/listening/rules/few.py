"""Counts that are public: none under five can be read, or worked out from the others."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from trama.territory.queries.figures import FEW

T = TypeVar("T")


@dataclass(frozen=True)
class Shown(Generic[T]):
    """The counts that are shown, the largest first, and how many are all the others together.

    With nothing to show, `rest` is None: all of it is too little.
    """

    rows: list[tuple[T, int]]
    rest: int | None = None

    @property
    def total(self) -> int:
        return sum(count for _thing, count in self.rows) + (self.rest or 0)


def shown(counts: Iterable[tuple[T, int]]) -> Shown[T]:
    """Where the small ones together would still be under five, the smallest that could be shown
    keeps them company: every list adds up to the true total, and no difference tells one."""
    found = sorted((pair for pair in counts if pair[1]), key=lambda pair: -pair[1])
    rows = [pair for pair in found if pair[1] >= FEW]
    rest = sum(count for _thing, count in found if count < FEW)
    if 0 < rest < FEW and rows:
        rest += rows.pop()[1]
    return Shown(rows, rest if rest >= FEW else None)
