"""The parts of a message by their positions in its bytes.

A signature is over exact bytes, so the parts are never rebuilt: each is a window on the message.
One reader serves both the check of the signature and the reading of what was signed: two readers
that disagree on where a part ends are how forged mail passes.
"""

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from .headers import Headers, parse_headers

MAX_MESSAGE_BYTES = 100 * 1024 * 1024  # providers stop at 30 MB, times the recipients
MAX_HEADER_BYTES = 256 * 1024
MAX_PARTS = 1_000
MAX_DEPTH = 12

EMPTY_LINE = re.compile(rb"^\r?\n", re.MULTILINE)
LINE_END = re.compile(rb"\r?\n\Z")
BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
NOT_BASE64 = bytes(set(range(256)) - set(BASE64))


@dataclass(frozen=True)
class Part:
    """A part: `source[start:end]`, header and body, without the line end before its delimiter."""

    source: bytes
    start: int
    body_start: int
    end: int
    headers: Headers
    children: tuple["Part", ...] = ()

    @property
    def raw(self) -> bytes:
        return self.source[self.start : self.end]

    def leaves(self) -> Iterator["Part"]:
        """The parts that hold something, in order. An enclosed message is one leaf."""
        if not self.children:
            yield self
        for child in self.children:
            yield from child.leaves()

    def decoded(self) -> tuple[bytes, bool]:
        """The content without its transfer encoding, and whether all of it could be read."""
        body = self.source[self.body_start : self.end]
        encoding = self.headers.first("content-transfer-encoding").strip().lower()
        if encoding == "base64":
            return _base64(body)
        if encoding == "quoted-printable":
            return binascii.a2b_qp(body), True
        return body, encoding in {"", "7bit", "8bit", "binary"}

    @property
    def content(self) -> bytes:
        return self.decoded()[0]


@dataclass
class _Reader:
    source: bytes
    parts_left: int = MAX_PARTS
    problems: list[str] = field(default_factory=list)

    def read(self, start: int, end: int, depth: int = 0) -> Part:
        empty_line = EMPTY_LINE.search(self.source, start, end)
        header_end, body_start = empty_line.span() if empty_line else (end, end)
        if header_end - start > MAX_HEADER_BYTES:
            self.trouble(_("Un’intestazione è troppo lunga: se ne è letta solo la prima parte."))
            header_end = start + MAX_HEADER_BYTES
        headers = parse_headers(self.source[start:header_end])
        children = self.children(headers, body_start, end, depth)
        return Part(self.source, start, body_start, end, headers, children)

    def children(self, headers: Headers, start: int, end: int, depth: int) -> tuple[Part, ...]:
        boundary = headers.parameter("content-type", "boundary")
        if not headers.media_type.startswith("multipart/") or not boundary:
            return ()
        if depth >= MAX_DEPTH:
            self.trouble(_("Le parti sono annidate troppo a fondo: le più interne non sono lette."))
            return ()
        return tuple(
            self.read(*span, depth + 1) for span in self.windows(boundary.encode(), start, end)
        )

    def windows(self, boundary: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Where each part of a multipart begins and ends (RFC 2046 §5.1.1)."""
        line_of = rb"^--" + re.escape(boundary) + rb"(--)?[ \t]*(?:\r?\n|\r?\Z)"
        delimiter = re.compile(line_of, re.MULTILINE)
        opened: int | None = None
        for line in delimiter.finditer(self.source, start, end):
            if opened is not None:
                yield opened, self.before_line_end(opened, line.start())
            if line[1]:
                return
            if self.parts_left <= 0:
                self.trouble(_("Il messaggio ha troppe parti: le ultime non sono lette."))
                return
            self.parts_left -= 1
            opened = line.end()
        if opened is not None:
            yield opened, end

    def before_line_end(self, start: int, end: int) -> int:
        """The line end before a delimiter belongs to the delimiter."""
        line_end = LINE_END.search(self.source, max(start, end - 2), end)
        return line_end.start() if line_end else end

    def trouble(self, sentence: str) -> None:
        if sentence not in self.problems:
            self.problems.append(sentence)


def read_mime(source: bytes) -> tuple[Part, list[str]]:
    """The tree of a message's parts, and what of it could not be read."""
    reader = _Reader(source)
    end = len(source)
    if end > MAX_MESSAGE_BYTES:
        reader.trouble(_("Il messaggio supera i 100 MB: se ne è letta solo la prima parte."))
        end = MAX_MESSAGE_BYTES
    return reader.read(0, end), reader.problems


def _base64(body: bytes) -> tuple[bytes, bool]:
    text = body.translate(None, NOT_BASE64)
    whole = len(text) % 4 != 1
    text = text if whole else text[:-1]
    return binascii.a2b_base64(text + b"=" * (-len(text) % 4)), whole
