"""The text of an e-mail as it leaves: lines of 76 characters, secrets blotted out once sent."""

import re
import textwrap

COLUMNS = 76  # RFC 5322 §2.1.1 asks for less than 78; RFC 3676 leaves room for quoting
SIGNED_LINK = re.compile(r"(/collegamenti/)[\w-]+")
ADDRESS = re.compile(r"https?://[^\s\"'<>]+")


def wrapped(text: str) -> str:
    """Paragraphs folded at 76 columns; an address is never broken, blank lines never pile up."""
    lines = [_folded(line.rstrip()) for line in text.strip().splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)) + "\n"


def _folded(line: str) -> str:
    if len(line) <= COLUMNS:
        return line
    return textwrap.fill(line, COLUMNS, break_long_words=False, break_on_hyphens=False)


def one_line(text: str) -> str:
    """A subject: no line end gets into a header."""
    return " ".join(text.split())


def without_secrets(text: str, *, all_addresses: bool) -> str:
    """Blots out the secret part of signed links; with `all_addresses`, of any address whatever."""
    text = SIGNED_LINK.sub(r"\1…", text)
    return ADDRESS.sub("…", text) if all_addresses else text
