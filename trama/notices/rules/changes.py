"""What an amendment changes: two readings of a notice, compared piece by piece."""

from collections.abc import Mapping
from dataclasses import dataclass

Key = tuple[str, str]


@dataclass(frozen=True)
class Piece:
    """A piece of a notice in plain words, under the name a reader knows it by."""

    label: str
    words: str


Reading = Mapping[Key, Piece]
"""Every piece of a notice, in order, by what it is and which."""


@dataclass(frozen=True)
class Change:
    """`before` is empty for a piece that is new, `after` for one that is gone."""

    label: str
    before: str
    after: str


def changes(before: Reading, after: Reading) -> list[Change]:
    """What differs, in the order of the new reading; what is gone comes last."""
    found = [
        Change(piece.label, before[key].words if key in before else "", piece.words)
        for key, piece in after.items()
        if key not in before or before[key] != piece
    ]
    gone = [
        Change(piece.label, piece.words, "") for key, piece in before.items() if key not in after
    ]
    return [*found, *gone]
