"""PDF: opened for real by pikepdf, drawn by pdfium."""

from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2

from trama.ledger.formats.inspection.report import (
    MAX_PAGE_TEXT,
    MAX_PAGES,
    Refusal,
    Report,
    Sheet,
)

WIDTH = 1200  # pixels of a drawn page, at most
HEIGHT = 3600
MAX_OBJECTS = 500_000
# Actions that run something, or reach outside, when the document is opened or touched.
ACTIONS = {"/JavaScript": "javascript", "/Launch": "launch", "/ImportData": "launch"}


def examine(path: Path, folder: Path, report: Report) -> None:
    try:
        with pikepdf.open(path) as document:
            report.page_count = len(document.pages)
            _look_for_dangers(document, report)
    except pikepdf.PasswordError:
        raise Refusal("encrypted") from None
    except pikepdf.PdfError:
        raise Refusal("broken") from None
    if not report.page_count:
        raise Refusal("no_pages")
    _draw(path, folder, report)


def _look_for_dangers(document: pikepdf.Pdf, report: Report) -> None:
    if len(document.objects) > MAX_OBJECTS:
        raise Refusal("too_heavy")
    for thing in document.objects:
        for finding in _dangers(thing, depth=0):
            report.note(finding)


def _dangers(thing: Any, *, depth: int) -> set[str]:
    """What a dictionary says of itself, and those written directly inside it."""
    if isinstance(thing, pikepdf.Stream):
        thing = thing.stream_dict
    if depth > 20 or not isinstance(thing, (pikepdf.Dictionary, pikepdf.Array)):
        return set()
    if isinstance(thing, pikepdf.Array):
        inside = list(thing)
        found: set[str] = set()
    else:
        inside = [value for _, value in thing.items()]
        found = _said_by(thing)
    for value in inside:
        if not getattr(value, "is_indirect", False):
            found |= _dangers(value, depth=depth + 1)
    return found


def _said_by(thing: pikepdf.Dictionary) -> set[str]:
    found = {name for action, name in ACTIONS.items() if thing.get("/S") == action}
    if "/JS" in thing:
        found.add("javascript")
    if "/EF" in thing:
        found.add("embedded")
    if "/XFA" in thing:
        found.add("xfa")
    if thing.get("/Type") == "/Sig" and "/ByteRange" in thing:
        found.add("signed")
    return found


def _draw(path: Path, folder: Path, report: Report) -> None:
    """The first pages as pictures. One that cannot be drawn is left out, and said."""
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError:
        report.note("undrawn")
        return
    for index in range(min(len(document), MAX_PAGES)):
        try:
            report.sheets.append(_draw_page(document, index, folder, len(report.sheets) + 1))
        except (pypdfium2.PdfiumError, ValueError, OSError):
            report.note("undrawn")
    if len(document) > MAX_PAGES:
        report.note("more_pages")


def _draw_page(document: pypdfium2.PdfDocument, index: int, folder: Path, number: int) -> Sheet:
    page = document[index]
    width, height = page.get_size()
    scale = min(WIDTH / max(width, 1), HEIGHT / max(height, 1))
    picture = page.render(scale=scale).to_pil()
    file = f"page-{number}.png"
    picture.convert("RGB").save(folder / file, "PNG")
    text = page.get_textpage().get_text_range()[:MAX_PAGE_TEXT]
    sheet = Sheet(file, picture.width, picture.height, text)
    page.close()
    return sheet
