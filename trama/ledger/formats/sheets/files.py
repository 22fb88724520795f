"""A list in a file, by its content and not by its name. Imported only by jobs and commands."""

from pathlib import Path

from django.utils.translation import gettext as _

from trama.ledger.formats.sheets.sheet import Sheet, UnreadableError
from trama.ledger.formats.sheets.text import read_csv
from trama.ledger.formats.sheets.workbook import read_xlsx

ZIP = b"PK\x03\x04"
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
MAX_BYTES = 100 * 1024 * 1024


def content_of(path: Path) -> bytes:
    """What a file handed to a command holds; `UnreadableError`, with a sentence, when it can't."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UnreadableError(_("Il file supera 100 MB: dividilo."))
        return path.read_bytes()
    except OSError as error:
        raise UnreadableError(
            _("Il file «%(path)s» non si legge: %(reason)s.")
            % {"path": path, "reason": error.strerror or str(error)}
        ) from None


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
