"""Jobs of the ledger: hostile documents are opened here, by the worker alone."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.utils import translation
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from trama.core import clock
from trama.ledger.formats import clamd, store
from trama.ledger.formats.inspection import Report, inspect
from trama.ledger.lifecycle import conclude_check
from trama.ledger.lifecycle.documents import Page, Verdict
from trama.ledger.models import Document, DocumentStatus
from trama.ledger.queries import read_document
from trama.ledger.rules import problem_words

Opener = Callable[[Path, str, Path], Report]


@app.task(
    name="ledger.check_document",
    queue="documents",
    retry=RetryStrategy(max_attempts=10, exponential_wait=4),
)
def check_document(document: str) -> None:
    """Open a received document under limits; a second run finds it checked and does nothing.

    When scanner or disk fail us the job fails and is tried again: the document waits, not judged.
    """
    check(document, inspect)


def check(document: str, opener: Opener) -> None:
    """`opener` is given the file, its name and an empty folder for its pages."""
    received = Document.objects.filter(uid=document, status=DocumentStatus.RECEIVED).first()
    if received is None:
        return
    virus = _virus_in(received)
    with tempfile.TemporaryDirectory(prefix="trama-document-") as folder:
        report = (
            Report(problem="virus", facts={"name": virus})
            if virus
            else opener(
                store.path_of(settings.DOCUMENT_ROOT, received.sha256), received.name, Path(folder)
            )
        )
        # What is written on the document is Italian, whatever the language of who asked.
        with translation.override(settings.LANGUAGE_CODE):
            verdict = _verdict(report, Path(folder))
        conclude_check(received, verdict, at=clock.now())


def _virus_in(document: Document) -> str:
    with read_document(document) as content:
        return clamd.scan(content, settings.CLAMD) if settings.CLAMD else ""


def _verdict(report: Report, folder: Path) -> Verdict:
    if report.problem:
        return Verdict(
            media_type=report.media_type,
            problem=problem_words(report.problem, report.facts),
            findings=report.findings,
        )
    return Verdict(
        media_type=report.media_type,
        findings=report.findings,
        page_count=report.page_count,
        text=report.text,
        pages=_pages(report, folder),
    )


def _pages(report: Report, folder: Path) -> Iterator[Page]:
    """One page in memory at a time."""
    for sheet in report.sheets:
        content = (folder / sheet.file).read_bytes()
        yield Page(content, sheet.width, sheet.height, sheet.text)
