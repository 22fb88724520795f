"""Ordinary mail as a signal: what is an automatic answer, what a person wrote."""

from trama.mailbox.formats.headers import Headers

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


def words_of(subject: str, text: str) -> str:
    """The subject says the thing as often as the text does."""
    said = subject.strip()
    return f"{said}\n\n{text}".strip() if said and said not in text else text
