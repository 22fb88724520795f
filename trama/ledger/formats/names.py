"""File names as people send them, made safe to store, show and send back."""

import unicodedata
from pathlib import PurePosixPath

MAX_CHARACTERS = 255
NAMELESS = "documento"
_HOSTILE = frozenset('<>:"|?*')


def safe_name(name: str) -> str:
    """The last part of a path, without what deceives the eye (controls, right-to-left overrides).

    At most 255 characters, the extension kept; a name of which nothing is left is «documento».
    """
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    shown = unicodedata.normalize("NFC", last)
    kept = "".join(_shown(character) for character in shown)
    return _shorten(" ".join(kept.split()).strip(". ")) or NAMELESS


def _shown(character: str) -> str:
    category = unicodedata.category(character)
    if character in _HOSTILE or category in {"Cf", "Cs", "Co", "Cn"}:
        return ""
    return " " if category[0] in "CZ" else character


def _shorten(name: str) -> str:
    if len(name) <= MAX_CHARACTERS:
        return name
    extension = PurePosixPath(name).suffix[:20]
    return name[: MAX_CHARACTERS - len(extension)] + extension


def extensions_of(name: str) -> list[str]:
    """In lower case, the last first: `Domanda.PDF.p7m` has `p7m` and `pdf`."""
    return [suffix[1:].lower() for suffix in reversed(PurePosixPath(name).suffixes)]
