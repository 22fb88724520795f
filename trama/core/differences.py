"""What changed between two versions of a text, word by word."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

WORD = re.compile(r"\s*\S+|\s+$")
Kind = Literal["same", "added", "removed"]


@dataclass(frozen=True)
class Piece:
    """Words that are in both texts, in the new one only, or in the old one only."""

    kind: Kind
    text: str


def differences(before: str, after: str) -> list[Piece]:
    """In reading order, what was removed before what took its place. The pieces that are not added
    make the old text, to the letter; those that are not removed, the new one."""
    old, new = WORD.findall(before), WORD.findall(after)
    found: list[Piece] = []
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Piece("same", "".join(old[i:j])))
        else:
            parts: Sequence[tuple[Kind, str]] = (
                ("removed", "".join(old[i:j])),
                ("added", "".join(new[k:m])),
            )
            found += [Piece(kind, text) for kind, text in parts if text]
    return found
