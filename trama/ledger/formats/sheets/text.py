"""CSV: bytes to rows, saying how they were read. What cannot be told is refused, not guessed."""

import csv
import io
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trama.ledger.formats.sheets.sheet import Sheet, UnreadableError, assemble

BYTE_ORDER_MARKS = [
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
]
DELIMITERS = {",": ",", ";": ";", "\t": gettext_lazy("tabulazioni")}
MAX_CELL = 131_072  # characters: the csv module's own bound


def decode(content: bytes) -> tuple[str, str]:
    """The text and its encoding: as the mark says; else UTF-8 where it is valid, else Windows-1252.

    Windows-1252 is what spreadsheets on Windows write; bytes that it leaves undefined are refused.
    """
    for mark, encoding in BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return _decode(content, encoding), encoding
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _decode(content, "cp1252"), "cp1252"


def _decode(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise UnreadableError(
            _("Il testo non si legge: salva il file come «CSV UTF-8» e caricalo di nuovo.")
        ) from None


def delimiter_of(text: str) -> str:
    """The sign that cuts the first written line in most columns; of equals, the comma."""
    line = next((line for line in text.splitlines() if line.strip()), "")
    return max(DELIMITERS, key=lambda sign: _columns(line, sign))


def _columns(line: str, sign: str) -> int:
    try:
        return len(next(csv.reader([line], delimiter=sign), []))
    except csv.Error:  # a cell without end: reading the rows says so
        return 0


def read_csv(content: bytes) -> Sheet:
    """Rows of a CSV. Raises `UnreadableError` when it is no text, or its quotes never close."""
    text, encoding = decode(content)
    delimiter = delimiter_of(text)
    reading = _("CSV, %(encoding)s, separato da %(sign)s") % {
        "encoding": encoding,
        "sign": DELIMITERS[delimiter],
    }
    return assemble(_records(text, delimiter), reading)


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        try:
            record = next(reader, None)
        except csv.Error:
            raise UnreadableError(
                _("La riga %(n)d non si legge: virgolette mai chiuse, o una cella troppo lunga.")
                % {"n": number}
            ) from None
        if record is None:
            return
        yield record
