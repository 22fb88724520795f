"""Signs that our fonts draw, and what stands for the others on paper.

The standards of our documents refuse a sign without a drawing: one face in a reply, or a name in
another alphabet, would leave the minutes without their PDF for ever. What no font draws is written
by its code, «[U+674E]», that says which sign it is to anybody; a letter keeps what of it can be
drawn («ễ» is written «ê»).
"""

import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont

DRAWN_BY_ALL = frozenset("\n\t ")


@lru_cache(maxsize=4)
def signs_of(folder: Path) -> frozenset[str]:
    """The signs that some font of a folder draws."""
    seen = {sign for font in sorted(folder.rglob("*.ttf")) for sign in _signs(font)}
    return DRAWN_BY_ALL.union(sign for sign in seen if unicodedata.category(sign)[0] != "C")


def _signs(path: Path) -> list[str]:
    with TTFont(path, lazy=True) as font:
        return [chr(code) for code in font.getBestCmap()]


def drawable(data: Any, signs: frozenset[str]) -> Any:
    """What a document says, with signs that can be drawn alone."""
    if isinstance(data, str):
        return _text(data, signs)
    if isinstance(data, dict):
        return {name: drawable(value, signs) for name, value in data.items()}
    if isinstance(data, list | tuple):
        return [drawable(value, signs) for value in data]
    return data


def _text(text: str, signs: frozenset[str]) -> str:
    if signs.issuperset(text):
        return text
    whole = unicodedata.normalize("NFC", text)
    return "".join(sign if sign in signs else _instead(sign, signs) for sign in whole)


PLAIN = {"Zs": " ", "Zl": "\n", "Zp": "\n", "Pd": "-", "Cf": "", "Cc": "", "Mn": "", "Me": ""}
"""By category: spaces, hyphens, and what is never seen by itself."""


def _instead(sign: str, signs: frozenset[str]) -> str:
    """What can be drawn of it, or what it is the same as; else its code."""
    same = unicodedata.normalize("NFKC", sign)
    if signs.issuperset(same):
        return same
    return _most(unicodedata.normalize("NFD", sign), signs) or PLAIN.get(
        unicodedata.category(sign), f"[U+{ord(sign):04X}]"
    )


def _most(parts: str, signs: frozenset[str]) -> str:
    """The base letter with as many of its marks as a font draws with it."""
    for end in range(len(parts), 0, -1):
        whole = unicodedata.normalize("NFC", parts[:end])
        if signs.issuperset(whole):
            return whole
    return ""
