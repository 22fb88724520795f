"""A file of bodies, by its content and not by its name. Imported only by jobs and commands."""

from django.utils.translation import gettext as _

from trama.organizations.formats.sheet import Sheet, UnreadableError
from trama.organizations.formats.text import read_csv
from trama.organizations.formats.workbook import read_xlsx

ZIP = b"PK\x03\x04"
OLD_OFFICE = b"\xd0\xcf\x11\xe0"


def read(content: bytes, sheet_name: str = "") -> Sheet:
    """CSV or XLSX into a sheet; `UnreadableError`, with a sentence, for anything else."""
    if content.startswith(ZIP):
        return read_xlsx(content, sheet_name)
    if content.startswith(OLD_OFFICE):
        raise UnreadableError(_("È un vecchio file .xls: salvalo come .xlsx oppure come CSV."))
    if content.startswith(b"%PDF-"):
        raise UnreadableError(_("È un PDF: serve il foglio di calcolo da cui è nato."))
    if sheet_name:
        raise UnreadableError(_("Un CSV ha un foglio solo: togli il nome del foglio."))
    return read_csv(content)
