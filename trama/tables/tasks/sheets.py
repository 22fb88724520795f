"""Jobs of the workshops' spreadsheets: read one, write the empty workbook. Each may run twice."""

import io

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet
from procrastinate.contrib.django import app

from trama.ledger.formats.delimited import neutral
from trama.ledger.formats.sheets import files
from trama.ledger.formats.sheets.sheet import UnreadableError
from trama.ledger.queries import read_document
from trama.tables.lifecycle import sheets
from trama.tables.models import ContributionSheet, Path, SheetStatus
from trama.tables.queries.sheets import choices_of
from trama.tables.rules.contribution_sheet import COLUMNS, MOST_ROWS

WAITING = {SheetStatus.RECEIVED, SheetStatus.CONFIRMED}
ONE_OF_A_LIST = {"kind", "authors", "table", "evidence"}
WIDE = {"title": 40, "text": 80, "authors": 40}


@app.task(name="tables.read_sheet", queue="default", retry=3)
def read_sheet(sheet: str) -> None:
    """A received sheet is tried, a confirmed one is applied; in any other state all is done."""
    rows = ContributionSheet.objects.select_related("document", "path__notice", "meeting", "user")
    found = rows.get(uid=sheet)
    if found.status not in WAITING:
        return
    try:
        with read_document(found.document) as content:
            read = files.read(content.read())
        if found.status == SheetStatus.RECEIVED:
            sheets.read_sheet(found, read)
        else:
            sheets.apply_sheet(found, read)
    except UnreadableError as error:
        sheets.set_unreadable(found, str(error))


@app.task(name="tables.write_template", queue="default", retry=3)
def write_template(path: str) -> None:
    found = Path.objects.select_related("notice").get(uid=path)
    sheets.keep_template(found, workbook(found))


def workbook(path: Path) -> bytes:
    """A sheet to fill in, whose cells offer what may be chosen; one with the path's lists."""
    book = Workbook()
    form, lists = book.active, book.create_sheet("Elenchi")
    assert isinstance(form, Worksheet)  # noqa: S101  # a new workbook has one
    form.title = "Contributi"
    form.freeze_panes = "A2"
    for place, (name, column) in enumerate(COLUMNS.items(), start=1):
        form.cell(1, place, column.replace("_", " ")).font = Font(bold=True)
        form.column_dimensions[get_column_letter(place)].width = WIDE.get(name, 20)
    for place, choices in enumerate(choices_of(path), start=1):
        lists.cell(1, place, choices.heading).font = Font(bold=True)
        for row, entry in enumerate(choices.entries, start=2):
            lists.cell(row, place, neutral(entry))
        if choices.field in ONE_OF_A_LIST and choices.entries:
            _offer(form, choices.field, place, len(choices.entries))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _offer(form: Worksheet, field: str, place: int, entries: int) -> None:
    """The cells of a column choose from a list, or say something else: two bodies, for one."""
    letter = get_column_letter(place)
    among = f"Elenchi!${letter}$2:${letter}${entries + 1}"
    choice = DataValidation(type="list", formula1=among, showErrorMessage=False)
    column = get_column_letter([*COLUMNS].index(field) + 1)
    choice.add(f"{column}2:{column}{MOST_ROWS + 1}")
    form.add_data_validation(choice)
