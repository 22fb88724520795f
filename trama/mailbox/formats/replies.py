"""An answer to one of our letters: to which, whether a program wrote it, which words are new.

What is quoted and signed is cut for whoever reads in a hurry; the message itself stays whole. Only
marks that mail programs write are cut (Italian and English): in doubt the text stays.
"""

import re
from dataclasses import dataclass

from .content import read_content
from .headers import Headers
from .mime import read_mime

MAX_ANSWERED = 50
MESSAGE_ID = re.compile(r"<[^<>\s]{1,996}>")

WRAPPED = 3  # lines over which «Il giorno … ha scritto:» may run
ATTRIBUTION = re.compile(
    r"(?:Il|In data|On|Le|Am)\b.{1,400}\b(?:ha scritto|scrive|scriveva|wrote)\s?:"
)
DIVIDER = re.compile(
    r"-{2,}\s?(?:Messaggio originale|Messaggio inoltrato|Original Message|Forwarded message)\b.*"
    r"|_{20,}",
    re.IGNORECASE,
)
SENDER_LINE = re.compile(r"\*?(?:Da|From|Mittente)\*?: ?\S.*", re.IGNORECASE)
HEADER_LINE = re.compile(
    r"\*?(?:Inviato|Data|Date|Sent|A|To|Oggetto|Subject)\*?: ?\S.*", re.IGNORECASE
)
SIGNED = re.compile(
    r"--|(?:Inviato da|Sent from|Get Outlook for|Scarica Outlook per)\b.{0,80}", re.IGNORECASE
)


@dataclass(frozen=True)
class Reply:
    """`answered`: the Message-IDs that it answers, the nearest first. `words`: what is new in it;
    when nothing is left, or nothing was cut, the whole text."""

    answered: tuple[str, ...]
    is_automatic: bool
    text: str
    words: str

    @property
    def is_cut(self) -> bool:
        return self.words != self.text


def read_reply(original: bytes) -> Reply:
    """Reads any bytes. Never raises."""
    headers = read_mime(original)[0].headers
    text = read_content(original).text.strip()
    return Reply(_answered(headers), _is_automatic(headers), text, new_words(text) or text)


def _answered(headers: Headers) -> tuple[str, ...]:
    near = MESSAGE_ID.findall(headers.first("in-reply-to"))
    far = MESSAGE_ID.findall(headers.first("references"))[-MAX_ANSWERED:]
    return tuple(dict.fromkeys([*near[:MAX_ANSWERED], *reversed(far)]))


def _is_automatic(headers: Headers) -> bool:
    """Absences, receipts of reading, reports of the mail server (RFC 3834, RFC 3464)."""
    submitted = headers.first("auto-submitted").partition(";")[0].strip().lower()
    return (
        submitted not in {"", "no"}
        or headers.first("precedence").strip().lower() in {"auto_reply", "bulk", "junk"}
        or bool(headers.first("x-autoreply") or headers.first("x-autorespond"))
        or headers.first("return-path").strip() == "<>"
        or headers.media_type == "multipart/report"
    )


def new_words(text: str) -> str:
    """Without the lines that quote, and without all that follows where another message begins or
    the signature does. Who answers between the quoted lines loses none of their own."""
    lines = [line.rstrip() for line in text.split("\n")]
    kept: list[str] = []
    for number, line in enumerate(lines):
        if _ends_here(lines, number):
            break
        if not line.lstrip().startswith(">"):
            kept.append(line)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def _ends_here(lines: list[str], number: int) -> bool:
    line = lines[number].strip()
    if DIVIDER.fullmatch(line) or SIGNED.fullmatch(line):
        return True
    following = [one.strip() for one in lines[number + 1 : number + WRAPPED]]
    if SENDER_LINE.fullmatch(line):
        return any(HEADER_LINE.fullmatch(one) for one in following)
    runs = (" ".join([line, *following[:more]]) for more in range(WRAPPED))
    return any(ATTRIBUTION.fullmatch(run) for run in runs)
