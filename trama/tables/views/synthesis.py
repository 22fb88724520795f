"""The synthesis and the documents of a path, as everybody reads them."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from trama.ledger.http import send_document
from trama.tables.models import Path, PathDocument, PathDocumentKind
from trama.tables.permissions.paths import may_run, participant_of
from trama.tables.permissions.synthesis import reads_before_the_act
from trama.tables.queries import path_documents
from trama.tables.queries.synthesis import (
    is_consulted,
    readable_documents,
    remarks_by_paragraph,
    synthesis_of,
)
from trama.tables.views.doors import path_of
from trama.tables.views.reading import Reading, page_asked, reading

REMARKS_URL = "<remarks>"  # where each reader's own will be: a text, escaped, never says this
WITH_REMARKS = (PathDocumentKind.SYNTHESIS, PathDocumentKind.SYNTHESIS_DRAFT)


def readable(request: HttpRequest, path: Path) -> dict[str, PathDocument]:
    inside = reads_before_the_act(request.user, path)
    return readable_documents(path, inside_the_office=inside)


@login_not_required
@require_safe
def synthesis_page(request: HttpRequest, code: str) -> HttpResponse:
    """The final synthesis, or the draft that is consulted; before, that there is none yet."""
    path = path_of(request, code)
    papers = readable(request, path)
    document = papers.get(PathDocumentKind.SYNTHESIS) or papers.get(
        PathDocumentKind.SYNTHESIS_DRAFT
    )
    return _page(request, path, document, papers)


@login_not_required
@require_safe
def document_page(request: HttpRequest, code: str, document_uid: UUID) -> HttpResponse:
    path = path_of(request, code)
    return _page(request, path, document_of(request, path, document_uid), readable(request, path))


def document_of(request: HttpRequest, path: Path, uid: UUID) -> PathDocument:
    """Any edition that the person may read; of who may not, it is not there."""
    rows = PathDocument.objects.filter(path=path).defer("content").select_related("document")
    document = get_object_or_404(rows, uid=uid)
    if document.kind not in {*readable(request, path), *WITH_REMARKS}:
        raise Http404
    document.path = path
    return document


def _page(
    request: HttpRequest,
    path: Path,
    document: PathDocument | None,
    papers: dict[str, PathDocument],
) -> HttpResponse:
    read = reading(path)
    mine = participant_of(request.user, path)
    synthesis = synthesis_of(path)
    is_open = is_consulted(path, synthesis, read.now)
    remarks_url = reverse("paths:consultation", args=[mine.uid]) if mine and is_open else ""
    context = {
        "path": path,
        "document": document,
        "read": _everybodys(request, read, document, remarks_url) if document else None,
        "documents": [one for one in papers.values() if one != document],
        "synthesis": synthesis,
        "is_open": is_open,
        "may_run": may_run(request.user, path),
        "mine": mine,
        "now": read.now,
    }
    return render(request, "tables/synthesis.html", context)


def _everybodys(
    request: HttpRequest, read: Reading, document: PathDocument, remarks_url: str
) -> dict[str, Any] | None:
    """What is the same for whoever reads the page; then each has an address for remarks."""
    number = page_asked(request, "pagina")
    found = read.keep(
        lambda: _drawn(read, document, number, takes_remarks=bool(remarks_url)),
        "document", document.uid, number, bool(remarks_url),
    )  # fmt: skip
    if found is None:
        return None
    return {**found, "text": mark_safe(found["text"].replace(REMARKS_URL, remarks_url))}


def _drawn(
    read: Reading, document: PathDocument, number: str, *, takes_remarks: bool
) -> dict[str, Any] | None:
    found = path_documents.reading(document, number)
    if found is None:
        return None
    remarks = remarks_by_paragraph(read.path) if document.kind in WITH_REMARKS else {}
    values = {
        "document": document,
        "reading": found,
        "remarks": remarks,
        "remark_url": mark_safe(REMARKS_URL) if takes_remarks else "",
    }
    return {
        "head": found.head,
        "index": found.index,
        "is_first": found.page.number == 1,
        "text": read.drawn("tables/_synthesis_text.html", values),
        "on_the_whole": read.drawn("tables/_synthesis_remarks.html", {"remarks": remarks.get("")}),
    }


@login_not_required
@require_safe
def document_pdf(request: HttpRequest, code: str, document_uid: UUID) -> HttpResponseBase:
    """To be saved; 404 until a job has made it."""
    path = path_of(request, code)
    document = document_of(request, path, document_uid)
    if document.document is None:
        raise Http404
    return send_document(document.document)
