"""The text of a section: paragraphs parted by an empty line, and lists.

Lines that begin with «- » are a list, with «1. » a numbered one; nothing else is markup. Pure text
in, blocks out: pages and documents draw them.
"""

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["paragraph", "list", "numbered"]

_BULLET = re.compile(r"^[-•–]\s+(?P<item>.+)$")
_NUMBER = re.compile(r"^\d{1,3}[.)]\s+(?P<item>.+)$")


@dataclass(frozen=True)
class Block:
    """A paragraph (one item) or a list (each item a line)."""

    kind: Kind
    items: tuple[str, ...]


def blocks(text: str) -> list[Block]:
    """The text's blocks in order; consecutive lines of a paragraph flow together."""
    found: list[tuple[Kind, list[str]]] = []
    begun = False
    for line in text.replace("\r\n", "\n").split("\n"):
        if not line.strip():
            begun = False
            continue
        kind, item = _line(line.strip())
        if begun and found[-1][0] == kind:
            found[-1][1].append(item)
        else:
            found.append((kind, [item]))
        begun = True
    return [Block(kind, _joined(kind, lines)) for kind, lines in found]


def _line(line: str) -> tuple[Kind, str]:
    if match := _BULLET.match(line):
        return "list", match["item"]
    if match := _NUMBER.match(line):
        return "numbered", match["item"]
    return "paragraph", line


def _joined(kind: Kind, lines: list[str]) -> tuple[str, ...]:
    return (" ".join(lines),) if kind == "paragraph" else tuple(lines)
