"""The header of a mail, read without ever failing: unfolded, decoded (RFC 2047, 2231), bounded.

The standard library's structured parser is not used here: on a hostile header it may raise or
take quadratic time, and a certified message must be kept and explained whatever it contains.
"""

import binascii
import codecs
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from urllib.parse import unquote_to_bytes

MAX_HEADER_LINES = 2_000
MAX_WORDS_CHARS = 10_000  # of one header shown to people
MAX_STRUCTURED_CHARS = 8_000  # of one header that is taken apart
# Codecs of Python that are no charset of mail, some of them quadratic.
REFUSED_CODECS = {"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape"}

ENCODED_WORD = re.compile(r"=\?([^?\s]+)\?([bBqQ])\?([^?]*)\?=")
# Each of these takes linear time on any text: an unclosed quote runs to the end.
QUOTED = re.compile(r'"(?:[^"\\]|\\.)*(?:"|\Z)', re.DOTALL)
COMMENT = re.compile(r"\([^()]*\)")
PARAMETER = re.compile(r';\s*([^=;\s]+)\s*=\s*("(?:[^"\\]|\\.)*(?:"|\Z)|[^;]*)', re.DOTALL)
ANGLED = re.compile(r"<([^<>]*)>")
BETWEEN = re.compile(r"[\s<>,;:\"]+")


@dataclass(frozen=True)
class Headers:
    """The fields of a header, in order, unfolded but not decoded. Names are lower case."""

    fields: tuple[tuple[str, str], ...] = ()

    def all(self, name: str) -> list[str]:
        return [value for field, value in self.fields if field == name.lower()]

    def first(self, name: str) -> str:
        return next(iter(self.all(name)), "")

    def text(self, name: str) -> str:
        """The first field of that name, as people read it."""
        return decode_words(self.first(name))

    @property
    def media_type(self) -> str:
        """`text/plain` unless the part says otherwise (RFC 2045 §5.2)."""
        declared = self.first("content-type").partition(";")[0].strip().lower()
        return declared if re.fullmatch(r"[\w.+-]+/[\w.+-]+", declared) else "text/plain"

    def parameter(self, field: str, name: str) -> str:
        return structured_parameter(self.first(field), name)

    @property
    def filename(self) -> str:
        return decode_words(
            self.parameter("content-disposition", "filename")
            or self.parameter("content-type", "name")
        )

    @property
    def date(self) -> datetime | None:
        """What the `Date:` field says, when it says an offset too."""
        try:
            instant = parsedate_to_datetime(self.first("date")[:200])
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
        return instant if instant.tzinfo else None


def parse_headers(block: bytes) -> Headers:
    """Fields of a header block; a line without a name, such as mbox's “From ”, is skipped."""
    fields: list[tuple[str, list[str]]] = []
    for line in re.split(r"\r?\n", _decode(block, "utf-8"))[:MAX_HEADER_LINES]:
        name, colon, value = line.partition(":")
        if line[:1] in {" ", "\t"} and fields:
            fields[-1][1].append(line)
        elif colon and name.strip() and " " not in name.strip():
            fields.append((name.strip().lower(), [value]))
    return Headers(tuple((name, "".join(lines).strip()) for name, lines in fields))


def decode_words(value: str) -> str:
    """RFC 2047 words read as text; adjacent words are joined before decoding, since some
    programs split a character between two of them."""
    text: list[str] = []
    pending, charset, end = b"", "", 0
    for word in ENCODED_WORD.finditer(value[:MAX_WORDS_CHARS]):
        between = value[end : word.start()]
        name = word[1].partition("*")[0].lower()
        if pending and (between.strip() or name != charset):
            text.append(_decode(pending, charset))
            pending = b""
        if between.strip() or not end:
            text.append(between)
        pending, charset, end = pending + _word_bytes(word[2], word[3]), name, word.end()
    text.append(_decode(pending, charset) if pending else "")
    return printable("".join([*text, value[end:MAX_WORDS_CHARS]])).strip()


def addresses(values: list[str]) -> tuple[str, ...]:
    """The addresses of address fields, lower case, display names left out."""
    found: list[str] = []
    for value in values:
        bare = COMMENT.sub(" ", QUOTED.sub(" ", value[:MAX_STRUCTURED_CHARS]))
        found += _addresses(ANGLED.findall(bare)) or _addresses(BETWEEN.split(bare))
    return tuple(printable(address).lower() for address in found)


def _addresses(words: list[str]) -> list[str]:
    return [word.strip() for word in words if "@" in word.strip()[1:-1]]


def domain(address: str) -> str:
    return address.rpartition("@")[2].strip().lower()


def structured_parameter(value: str, name: str) -> str:
    """A parameter of a structured field, RFC 2231 continuations and charsets included."""
    pieces: dict[int, tuple[str, bool]] = {}
    for key, text in PARAMETER.findall(value[:MAX_STRUCTURED_CHARS]):
        found, star, rest = key.lower().partition("*")
        if found != name:
            continue
        if not star:
            return printable(_unquoted(text))
        number = rest.rstrip("*")
        index = int(number) if re.fullmatch("[0-9]{1,4}", number) else 0
        pieces.setdefault(index, (_unquoted(text), rest.endswith("*") or not rest))
    return printable(_joined([pieces[index] for index in sorted(pieces)]))


def _joined(pieces: list[tuple[str, bool]]) -> str:
    """RFC 2231 §4.1: the first encoded piece begins with charset and language."""
    charset = "utf-8"
    content = b""
    for position, (text, encoded) in enumerate(pieces):
        if encoded and position == 0 and text.count("'") >= 2:
            charset, _language, text = text.split("'", 2)  # noqa: PLW2901
        content += unquote_to_bytes(text) if encoded else text.encode("utf-8", "replace")
    return _decode(content, charset or "utf-8")


def _unquoted(text: str) -> str:
    text = text.strip()
    if not text.startswith('"'):
        return text
    return re.sub(r"\\(.)", r"\1", text[1:].removesuffix('"'), flags=re.DOTALL)


def decode_text(content: bytes, charset: str) -> str:
    """The text of a part, lines ended by `\\n`; what the charset cannot read becomes “�”."""
    text = _decode(content, charset.lower() or "utf-8").replace("\r\n", "\n").replace("\r", "\n")
    return "\n".join(printable(line, keep="\t") for line in text.split("\n"))


def printable(text: str, keep: str = "") -> str:
    """Without control characters and lone surrogates, which no database column takes."""
    return "".join(
        character
        if character in keep or unicodedata.category(character) not in {"Cc", "Cs"}
        else " "
        if character in "\t\r\n"
        else ""
        for character in text
    )


def _word_bytes(encoding: str, payload: str) -> bytes:
    raw = payload.encode("ascii", "replace")
    if encoding in "qQ":
        return binascii.a2b_qp(raw, header=True)
    try:
        return binascii.a2b_base64(raw + b"=" * (-len(raw) % 4))
    except binascii.Error:
        return raw


def _decode(content: bytes, charset: str) -> str:
    """In the declared charset, else UTF-8, else Windows' Latin, which reads any byte."""
    for candidate in (charset, "utf-8"):
        try:
            codec = codecs.lookup(candidate).name.replace("_", "-")
            if codec not in REFUSED_CODECS:
                return content.decode(codec)
        except (LookupError, ValueError):
            continue
    return content.decode("cp1252", "replace")
