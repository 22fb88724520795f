"""Ordinary mail as a signal: what is an automatic answer, what a person wrote."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from trama.mailbox.formats.headers import Headers

LONGEST_ADDRESS = 254  # RFC 5321, 4.5.3.1.3, without its angle brackets
BULK = {"auto_reply", "bulk", "junk", "list"}


def is_automatic(headers: Headers) -> bool:
    """Nobody wrote it: an answering machine, a list, a notice of non-delivery (RFC 3834)."""
    submitted = headers.first("auto-submitted").partition(";")[0].strip().lower()
    return (
        submitted not in {"", "no"}
        or headers.first("precedence").strip().lower() in BULK
        or headers.first("return-path").strip() == "<>"
        or any(headers.first(name) for name in ("list-id", "x-autoreply", "x-autorespond"))
        or headers.media_type == "multipart/report"
    )


def is_address(text: str) -> bool:
    """Whether somebody may be written to there."""
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= LONGEST_ADDRESS


def words_of(subject: str, text: str) -> str:
    """The subject says the thing as often as the text does."""
    said = subject.strip()
    return f"{said}\n\n{text}".strip() if said and said not in text else text
