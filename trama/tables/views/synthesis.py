"""The synthesis and the documents of a path, as everybody reads them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from trama.core import clock
from trama.ledger.http import send_document
from trama.tables.models import ConsultationRemark, Path, PathDocument, PathDocumentKind
from trama.tables.permissions.paths import may_run, participant_of
from trama.tables.permissions.synthesis import reads_before_the_act
from trama.tables.queries.path_documents import reading
from trama.tables.queries.synthesis import (
    is_consulted,
    readable_documents,
    remarks_by_paragraph,
    synthesis_of,
)
from trama.tables.queries.thread.kinds import threaded
from trama.tables.views.doors import path_of

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
    if document is not None:
        document.path = path
    at = clock.now()
    context = {
        "path": path,
        "document": document,
        "reading": reading(document, request.GET.get("pagina")) if document else None,
        "documents": [one for one in papers.values() if one != document],
        "synthesis": synthesis_of(path),
        "is_open": is_consulted(path, at),
        "may_run": may_run(request.user, path),
        "mine": participant_of(request.user, path),
        "remarks": _remarks(path, document),
        "threaded": threaded(path),
        "now": at,
    }
    return render(request, "tables/synthesis.html", context)


def _remarks(
    path: Path, document: PathDocument | None
) -> dict[str, Sequence[ConsultationRemark]] | Any:
    """By paragraph, on a synthesis; other documents tell them in their own text."""
    if document is None or document.kind not in WITH_REMARKS:
        return {}
    return remarks_by_paragraph(path)


@login_not_required
@require_safe
def document_pdf(request: HttpRequest, code: str, document_uid: UUID) -> HttpResponseBase:
    """To be saved; 404 until a job has made it."""
    path = path_of(request, code)
    document = document_of(request, path, document_uid)
    if document.document is None:
        raise Http404
    return send_document(document.document)
