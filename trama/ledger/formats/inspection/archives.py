"""ZIP and what is made of it (ODT, DOCX, XLSX): every entry is opened, under caps."""

import stat
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO
from zipfile import BadZipFile, ZipFile, ZipInfo

from trama.ledger.formats.inspection import texts
from trama.ledger.formats.inspection.report import MAX_TEXT, Refusal, Report

MAX_ENTRIES = 5_000
MAX_BYTES = 300 * 1024**2  # of all that comes out, archives in archives included
MAX_RATIO = 200  # bytes out for each byte in
RATIO_FROM = 1024**2  # bytes: a small file may be as repetitive as it likes
MAX_DEPTH = 3  # an archive with a letter with a spreadsheet in it
MAX_NESTED = 50 * 1024**2  # bytes of an archive inside another
MAX_NAME = 500  # characters
CHUNK = 64 * 1024

OFFICE = {
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
# Where each kind keeps its words, and the elements after which a line ends.
_WORDS = {
    "docx": "word/document.xml",
    "xlsx": "xl/sharedStrings.xml",
    "odt": "content.xml",
    "ods": "content.xml",
    "odp": "content.xml",
}
_MACROS = ("vbaproject.bin", "basic/", "scripts/")
_EMBEDDED = ("/embeddings/", "object 1/")
_SIGNATURES = ("meta-inf/documentsignatures.xml", "_xmlsignatures/")


@dataclass
class _Budget:
    """What may still come out of the outermost archive."""

    bytes_left: int = MAX_BYTES
    entries_left: int = MAX_ENTRIES

    def spend(self, count: int) -> None:
        self.bytes_left -= count
        if self.bytes_left < 0:
            raise Refusal("bomb")


def examine(path: Path, folder: Path, report: Report) -> None:
    try:
        with ZipFile(path) as archive:
            _open_all(archive, _Budget(), depth=1)
            _describe(archive, report)
    except (BadZipFile, NotImplementedError, EOFError):
        raise Refusal("broken") from None


def _open_all(archive: ZipFile, budget: _Budget, *, depth: int) -> None:
    budget.entries_left -= len(archive.infolist())
    if budget.entries_left < 0:
        raise Refusal("too_many_entries", limit=MAX_ENTRIES)
    for entry in archive.infolist():
        _check_entry(entry)
        if not entry.is_dir():
            with archive.open(entry) as content:
                _open_entry(content, entry, budget, depth=depth)


def _check_entry(entry: ZipInfo) -> None:
    if entry.flag_bits & 0x1:
        raise Refusal("encrypted")
    name = entry.filename.replace("\\", "/")
    climbs = name.startswith("/") or ".." in name.split("/") or name[1:2] == ":"
    if climbs or len(name) > MAX_NAME or stat.S_ISLNK(entry.external_attr >> 16):
        raise Refusal("bad_names")


def _open_entry(content: IO[bytes], entry: ZipInfo, budget: _Budget, *, depth: int) -> None:
    """Read to the end: what an archive says of its own sizes is not to be believed."""
    first = content.read(CHUNK)
    is_archive = first.startswith(b"PK\x03\x04")
    if is_archive and depth >= MAX_DEPTH:
        raise Refusal("too_deep")
    nested, size = BytesIO(), 0
    chunk = first
    while chunk:
        size += len(chunk)
        budget.spend(len(chunk))
        if size > RATIO_FROM and size > MAX_RATIO * max(entry.compress_size, 1):
            raise Refusal("bomb")
        if is_archive and size <= MAX_NESTED:
            nested.write(chunk)
        chunk = content.read(CHUNK)
    if is_archive:
        if size > MAX_NESTED:
            raise Refusal("bomb")
        with ZipFile(nested) as inner:
            _open_all(inner, budget, depth=depth + 1)


def _describe(archive: ZipFile, report: Report) -> None:
    names = [name.lower() for name in archive.namelist()]
    kind = _office_kind(archive)
    if kind:
        report.media_type = OFFICE[kind]
        _note_contents(names, report)
        if _is_encrypted(archive):
            raise Refusal("encrypted")
        if _WORDS.get(kind) in archive.namelist():
            with archive.open(_WORDS[kind]) as words:
                report.text = texts.words_of(words)[:MAX_TEXT]
    else:
        report.text = "\n".join(archive.namelist())[:MAX_TEXT]


def _note_contents(names: list[str], report: Report) -> None:
    for finding, marks in (("macros", _MACROS), ("embedded", _EMBEDDED), ("signed", _SIGNATURES)):
        if any(mark in name for name in names for mark in marks):
            report.note(finding)


def _office_kind(archive: ZipFile) -> str:
    """The usual extension of the office document that this archive is; empty: an archive."""
    names = set(archive.namelist())
    if "mimetype" in names:
        said = archive.read("mimetype")[:200].decode("ascii", "replace").strip()
        return next((kind for kind, media_type in OFFICE.items() if media_type == said), "")
    if "[Content_Types].xml" not in names:
        return ""
    marks = {
        "docx": "word/document.xml",
        "xlsx": "xl/workbook.xml",
        "pptx": "ppt/presentation.xml",
    }
    return next((kind for kind, mark in marks.items() if mark in names), "")


def _is_encrypted(archive: ZipFile) -> bool:
    manifest = "META-INF/manifest.xml"
    return manifest in archive.namelist() and b"encryption-data" in archive.read(manifest)
