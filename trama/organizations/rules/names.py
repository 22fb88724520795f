"""Names of bodies: what a list may have broken, and which two may be the same body.

Nothing here corrects a name: it says what a person should look at.
"""

import itertools
import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from heapq import nlargest

from django.utils.translation import gettext as _

MAX_NAME = 300
WORD = re.compile(r"[^\W\d_]+")
SHORTEST_JOINED = 5  # letters of a word that a line break may have cut

# What half of the register's names have in common says nothing of who they are.
GENERIC = frozenset({
    "a", "ad", "agli", "ai", "al", "all", "alla", "alle", "aps", "apsets", "asd", "ass",
    "associazione", "con", "coop", "cooperativa", "culturale", "da", "dal", "dalla", "degli",
    "dei", "del", "dell", "della", "delle", "di", "dilettantistica", "e", "ed", "ente", "ets",
    "fondazione", "fra", "i", "il", "impresa", "in", "l", "la", "le", "lo", "lucrativa",
    "milano", "nel", "nella", "non", "o", "odv", "onlus", "organizzazione", "per", "promozione",
    "rl", "scrl", "scs", "settore", "soc", "sociale", "sociali", "societa", "sportiva", "srl",
    "terzo", "un", "una", "utilita", "volontariato",
})  # fmt: skip
CLOSEST = 10  # names shown beside one, at most
NEAR = 0.6  # shared trigrams, of what two names have of their own


def name_problem(name: str) -> str:
    """Why this name cannot be taken as it is, in a sentence; empty when it can."""
    if not name:
        return _("Manca la denominazione.")
    if "?" in name or "\ufffd" in name:
        return _("Contiene «?»: una lettera può essersi persa. Scrivi la denominazione intera.")
    if any(unicodedata.category(sign) in {"Cc", "Cs", "Co", "Cn"} for sign in name):
        return _("Contiene segni che non si vedono: riscrivi la denominazione.")
    if not any(sign.isalnum() for sign in name):
        return _("Non contiene lettere né cifre.")
    if len(name) > MAX_NAME:
        return _("È più lunga di %(n)d caratteri.") % {"n": MAX_NAME}
    return ""


def tidy(text: str) -> str:
    """One space between words, none around: line breaks inside a cell are the sheet's, not ours."""
    return " ".join(text.split())


def vocabulary(names: Iterable[str]) -> Counter[str]:
    """In how many of these names each word stands."""
    return Counter(word for name in names for word in {w.casefold() for w in WORD.findall(name)})


def broken_word(name: str, known: Counter[str]) -> str:
    """«PROM OZIONE»: two neighbours that joined are a word of other names, while one of them is in
    no other name. A sign that a line break cut the word; whether it did, a person says."""
    for first, second in _neighbours(name):
        a, b = first.casefold(), second.casefold()
        alone = known[a] <= 1 or known[b] <= 1
        if alone and len(a + b) >= SHORTEST_JOINED and known[a + b]:
            return f"{first} {second}"
    return ""


def _neighbours(name: str) -> list[tuple[str, str]]:
    """Words with one space between them and nothing else."""
    words = list(WORD.finditer(name))
    return [
        (before[0], after[0])
        for before, after in itertools.pairwise(words)
        if name[before.end() : after.start()] == " "
    ]


def distinctive(key: str) -> str:
    """Of a name without case and accents, what is not common to half of the register.

    A name made only of common words («Associazione Milano») keeps them all.
    """
    words = re.findall(r"[^\W_]+", key)
    own = [word for word in words if word not in GENERIC]
    return " ".join(own or words)


def likeness(first_key: str, second_key: str) -> float:
    """From 0 to 1: the trigrams that the distinctive parts of two names share, of all they have.

    Two names with different numbers («Milano 1», «Milano 34») are not alike, however near.
    """
    return _shared(_profile(first_key), _profile(second_key))


@dataclass(frozen=True)
class _Profile:
    """What a name is compared by."""

    parts: frozenset[str]
    numbers: frozenset[str]


def _profile(key: str) -> _Profile:
    own = distinctive(key)
    return _Profile(frozenset(_trigrams(own)), frozenset(re.findall(r"\d+", own)))


def _trigrams(text: str) -> set[str]:
    return {f"  {word} "[i : i + 3] for word in text.split() for i in range(len(word) + 1)}


def are_near(first_key: str, second_key: str) -> bool:
    """Near enough for a person to be asked whether they are one body."""
    return likeness(first_key, second_key) >= NEAR


def near_pairs(keys: Mapping[int, str], fresh: AbstractSet[int]) -> set[tuple[int, int]]:
    """Of these names (by number), the near ones of which at least one is `fresh`: for each fresh
    name the CLOSEST at most.

    Two sets that share NEAR of their trigrams share one of the rarest few of each: only names that
    do are compared, so ten thousand take seconds and not hours.
    """
    profiles = {number: _profile(key) for number, key in keys.items()}
    frequency = Counter(part for profile in profiles.values() for part in profile.parts)
    rarest = {number: _rarest(profile.parts, frequency) for number, profile in profiles.items()}
    holders: dict[str, list[int]] = defaultdict(list)
    for number, parts in rarest.items():
        for part in parts:
            holders[part].append(number)
    pairs = set()
    for number in fresh:
        others = {other for part in rarest[number] for other in holders[part]} - {number}
        shares = ((_shared(profiles[number], profiles[other]), other) for other in others)
        for _share, other in nlargest(CLOSEST, (pair for pair in shares if pair[0] >= NEAR)):
            pairs.add((min(number, other), max(number, other)))
    return pairs


def _rarest(parts: AbstractSet[str], frequency: Counter[str]) -> list[str]:
    ordered = sorted(parts, key=lambda part: (frequency[part], part))
    return ordered[: len(parts) - math.ceil(NEAR * len(parts)) + 1]


def _shared(first: _Profile, second: _Profile) -> float:
    if first.numbers and second.numbers and first.numbers != second.numbers:
        return 0.0
    both = first.parts | second.parts
    return len(first.parts & second.parts) / len(both) if both else 0.0
