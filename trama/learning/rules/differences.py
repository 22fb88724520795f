"""What changed between two texts, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

TOKEN = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True)
class Piece:
    text: str
    kind: Literal["same", "out", "in"]


def differences(before: str, after: str) -> list[Piece]:
    """The pieces in order: «same» and «out» together are `before`, «same» and «in» are `after`."""
    old, new = TOKEN.findall(before), TOKEN.findall(after)
    pieces: list[Piece] = []
    for what, i, j, m, n in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            pieces.append(Piece("".join(old[i:j]), "same"))
            continue
        if j > i:
            pieces.append(Piece("".join(old[i:j]), "out"))
        if n > m:
            pieces.append(Piece("".join(new[m:n]), "in"))
    return pieces
