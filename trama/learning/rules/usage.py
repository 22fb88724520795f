"""How the two sides use words, counted over what was said at tables in a year.

What few have said is not shown: a figure must rest on at least `FEW` uses and, for the Third
Sector, on at least `SPEAKERS` bodies, so that no body is read behind a word. Offices are few, and
what they say at a table is the administration's own.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypedDict

from trama.core.vocabulary import Vocabulary, folded
from trama.learning.models import Side

FEW = 5
SPEAKERS: Mapping[str, int] = {Side.ADMINISTRATION: 1, Side.THIRD_SECTOR: 3}
NEAR = 5  # words before and after
AROUND = 8  # shown for each term
APART = 30  # words of one side only
SHORTEST = 4  # letters
TOKEN = re.compile(r"[^\W\d_]+")
# Words that say how a sentence is built, not what it is about.
GRAMMAR = frozenset(
    TOKEN.findall("""
abbiamo alla alle allo anche ancora avere aveva bene ben ciascuno come cosa cose così dagli dalla
dalle dallo degli dei della delle dello dentro deve devono dice dire dopo dove dunque ecco ella
entro era erano essa esse essere essi facciamo fare fatto fino fosse già gli hanno infatti infine
invece loro lui mentre meno molta molte molti molto negli nei nel nella nelle nello nessun nessuno
noi nostra nostre nostri nostro ogni oggi oltre oppure ora ossia per perché perciò però più poi
poiché possiamo possono potere prima proprio può qualche quale quali quando quanto quella quelle
quelli quello questa queste questi questo quindi sarà saranno sarebbe sempre senza siamo siano
solo sono sopra sotto stata state stati stato sulla sulle sullo suoi sua sue suo tale tali tanto
tra tutta tutte tutti tutto una uno vengono venga verso viene voi vostra vostro
""")
)


@dataclass(frozen=True)
class Said:
    side: str
    speaker: str  # tells one from another, and is kept nowhere
    text: str


class TermUse(TypedDict):
    """`None`: some, too few to be shown."""

    key: str
    label: str
    uses: dict[str, int | None]
    around: dict[str, list[str]]


class Reading(TypedDict):
    statements: dict[str, int]
    terms: list[TermUse]
    apart: dict[str, list[str]]


@dataclass
class _Tally:
    """Uses and speakers of a thing, by side."""

    uses: Counter[str] = field(default_factory=Counter)
    speakers: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def add(self, said: Said) -> None:
        self.uses[said.side] += 1
        self.speakers[said.side].add(said.speaker)

    def may_be_shown(self, side: str) -> bool:
        return self.uses[side] >= FEW and len(self.speakers[side]) >= SPEAKERS[side]

    def shown(self, side: str) -> int | None:
        count = self.uses[side]
        return count if count == 0 or self.may_be_shown(side) else None


def reading(spoken: Iterable[Said], vocabulary: Vocabulary) -> Reading:
    terms: dict[str, _Tally] = defaultdict(_Tally)
    around: dict[str, dict[str, _Tally]] = defaultdict(lambda: defaultdict(_Tally))
    words: dict[str, _Tally] = defaultdict(_Tally)
    statements: Counter[str] = Counter()
    for said in spoken:
        statements[said.side] += 1
        for word in _content_words(said.text):
            words[word].add(said)
        for found in vocabulary.find(said.text):
            terms[found.word.key].add(said)
            for near in _near(said.text, found.start, found.end):
                around[found.word.key][near].add(said)
    labels = {word.key: word.label for word in vocabulary.words}
    return {
        "statements": {side: statements[side] for side in SPEAKERS},
        "terms": [
            {
                "key": key,
                "label": labels[key],
                "uses": {side: tally.shown(side) for side in SPEAKERS},
                "around": {side: _most(around[key], side, AROUND) for side in SPEAKERS},
            }
            for key, tally in sorted(terms.items(), key=lambda pair: folded(labels[pair[0]]))
        ],
        "apart": {side: _most(_of_one_side(words, side), side, APART) for side in SPEAKERS},
    }


def _content_words(text: str) -> list[str]:
    low = (token.lower() for token in TOKEN.findall(text))
    return [token for token in low if len(token) >= SHORTEST and token not in GRAMMAR]


def _near(text: str, start: int, end: int) -> Sequence[str]:
    before, after = TOKEN.findall(text[:start])[-NEAR:], TOKEN.findall(text[end:])[:NEAR]
    return _content_words(" ".join([*before, *after]))


def _most(tallies: Mapping[str, _Tally], side: str, most: int) -> list[str]:
    """The words most used by a side, of those that may be shown."""
    shown = [word for word, tally in tallies.items() if tally.may_be_shown(side)]
    return sorted(shown, key=lambda word: (-tallies[word].uses[side], word))[:most]


def _of_one_side(words: Mapping[str, _Tally], side: str) -> dict[str, _Tally]:
    return {word: tally for word, tally in words.items() if tally.uses[side] == tally.uses.total()}
