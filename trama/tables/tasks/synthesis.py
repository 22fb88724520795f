"""Jobs of the synthesis: composed, put on paper, told to who takes part."""

from pathlib import Path as File
from typing import Any

from django.conf import settings
from django.utils.translation import override
from procrastinate.contrib.django import app

from trama.ledger.formats.binding import compile_parts
from trama.tables import formats
from trama.tables.lifecycle import synthesis as lifecycle
from trama.tables.models import Path, PathDocument, PathDocumentKind
from trama.tables.queries.path_documents import printed
from trama.tables.queries.report import annex_paper, report_paper

TEMPLATE = File(formats.__file__).parent / "path_document.typ"
GATHERED = {PathDocumentKind.REPORT: report_paper, PathDocumentKind.ANNEX: annex_paper}


@app.task(name="tables.compose_synthesis", queue="default", retry=3)
def compose(path: str) -> None:
    """In Italian, as acts are, whatever language the worker speaks."""
    with override(settings.LANGUAGE_CODE):
        lifecycle.compose(Path.objects.get(uid=path))


@app.task(name="tables.write_path_document", queue="documents", retry=5)
def write_document(document: str) -> None:
    """What is long to gather is gathered here, once; then the paper, once."""
    with override(settings.LANGUAGE_CODE):
        made = _gathered(document)
        if made.document_id is None:
            pdf = compile_parts(TEMPLATE, printed(made), at=made.made_at)
            lifecycle.keep_paper(made, pdf)


def _gathered(uid: str) -> PathDocument:
    rows: Any = PathDocument.objects.select_related("path__notice__office")
    made: PathDocument = rows.get(uid=uid)
    if not made.content:
        content = GATHERED[PathDocumentKind(made.kind)](made)
        lifecycle.keep_content(made, content)
        made = rows.get(uid=uid)
    return made


@app.task(name="tables.tell_consultation", queue="mail", retry=5)
def tell_consultation(path: str) -> None:
    lifecycle.tell_consultation(Path.objects.select_related("notice").get(uid=path))
