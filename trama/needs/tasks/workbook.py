"""The figures of a run as a spreadsheet: the same rows as the CSV, numbers as numbers.

A job of its own: the pages have the figures some seconds before.
"""

import io
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from procrastinate.contrib.django import app

from trama.needs.lifecycle.coverage import keep_workbook
from trama.needs.models import CoverageRun
from trama.needs.queries.coverage import latest_run
from trama.needs.queries.tables import coverage_table, risk_table


@app.task(name="needs.write_workbook", queue="default", retry=3)
def write_workbook(run: str) -> None:
    """Of a run that another has followed meanwhile nobody needs it."""
    latest = latest_run()
    if latest is not None and str(latest.uid) == run:
        keep_workbook(latest, workbook(latest))


def workbook(run: CoverageRun) -> bytes:
    """A sheet of coverage, one of risk; headers stay in sight."""
    book = Workbook(write_only=True)
    for title, rows in (
        (_("Copertura"), coverage_table(run)),
        (_("Rischio"), risk_table(run)),
    ):
        sheet = book.create_sheet(title)
        sheet.freeze_panes = "A2"
        for number, row in enumerate(rows):
            sheet.append([_cell(sheet, value, bold=number == 0) for value in row])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _cell(sheet: WriteOnlyWorksheet, value: Any, *, bold: bool) -> Any:
    """As it is, but for headers, and for texts that would be read as formulas."""
    if not bold and not (isinstance(value, str) and value.startswith("=")):
        return value
    cell = WriteOnlyCell(sheet, value=value)
    cell.data_type = "s"
    if bold:
        cell.font = Font(bold=True)
    return cell
