"""Finding cards among a hundred thousand in the same time as among a thousand.

Every question is bounded: at most `BEST` cards are compared, and nothing is counted beyond them.
Words are sought in the stemmed text first; only when no card has them are the mistyped ones put
right, from the words that cards use.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Q, QuerySet

from trama.core.text import ItalianQuery
from trama.needs.models import CardStatus, CardWord, Need, Resource
from trama.programming.models import Target, Theme
from trama.territory.models import Zone

C = TypeVar("C", Need, Resource)
BEST = 300
MAX_WORDS = 100  # characters of a search: more says nothing more
SHORTEST = 3  # letters of a word worth correcting
NEAREST = 5
FAR = 0.35  # trigram similarity: below it, another word
TOKEN = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Wanted:
    """What is sought: words, and the filters that narrow it."""

    words: str = ""
    theme: Theme | None = None
    target: Target | None = None
    zone: Zone | None = None
    kind: str = ""
    evidence: str = ""
    free: bool = False  # only where free places are said

    @property
    def filter(self) -> Q:
        chosen: dict[str, Any] = {
            "theme": self.theme,
            "targets": self.target,
            "kind": self.kind,
            "evidence": self.evidence,
            "reach__contains": [self.zone.pk] if self.zone else None,
            "free__gt": 0 if self.free else None,
        }
        return Q(
            **{name: value for name, value in chosen.items() if value is not None and value != ""}
        )


@dataclass(frozen=True)
class Found:
    """Keys of the cards found, the best first. `corrected`: the words really sought, when those
    typed are in no card. `is_capped`: there are more than can be compared."""

    keys: Sequence[int]
    corrected: str = ""
    is_capped: bool = False


def clean_words(text: str) -> str:
    """What a person typed, without signs that no title has (null bytes, controls), not endless."""
    kept = "".join(" " if unicodedata.category(sign)[0] == "C" else sign for sign in text)
    return " ".join(kept.split())[:MAX_WORDS].strip()


def folded(text: str) -> str:
    """Without case and accents, as `trama_key` writes it in the database."""
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


def published(model: type[C]) -> QuerySet[C]:
    return model.objects.filter(status=CardStatus.PUBLISHED)


def search(model: type[C], wanted: Wanted) -> Found:
    """The cards that have all the words and pass the filters; titles with the words come first."""
    words = clean_words(wanted.words)
    found = _matching(model, words, wanted)
    if found.keys:
        return found
    better = corrected(words)
    if better == words:
        return found
    found = _matching(model, better, wanted)
    return Found(found.keys, better if found.keys else "", found.is_capped)


def _matching(model: type[C], words: str, wanted: Wanted) -> Found:
    """Those that have all the words in the title, then those that have them anywhere."""
    query = ItalianQuery(words)
    rows = published(model).filter(wanted.filter)
    titled = _some(rows.filter(title_search=query))
    found = titled if len(titled) > BEST else titled | _some(rows.filter(search=query))
    stems = _stems(words)

    def worth(key: int) -> tuple[bool, int, str, int]:
        title = found[key]
        return key not in titled, -sum(stem in title for stem in stems), title, key

    return Found(sorted(found, key=worth)[:BEST], is_capped=len(found) > BEST)


def _some(rows: QuerySet[Any]) -> dict[int, str]:
    """At most one more than are compared, in no order: to put in order all that a common word has
    would read them all."""
    return dict(rows.order_by().values_list("pk", "title_key")[: BEST + 1])


def _stems(words: str) -> list[str]:
    """What singular and plural share: the word without its last vowel."""
    return [t[:-1] if len(t) > SHORTEST and t[-1] in "aeio" else t for t in tokens_of(words)]


def tokens_of(words: str) -> list[str]:
    return [token for token in TOKEN.findall(folded(words)) if len(token) >= SHORTEST]


def corrected(words: str) -> str:
    """The words with those that no card uses put right; as they are, when nothing is near."""
    tokens = tokens_of(words)
    known = set(CardWord.objects.filter(word__in=tokens).values_list("word", flat=True))
    right = {token: _nearest(token) for token in dict.fromkeys(tokens) if token not in known}
    if not any(right.values()):
        return words
    return TOKEN.sub(lambda match: right.get(folded(match[0])) or match[0], words)


def _nearest(token: str) -> str:
    """The word that begins so, the most used; else the one with most letters in common."""
    begun = CardWord.objects.filter(word__startswith=token).order_by("-cards", "word").first()
    if begun:
        return begun.word
    near = (
        CardWord.objects.filter(word__trigram_similar=token)
        .annotate(likeness=TrigramSimilarity("word", token))
        .filter(likeness__gte=FAR)
        .order_by("-likeness", "-cards", "word")
    )
    return next(iter(near.values_list("word", flat=True)[:NEAREST]), "")
