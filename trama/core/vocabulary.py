"""Words that a shared glossary explains, and finding them in a text: one pass, however many words.

The forms of all the words are one regular expression in the shape of a tree: at each place of the
text it is gone down once, so that time grows with the text and hardly with the words. Of two forms
that begin at the same place the longest wins. Case and accents do not count, but a capital that a
form has is asked of the text too: «PEF» is no «pef», «Direzione» no «direzione».
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from re import Match
from typing import Any

from trama.core.ui import Text

# Letters and signs that people write in more ways than one: one for one, so that places stay.
_PLAIN = {
    **dict.fromkeys("àáâä", "a"),
    **dict.fromkeys("èéêë", "e"),
    **dict.fromkeys("ìíîï", "i"),
    **dict.fromkeys("òóôö", "o"),
    **dict.fromkeys("ùúûü", "u"),
    **dict.fromkeys("’‘ʼ", "'"),
    **dict.fromkeys("‐‑", "-"),
}

_IN_PATTERN = {" ": r"(?:\s|&nbsp;)+", "'": "(?:'|&#x27;|&#39;)"}
_SPACE = re.compile(r"(?:\s|&nbsp;)+", re.IGNORECASE)
_ENTITY = re.compile(r"&#(?:x27|39);", re.IGNORECASE)
_INSIDE = r"\w\u0300-\u036f"  # a letter, or the accent that follows one when they are written apart


@dataclass(frozen=True)
class Voice:
    """Who explains, and how."""

    who: Text
    text: str
    example: str = ""


@dataclass(frozen=True)
class Word:
    """A word and its explanation, as it stood from `since` on."""

    key: str  # for addresses and anchors: letters, digits, hyphens
    label: str
    forms: tuple[str, ...]
    voices: tuple[Voice, ...]
    state: Text
    since: datetime
    url: Text
    english: str = ""
    source: str = ""  # article of law
    is_contested: bool = False

    @property
    def edition(self) -> str:
        """This explanation, among all those that the word has had."""
        return f"{self.key}-{self.since:%Y%m%dT%H%M%S}"


@dataclass(frozen=True)
class Found:
    start: int
    end: int
    word: Word


def folded(text: str) -> str:
    """Without case and accents, as long as the text: place by place the same."""
    low = text.lower()
    if len(low) != len(text):  # a letter that becomes two
        low = "".join(sign.lower()[:1] for sign in text)
    if not low.isascii():
        for sign, plain in _PLAIN.items():  # many times faster than `str.translate`
            low = low.replace(sign, plain)
    return low


@dataclass(frozen=True)
class Vocabulary:
    words: Sequence[Word]
    pattern: re.Pattern[str] = field(init=False, repr=False)
    _forms: dict[str, list[tuple[str, Word]]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        forms: dict[str, list[tuple[str, Word]]] = {}
        for word in self.words:
            for form in word.forms:
                forms.setdefault(_key(folded(form)), []).append((_key(form), word))
        forms.pop("", None)
        object.__setattr__(self, "_forms", forms)
        object.__setattr__(self, "pattern", re.compile(_expression(forms)))

    def find(self, text: str) -> Iterator[Found]:
        """Where its words are, in order, never one over another. `text` may be escaped HTML."""
        for place in self.places(folded(text)):
            start, end = place.span()
            if word := self.meaning(text[start:end]):
                yield Found(start, end, word)

    def places(self, plain: str) -> Iterator[Match[str]]:
        """Where a form may be, in a text already `folded`; `meaning` tells whether it is."""
        return self.pattern.finditer(plain)

    def meaning(self, said: str) -> Word | None:
        """The word that is meant: capitals may tell one from another, or from no word at all."""
        candidates = self._forms.get(_key(folded(said)), ())
        for form, word in candidates:
            if form.islower() or _has_capitals(form, said):
                return word
        return None


def _key(found: str) -> str:
    """With a sign for each space and apostrophe, however they are written."""
    if "&" in found:
        found = _ENTITY.sub("'", found)
    return _SPACE.sub(" ", found).strip()


def _has_capitals(form: str, said: str) -> bool:
    """Each capital of the form is a capital of the text; its small letters may be either."""
    signs = zip(form, _key(said), strict=True)
    return all(sign.isupper() for asked, sign in signs if asked.isupper())


def _expression(forms: Iterable[str]) -> str:
    tree: dict[str, Any] = {}
    for form in forms:
        node = tree
        for sign in form:
            node = node.setdefault(sign, {})
        node[""] = {}
    if not tree:
        return r"(?!)"  # no word is found by nothing
    # After an ampersand it is the name of a sign of HTML («&amp;»), or of half a firm.
    return rf"(?<![{_INSIDE}&])(?:{_branch(tree)})(?![{_INSIDE}])"


def _branch(node: dict[str, Any]) -> str:
    """What may follow: one sign, or a choice; `?` where a form may also end, the longest first."""
    choices = []
    for sign, rest in node.items():
        run, after = _sign(sign), rest
        while len(after) == 1 and "" not in after:  # a stretch without a choice
            ((following, after),) = after.items()
            run += _sign(following)
        if sign:
            choices.append(run + (_branch(after) if after != {"": {}} else ""))
    body = choices[0] if len(choices) == 1 else f"(?:{'|'.join(choices)})"
    return f"(?:{body})?" if "" in node else body


def _sign(sign: str) -> str:
    return _IN_PATTERN.get(sign) or re.escape(sign)
