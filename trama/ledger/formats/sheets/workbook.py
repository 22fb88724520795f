"""XLSX: a sheet's cells as text. Imported only by jobs and commands: the reader is heavy.

The reader lays a sheet out as a full rectangle: one cell in the far corner would ask for all
memory. So the file is weighed first, and the corner looked for in the sheets' own XML.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum

from trama.ledger.formats.sheets.sheet import (
    MAX_COLUMNS,
    MAX_ROWS,
    Sheet,
    UnreadableError,
    assemble,
)

MAX_UNPACKED = 200 * 1024 * 1024  # bytes, all parts together
CHUNK = 256 * 1024  # bytes
MAX_CELLS = 5_000_000  # of the rectangle
TAG = re.compile(rb"<(?:[\w.-]+:)?(row|c)\b([^>]*)")
PLACE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{0,7})(\d{0,10})["']""")

Cells = frozenset[int]


@dataclass
class Extent:
    """How far a sheet reaches: a row or a cell says its place, or follows the one before."""

    rows: int = 0
    columns: int = 0
    row: int = 0
    column: int = 0

    @property
    def is_too_large(self) -> bool:
        return self.rows > MAX_ROWS or self.rows * self.columns > MAX_CELLS

    def see(self, tag: bytes, attributes: bytes) -> None:
        place = PLACE.search(attributes)
        letters, digits = place.groups() if place else (b"", b"")
        if tag == b"row":
            self.row, self.column = int(digits or self.row + 1), 0
        else:
            self.row = int(digits or self.row)
            self.column = _column_number(letters) if letters else self.column + 1
        self.rows = max(self.rows, self.row)
        self.columns = max(self.columns, self.column)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def read_xlsx(content: bytes, sheet_name: str = "") -> Sheet:
    """The named sheet, or the first. Raises `UnreadableError` for what is no workbook of ours."""
    _weigh(content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheet = book.get_sheet_by_name(_chosen(book, sheet_name))
        records = [[_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    except (CalamineError, ValueError, OSError):
        raise _unreadable() from None
    reading = _("XLSX, foglio «%(name)s»") % {"name": sheet.name}
    return assemble(records, reading, _merged(sheet))


def _unreadable() -> UnreadableError:
    return UnreadableError(
        _("Il file non si apre come foglio di calcolo XLSX: salvalo di nuovo, oppure come CSV.")
    )


def _chosen(book: CalamineWorkbook, name: str) -> str:
    sheets = [s.name for s in book.sheets_metadata if s.typ == SheetTypeEnum.WorkSheet]
    if not sheets:
        raise _unreadable()
    if name and name not in sheets:
        raise UnreadableError(
            _("Nel file non c’è il foglio «%(name)s». Ci sono: %(sheets)s.")
            % {"name": name, "sheets": ", ".join(sheets)}
        )
    return name or sheets[0]


def _text(cell: object) -> str:
    """A number without decimals is written without them; what a date or a formula is, as it is."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return str(cell)


def _merged(sheet: CalamineSheet) -> dict[int, Cells]:
    """Row number → the places of cells swallowed by a merged one that began elsewhere."""
    found: dict[int, set[int]] = {}
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
        for row in range(top, min(bottom, MAX_ROWS) + 1):
            places = range(left + (row == top), min(right, MAX_COLUMNS) + 1)
            found.setdefault(row + 1, set()).update(places)
    return {row: frozenset(places) for row, places in found.items()}


def _weigh(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED:
                raise UnreadableError(_("Il foglio, una volta aperto, è troppo grande."))
            for part in archive.infolist():
                if part.filename.lower().startswith("xl/worksheets/"):
                    _look_for_the_corner(_chunks(archive, part))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError):
        raise _unreadable() from None


def _chunks(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(part) as stream:
        while chunk := stream.read(CHUNK):
            yield chunk


def _look_for_the_corner(chunks: Iterator[bytes]) -> None:
    """Refuse a sheet whose rectangle is larger than we may lay out, before anyone lays it out."""
    extent = Extent()
    rest = b""
    for chunk in chunks:
        window = rest + chunk
        whole, _open, rest = window.rpartition(b"<")  # the last tag may go on in the next chunk
        rest = _open + rest
        if b"\x00" in window or len(rest) > CHUNK:  # 16-bit XML, endless tags: nobody writes them
            raise _unreadable()
        for tag in TAG.finditer(whole):
            extent.see(tag[1], tag[2])
        if extent.is_too_large:
            raise UnreadableError(
                _("Ci sono celle fino alla riga %(rows)d e alla colonna %(columns)d: toglile.")
                % {"rows": extent.rows, "columns": extent.columns}
            )
