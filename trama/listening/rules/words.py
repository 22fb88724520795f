"""Words as they are compared, and as they may be shown."""

import hashlib
import re
import unicodedata


def cleaned(text: str, *, most: int) -> str:
    """What a person typed, without signs that nobody sees (controls, marks that turn the reading
    round): markup stays as the characters it is made of, and is shown as such."""
    kept = "".join(
        sign
        for sign in unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
        if sign == "\n" or unicodedata.category(sign) not in {"Cc", "Cf", "Cs"}
    )
    lines = (" ".join(line.split()) for line in kept.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()[:most].strip()


def fingerprint(text: str) -> str:
    """The same for texts that differ in case, accents, spaces and signs alone."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(sign for sign in plain if sign.isalnum())
    # A text of signs alone is compared as it is.
    return hashlib.sha256((letters or text).encode("utf-8", "replace")).hexdigest()
