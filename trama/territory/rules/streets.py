"""Addresses as people write them: what two ways of writing one street have in common.

Nothing here corrects an address: it folds what may be written either way, so that equal streets
have equal keys.
"""

import re
import unicodedata
from dataclasses import dataclass

# What a street is called, as it is shortened: the first word alone is read so.
KINDS = {
    "al": "alzaia",
    "alz": "alzaia",
    "bast": "bastioni",
    "bastione": "bastioni",
    "c so": "corso",
    "cso": "corso",
    "gall": "galleria",
    "l go": "largo",
    "lgo": "largo",
    "p le": "piazzale",
    "p za": "piazza",
    "p zale": "piazzale",
    "p zle": "piazzale",
    "p zza": "piazza",
    "p zzale": "piazzale",
    "p zzle": "piazzale",
    "ple": "piazzale",
    "pza": "piazza",
    "pzle": "piazzale",
    "pzza": "piazza",
    "pta": "porta",
    "p ta": "porta",
    "str": "strada",
    "v": "via",
    "v le": "viale",
    "v lo": "vicolo",
    "vic": "vicolo",
    "vle": "viale",
}
SHORT = sorted(KINDS, key=len, reverse=True)
# «San», «Santa», «S.» and the like are written for one another.
SAINTS = frozenset({"s", "ss", "san", "sant", "santa", "santi", "santo"})
FRIARS = {"f lli": "fratelli", "flli": "fratelli", "p ta": "porta", "pta": "porta"}
NUMBERS = {
    word: str(number)
    for number, word in enumerate(
        [
            "due",
            "tre",
            "quattro",
            "cinque",
            "sei",
            "sette",
            "otto",
            "nove",
            "dieci",
            "undici",
            "dodici",
        ],
        start=2,
    )
}
ROMAN = re.compile(r"(?=[ivx]{2,})(x{0,3})(ix|iv|v?i{0,3})")
ROMAN_VALUES = {"i": 1, "v": 5, "x": 10}

POSTCODE = re.compile(r"[\s,]*\b(\d{5})\b")
TAIL = re.compile(
    r"\s+(?:ang(?:olo|\.)|fronte\b|presso\b|c/o\b)|\s*[(–]|\s*-\s*(?=\D)", re.IGNORECASE
)
NUMBER = re.compile(
    r"[\s,]*(?<![\d/])(?:\b(?:n|nr|num|numero|civ|civico)\b[.°?º]*\s*|n°\s*)?"
    r"(?P<digits>\d{1,4})\s*(?P<rest>(?:[/-]\s*\w{1,4}|[nmp]\d{1,3}|\s?[a-z]|\s?bis|\s?ter)?)\s*$",
    re.IGNORECASE,
)
NO_NUMBER = re.compile(r"[\s,]+(?:s\.?\s?n\.?\s?c\.?|senza numero)\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class Written:
    """An address in its parts, as written; a part that is not there is empty."""

    street: str
    number: str = ""
    postcode: str = ""


def street_key(text: str) -> str:
    """What identifies a street however it is written: «V.le G. Monza» and «viale Monza, G».

    Lower case, no accents or punctuation, shortenings written out, numerals as digits; the words
    after the first in alphabetical order, because lists write «Fattori Giovanni».
    """
    words = " ".join(re.findall(r"[a-z0-9]+", _plain(text)))
    for short in SHORT:
        if words.startswith(f"{short} "):
            words = KINDS[short] + words[len(short) :]
            break
    for short, long in FRIARS.items():
        words = re.sub(rf"\b{short}\b", long, words)
    kind, *names = words.split() or [""]
    return " ".join([kind, *sorted(_name_part(name) for name in names)])


def number_key(text: str) -> str:
    """«15/A», «15 a» and «15a» are «15/a»; «61N11», a shop of number 61, stays as it is."""
    plain = "".join(_plain(text).split())
    found = re.fullmatch(r"(\d+)[/-]?([a-z]|bis|ter)", plain)
    return f"{found[1]}/{found[2]}" if found else plain


def split_address(text: str, *, city: str = "") -> Written:
    """Street, number and postcode of one line; the name of the city at its end is left out."""
    rest, postcode = " ".join(text.split()), ""
    if found := POSTCODE.search(rest):
        rest, postcode = rest[: found.start()], found[1]
    if city:
        rest = re.sub(
            rf"[\s,]+{re.escape(city)}(?:\s*\(\w\w\))?\s*$", "", rest, flags=re.IGNORECASE
        )
    if tail := TAIL.search(rest):
        rest = rest[: tail.start()]
    rest = NO_NUMBER.sub("", rest.rstrip(" ,;.-"))
    found = NUMBER.search(rest)
    if not found or not rest[: found.start()].strip(" ,"):
        return Written(rest.strip(" ,"), "", postcode)
    number = number_key(found["digits"] + found["rest"])
    return Written(rest[: found.start()].strip(" ,"), number, postcode)


def is_crossing(text: str) -> bool:
    """Names two streets that meet."""
    return bool(
        re.search(r"-\s*(?:via|viale|piazza|piazzale|corso|largo)\b|\bang\b", text, re.IGNORECASE)
    )


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


def _name_part(word: str) -> str:
    if word in SAINTS:
        return "s"
    if ROMAN.fullmatch(word):
        values = [ROMAN_VALUES[sign] for sign in word]
        following = [*values[1:], 0]
        return str(sum(-a if a < b else a for a, b in zip(values, following, strict=True)))
    return NUMBERS.get(word, word)


def includes(key: str, part: str) -> bool:
    """Whether a street's key says all that `part` says, of the same kind: «via Giuseppe Verdi»
    includes «via Verdi» and «via G. Verdi»."""
    kind, *names = key.split()
    part_kind, *part_names = part.split()
    if kind != part_kind:
        return False
    left = list(names)
    for name in sorted(part_names, key=len, reverse=True):
        match = next((one for one in left if one == name), None)
        if match is None and len(name) == 1:
            match = next((one for one in left if one.startswith(name)), None)
        if match is None:
            return False
        left.remove(match)
    return any(len(name) > 2 for name in part_names)


def number_distance(one: str, other: str) -> tuple[bool, int, str]:
    """How far two house numbers are: first by what they count, then as they are written."""
    first, second = (re.match(r"\d+", number) for number in (one, other))
    if not (first and second):
        return True, 0, one
    return False, abs(int(first[0]) - int(second[0])), one
