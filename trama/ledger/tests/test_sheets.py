"""Lists as offices keep them: whatever the bytes are, rows or a sentence, never a crash."""

import csv
import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from trama.ledger.formats.sheets import files
from trama.ledger.formats.sheets.sheet import Sheet, UnreadableError
from trama.ledger.formats.sheets.text import read_csv

HEADER = ["codice_fiscale", "denominazione", "nome_comune"]
CELL = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30)


def csv_bytes(rows: list[list[str]], delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode(encoding)


def xlsx_bytes(rows: list[list[object]], merge: str = "", title: str = "Enti") -> bytes:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = title
    for row in rows:
        sheet.append(row)
    if merge:
        sheet.merge_cells(merge)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def names(sheet: Sheet) -> list[str]:
    return [row.cells["denominazione"] for row in sheet.rows]


@given(
    rows=st.lists(st.lists(CELL, min_size=3, max_size=3), max_size=20),
    delimiter=st.sampled_from([",", ";", "\t"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_what_was_written_is_read_back_whatever_the_delimiter_and_encoding(
    rows: list[list[str]], delimiter: str, encoding: str
) -> None:
    sheet = files.read(csv_bytes([HEADER, *rows], delimiter, encoding))
    kept = [(n, row) for n, row in enumerate(rows, start=2) if any(c.strip() for c in row)]
    assert list(sheet.columns) == HEADER
    assert [(row.number, [row.cells[c] for c in HEADER]) for row in sheet.rows] == kept


@settings(max_examples=300)
@given(
    content=st.binary(max_size=300) | st.binary(max_size=200).map(lambda tail: b"PK\x03\x04" + tail)
)
def test_any_bytes_are_a_sheet_or_a_sentence(content: bytes) -> None:
    try:
        sheet = files.read(content)
    except UnreadableError as error:
        assert str(error)  # noqa: PT017  # a sheet is as good an answer
    else:
        assert sheet.columns


def test_rows_are_numbered_as_a_spreadsheet_shows_them() -> None:
    text = 'codice_fiscale,denominazione\n1,"due\nrighe"\n\n2,dopo una riga vuota\n'
    sheet = read_csv(text.encode())
    assert [(row.number, row.cells["codice_fiscale"]) for row in sheet.rows] == [(2, "1"), (4, "2")]


def test_windows_files_keep_their_accents() -> None:
    content = csv_bytes([HEADER, ["1", "Comunità è vita", "Milano"]], ";", "cp1252")
    assert names(files.read(content)) == ["Comunità è vita"]
    assert "cp1252" in files.read(content).reading


def test_the_header_may_be_written_as_people_write_it() -> None:
    content = csv_bytes([[" Codice Fiscale ", "DENOMINAZIONE"], ["1", "x"]])
    assert files.read(content).columns == ["codice_fiscale", "denominazione"]


def test_a_column_given_twice_or_missing_is_refused_by_name() -> None:
    twice = files.read(csv_bytes([["denominazione", "denominazione"], ["a", "b"]]))
    with pytest.raises(UnreadableError, match="due volte"):
        twice.require(["denominazione"])
    with pytest.raises(UnreadableError, match="codice_fiscale"):
        twice.require(["codice_fiscale"])


def test_quotes_that_never_close_are_refused_with_their_row() -> None:
    with pytest.raises(UnreadableError, match="La riga 2 non si legge"):
        files.read(b'codice_fiscale,denominazione\n1,"aperta\n2,b\n')


def test_xlsx_numbers_lose_no_digit_and_gain_no_decimals() -> None:
    sheet = files.read(
        xlsx_bytes([[*HEADER], [80051890152, "Uno", None], ["07636600962", "Due", "x"]])
    )
    assert [row.cells["codice_fiscale"] for row in sheet.rows] == ["80051890152", "07636600962"]
    assert [row.number for row in sheet.rows] == [2, 3]


def test_xlsx_rows_keep_their_place_under_blank_rows() -> None:
    sheet = files.read(xlsx_bytes([[], [*HEADER], [], ["1", "Uno", "x"]]))
    assert [row.number for row in sheet.rows] == [4]


def test_a_merged_cell_is_told_apart_from_an_empty_one() -> None:
    content = xlsx_bytes([[*HEADER], ["1", "Uno", "x"], [None, "Due", "x"]], merge="A2:A3")
    first, second = files.read(content).rows
    assert (first.merged, second.merged) == (frozenset(), frozenset({"codice_fiscale"}))


def test_a_sheet_is_chosen_by_name_and_a_wrong_name_lists_the_others() -> None:
    content = xlsx_bytes([[*HEADER], ["1", "Uno", "x"]], title="Elenco 2022")
    assert names(files.read(content, "Elenco 2022")) == ["Uno"]
    with pytest.raises(UnreadableError, match="Ci sono: Elenco 2022"):
        files.read(content, "Altro")


def patched(content: bytes, change: tuple[bytes, bytes]) -> bytes:
    """The same workbook with its sheet's XML changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.infolist():
            data = old.read(part)
            if part.filename.startswith("xl/worksheets/sheet"):
                assert change[0] in data
                data = data.replace(*change)
            new.writestr(part, data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


@pytest.mark.parametrize(
    "change",
    [
        (b'r="C3"', b'r="XFD1048576"'),
        (b'<c r="C3"', b"<c r = 'XFD3'" + b"/><c />" * 400 + b"<c"),
        (b"</sheetData>", b"<row/>" * 100_001 + b"</sheetData>"),
    ],
)
def test_a_cell_in_the_far_corner_does_not_ask_for_all_memory(change: tuple[bytes, bytes]) -> None:
    rows: list[list[object]] = [[*HEADER], *[[1, "Uno", "x"]] * 400]
    with pytest.raises(UnreadableError, match="celle fino alla riga"):
        files.read(patched(xlsx_bytes(rows), change))


def test_a_bomb_is_refused_by_its_weight() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (201 * 1024 * 1024))
    with pytest.raises(UnreadableError, match="troppo grande"):
        files.read(out.getvalue())


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "vuoto"),
        (b"\n\n", "vuoto"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\xd0\xcf\x11\xe0....", "xls"),
        (b"codice_fiscale\n\x81\x8d\xff", "CSV UTF-8"),
    ],
)
def test_other_files_are_refused_with_what_to_do(content: bytes, says: str) -> None:
    with pytest.raises(UnreadableError, match=says):
        files.read(content)
