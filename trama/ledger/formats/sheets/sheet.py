"""A list as rows and columns of text, each row with the number a spreadsheet shows beside it."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

MAX_ROWS = 100_000
MAX_COLUMNS = 500


class UnreadableError(Exception):
    """The file is no list that we can read. Its text is a sentence for a person."""


@dataclass(frozen=True)
class Remark:
    """Something a person should see: where it is (row as in the sheet), what it is, why. Signs that
    no page shows and no database takes (a zero byte) are shown as «�»."""

    row: int
    column: str
    value: str
    reason: str

    def __post_init__(self) -> None:
        for name in ("column", "value", "reason"):
            object.__setattr__(self, name, _shown(getattr(self, name)))


def _shown(text: str) -> str:
    return "".join(
        "\ufffd" if unicodedata.category(sign) in {"Cc", "Cs"} and sign not in "\n\t" else sign
        for sign in text
    )


@dataclass(frozen=True)
class Row:
    """A row of the sheet. `number`: as in the sheet, where the header is usually row 1.

    In a CSV a cell may hold line breaks: rows are counted as a spreadsheet counts them, not lines.
    """

    number: int
    cells: Mapping[str, str]
    surplus: str = ""  # what stands beyond the last column of the header
    merged: frozenset[str] = frozenset()  # columns whose cell is part of one that began elsewhere


@dataclass(frozen=True)
class Sheet:
    """The header's columns (lower case, spaces as underscores); the rows below that hold a word."""

    columns: Sequence[str]
    rows: Sequence[Row]
    reading: str = ""  # how the bytes were read, for people: «CSV, utf-8, separato da ;»
    repeated: frozenset[str] = field(default_factory=frozenset)  # names given to two columns

    def require(self, columns: Iterable[str]) -> None:
        """Raise when one of these columns is missing, or is there twice."""
        wanted = list(columns)
        missing = [name for name in wanted if name not in self.columns]
        if missing:
            raise UnreadableError(
                _("Nella prima riga mancano le colonne: %(names)s. Il file non è stato importato.")
                % {"names": ", ".join(missing)}
            )
        twice = sorted(self.repeated.intersection(wanted))
        if twice:
            raise UnreadableError(
                _("Nella prima riga la colonna «%(name)s» c’è due volte: lasciane una.")
                % {"name": twice[0]}
            )


def column_name(text: str) -> str:
    return "_".join(text.lstrip("\ufeff").casefold().split())


def assemble(
    records: Iterable[Sequence[str]],
    reading: str,
    merged: Mapping[int, frozenset[int]] | None = None,
) -> Sheet:
    """The sheet whose rows are these, blank ones included. The header is the first with a word."""
    columns: list[str] = []
    rows: list[Row] = []
    for number, record in enumerate(records, start=1):
        if number > MAX_ROWS:
            raise UnreadableError(
                _("Il foglio ha più di %(n)d righe: dividilo in più file.") % {"n": MAX_ROWS}
            )
        if not any(cell.strip() for cell in record):
            continue
        if not columns:
            columns = _header(record)
            continue
        joined = (merged or {}).get(number, frozenset())
        rows.append(_row(number, columns, record, joined))
    if not columns:
        raise UnreadableError(_("Il foglio è vuoto: non c’è nemmeno la riga dei titoli."))
    twice = frozenset(name for name in columns if name and columns.count(name) > 1)
    return Sheet(columns, rows, reading, twice)


def _header(record: Sequence[str]) -> list[str]:
    if len(record) > MAX_COLUMNS:
        raise UnreadableError(_("Il foglio ha più di %(n)d colonne.") % {"n": MAX_COLUMNS})
    columns = [column_name(cell) for cell in record]
    while columns and not columns[-1]:
        columns.pop()
    return columns


def _row(number: int, columns: list[str], record: Sequence[str], merged: frozenset[int]) -> Row:
    # Of a name given twice the first cell is kept: `require` refuses those that matter.
    cells: dict[str, str] = {}
    for name, cell in zip(columns, record, strict=False):
        cells.setdefault(name, cell)
    return Row(
        number,
        {name: cells.get(name, "") for name in columns},
        " ".join(cell.strip() for cell in record[len(columns) :] if cell.strip()),
        frozenset(columns[place] for place in merged if place < len(columns)),
    )
