"""Names of zones: when two editions mean the same, and when a letter was lost on the way."""

import re
import unicodedata

SHORT = {
    r"\bp\.?\s*ta\b": "porta",
    r"\bs\.\s*": "san ",
    r"\bq\.?\s*re\b": "quartiere",
    r"\bp\.?\s*zza\b": "piazza",
}
# A question mark inside a word, a long dash that ends one: signs that a letter became in a file
# read in the wrong encoding («Ca? Granda», «Per—»).
LOST = re.compile(r"\w\?|\?\w|\w[—\ufffd]|\ufffd")


def name_key(text: str) -> str:
    """The letters and digits of a name, its usual shortenings written out."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    for short, long in SHORT.items():
        plain = re.sub(short, long, plain)
    return "".join(re.findall(r"[a-z0-9]", plain))


def same_name(one: str, other: str) -> bool:
    """Written otherwise (capitals, accents, shortenings), the same name."""
    return name_key(one) == name_key(other)


def has_lost_letter(text: str) -> bool:
    return bool(LOST.search(text))
