"""Words that betray: a score where nothing is ranked, a tender under another name.

Heuristics on Italian text, whole words, without case. A word under a negation («non fa
graduatorie», «nessun punteggio») is no fault, and is often the right thing to write: it is
reported apart, so that a person reads the sentence.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_SCORES = re.compile(
    r"\b(graduatori[ae]|punteggi[oa]?|aggiudic\w+|classific[ah]e?|miglior\s+offert[ae])\b",
    re.IGNORECASE,
)
_NEGATION = re.compile(
    r"\b(non|ness(?:un|uno|una|un[’'])|senza|né|esclus[aoei]|privo|priva)\b", re.IGNORECASE
)
_TENDER = {
    sign: re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
    for sign, words in {
        "servizi": r"elenco dei servizi|capitolato|prestazioni richieste",
        "ore": r"monte\s*ore|ore\s+(?:annue|settimanali|complessive)",
        "prezzo": r"prezz[oi]|costo\s+orario|base\s+d[’']asta|ribass[oi]",
        "minor costo": r"minor\s+(?:costo|prezzo)|offerta\s+economic\w+|più\s+conveniente",
    }.items()
}
_SMALL_BODIES = re.compile(
    r"\b(fatturato|fideiussion[ei]|cauzion[ei]|capitale\s+sociale|polizza\s+fideiussoria)\b",
    re.IGNORECASE,
)
_REACH = 3  # words before the suspect in which a negation governs it


@dataclass(frozen=True)
class ScoreWord:
    word: str
    is_negated: bool


def score_words(text: str) -> Iterator[ScoreWord]:
    """Each word of ranking in `text`, and whether a negation governs it, in its own sentence."""
    for found in _SCORES.finditer(text):
        sentence = re.split(r"[.;:!?\n]", text[: found.start()])[-1]
        before = " ".join(re.findall(r"[\wàèéìòù’']+", sentence)[-_REACH:])
        yield ScoreWord(found.group(0), bool(_NEGATION.search(before)))


def tender_signs(text: str) -> list[str]:
    """Which of four signs of a disguised tender the text has: services, hours, price, lowest."""
    return [sign for sign, pattern in _TENDER.items() if pattern.search(text)]


def hard_on_small_bodies(text: str) -> str:
    """A word of turnover or surety in a requirement, or nothing."""
    found = _SMALL_BODIES.search(text)
    return found.group(0) if found else ""
