"""Documents over HTTP: always handed over as files, never opened inside a page of ours.

Who may have a document is for the app to say that shows it: these only send it.
"""

import io
import logging
import os
from collections.abc import Iterable, Iterator, Sequence

from django.http import FileResponse, Http404, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from trama.ledger.formats.delimited import write_csv
from trama.ledger.formats.store import MissingContentError
from trama.ledger.models import Document, DocumentPage, DocumentStatus
from trama.ledger.queries import read_document

logger = logging.getLogger(__name__)
CHUNK = 64 * 1024  # bytes
PRIVATE = "private, no-store"
UNKNOWN_TYPE = "application/octet-stream"
# If a browser opened it all the same: no script, no form, no origin.
SANDBOX = "sandbox; default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def send_document(document: Document, *, cache: str = PRIVATE) -> HttpResponse | FileResponse:
    """The file as it arrived, to be saved. Its type is declared only once the worker knows it."""
    is_known = document.status == DocumentStatus.CHECKED and document.media_type
    media_type = document.media_type if is_known else UNKNOWN_TYPE
    return _send(document, media_type, cache, name=document.name)


def send_page(
    document: Document, number: int, *, cache: str = PRIVATE
) -> HttpResponse | FileResponse:
    """The image of a page: ours, drawn by the worker, so a browser may show it."""
    page = DocumentPage.objects.filter(document=document, number=number).first()
    if page is None:
        raise Http404
    return _send(page, "image/png", cache)


def _send(
    what: Document | DocumentPage, media_type: str, cache: str, name: str = ""
) -> HttpResponse | FileResponse:
    """With a `name`, to be saved under it (RFC 6266)."""
    try:
        with read_document(what) as content:
            size = os.fstat(content.fileno()).st_size
    except MissingContentError:
        return _missing(what.sha256)
    response = FileResponse(_chunks(what), content_type=media_type)
    response["Content-Length"] = str(size)
    response["Content-Disposition"] = content_disposition_header(bool(name), name) or "inline"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SANDBOX
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = cache
    return response


def send_csv(rows: Iterable[Sequence[str]], name: str, *, marked: bool = True) -> HttpResponse:
    """A table to be saved as `name`, its formulas neutralised. `marked`: with the mark of UTF-8, by
    which spreadsheets read the accents; without, for programs."""
    text = io.StringIO(newline="")
    write_csv(rows, text)
    content = text.getvalue().encode("utf-8-sig" if marked else "utf-8")
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response


def _chunks(what: Document | DocumentPage) -> Iterator[bytes]:
    """Opened when the first byte is asked for: an answer that nobody reads holds no file open."""
    with read_document(what) as content:
        while chunk := content.read(CHUNK):
            yield chunk


def _missing(sha256: str) -> HttpResponse:
    logger.error("The content %s is not in the document store.", sha256)
    words = _(
        "Il documento è registrato, ma il suo contenuto non si trova nell’archivio. "
        "Chi cura la piattaforma è stato avvisato: riprova più tardi o scrivi all’assistenza."
    )
    return HttpResponse(words, status=503, content_type="text/plain; charset=utf-8")
