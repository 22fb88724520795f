"""Tables as XLSX, with formulas neutralised. Only commands import it."""

from collections.abc import Iterable, Sequence
from typing import IO

from openpyxl import Workbook

from trama.ledger.formats.delimited import neutral


def write_xlsx(rows: Iterable[Sequence[str]], file: IO[bytes], *, title: str) -> int:
    """One sheet, every cell a text; returns how many rows, the header aside."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet(_sheet_name(title))
    written = -1
    for row in rows:
        sheet.append([_cell(value) for value in row])
        written += 1
    workbook.save(file)
    return max(written, 0)


def _sheet_name(title: str) -> str:
    """Excel refuses some characters, and more than thirty-one."""
    return "".join(c for c in title if c not in "[]:*?/\\")[:31] or "Foglio"


def _cell(value: str) -> str:
    # Control characters that XML cannot carry; a cell holds 32,767 characters at most.
    kept = "".join(c for c in neutral(value) if c in "\t\n\r" or c >= " ")
    return kept[:32_767]
