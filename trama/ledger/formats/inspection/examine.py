"""Which kind of file this is, by its content, and whether it really opens."""

from collections.abc import Callable
from pathlib import Path
from zipfile import is_zipfile

import puremagic

from trama.ledger.formats.inspection import archives, pdf, pictures, signed, texts
from trama.ledger.formats.inspection.report import Refusal, Report
from trama.ledger.formats.names import extensions_of

HEAD = 8 * 1024  # bytes that tell a kind from another
PDF_HEADER_WITHIN = 1024  # bytes: readers of PDF tolerate something before it

# What a name may end with, for what the content is. Types that are not here have no usual name.
EXTENSIONS: dict[str, frozenset[str]] = {
    "application/pdf": frozenset({"pdf"}),
    "image/jpeg": frozenset({"jpg", "jpeg", "jpe", "jfif"}),
    "image/png": frozenset({"png"}),
    "image/tiff": frozenset({"tif", "tiff"}),
    "image/gif": frozenset({"gif"}),
    "image/webp": frozenset({"webp"}),
    "application/zip": frozenset({"zip"}),
    "application/pkcs7-mime": frozenset({"p7m"}),
    "message/rfc822": frozenset({"eml"}),
    "application/xml": frozenset({"xml", "xsd", "xsl"}),
    "text/plain": frozenset({"txt", "csv", "tsv", "md", "log", "asc"}),
    "text/csv": frozenset({"csv", "txt"}),
    **{media_type: frozenset({extension}) for extension, media_type in archives.OFFICE.items()},
}

# Files that some program would also open as an archive: nobody makes one by mistake.
ONE_KIND_ONLY = {"application/pdf", *pictures.TYPES}

Opener = Callable[[Path, Path, Report], None]
OPENERS: dict[str, Opener] = {
    "application/pdf": pdf.examine,
    "application/zip": archives.examine,
    **dict.fromkeys(pictures.TYPES, pictures.examine),
    "message/rfc822": texts.examine_message,
    "application/xml": texts.examine_xml,
    "text/plain": texts.examine_text,
}


def examined(path: Path, name: str, folder: Path) -> Report:
    """Open it; whatever a library does with a hostile file becomes a verdict."""
    report = Report()
    try:
        _examine(path, name, folder, report, depth=0)
    except Refusal as refusal:
        report.problem, report.facts = refusal.code, refusal.facts
    except MemoryError:
        report.problem = "too_heavy"
    except Exception:  # noqa: BLE001 - libraries fail in any way on hostile files
        report.problem = "broken"
    return report


def _examine(path: Path, name: str, folder: Path, report: Report, *, depth: int) -> None:
    head = _head(path)
    content = signed.unwrapped(path, head)
    if content is not None:
        _examine_signed(content, name, folder, report, depth=depth)
        return
    media_type = kind_of(head)
    if media_type not in OPENERS:
        raise Refusal("unknown")
    if media_type in ONE_KIND_ONLY and is_zipfile(path):
        raise Refusal("polyglot")
    report.media_type = media_type
    OPENERS[media_type](path, folder, report)
    _compare_names(name, report, report.media_type)


def _examine_signed(content: bytes, name: str, folder: Path, report: Report, *, depth: int) -> None:
    """A CAdES envelope (.p7m): what was signed is opened as if it had come alone."""
    if depth >= signed.MAX_DEPTH:
        raise Refusal("too_deep")
    report.note("signed")
    if not content:  # the signature alone: what it signs is in another file
        report.note("detached")
    else:
        inner = folder / f"signed-{depth}"
        inner.write_bytes(content)
        without = name[: -len(".p7m")] if name.lower().endswith(".p7m") else name
        _examine(inner, without, folder, report, depth=depth + 1)
    if depth == 0 and not name.lower().endswith((".p7m", ".p7s")):
        report.note("extension")
    report.media_type = signed.MEDIA_TYPE


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(HEAD)


def kind_of(head: bytes) -> str:
    """The media type that the first bytes speak for; empty when they speak for none we open."""
    if head.startswith(b"%PDF-"):
        return "application/pdf"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "application/zip"
    guess = _guess(head)
    kind = guess if guess in OPENERS else texts.kind_of(head)
    if kind in {"", "text/plain"} and b"%PDF-" in head[:PDF_HEADER_WITHIN]:
        return "application/pdf"
    return kind


def _guess(head: bytes) -> str:
    try:
        found = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return ""
    return str(found[0].mime_type) if found else ""


def _compare_names(name: str, report: Report, media_type: str) -> None:
    expected = EXTENSIONS.get(media_type)
    last = extensions_of(name)[:1]
    if expected and (not last or last[0] not in expected):
        report.note("extension")
