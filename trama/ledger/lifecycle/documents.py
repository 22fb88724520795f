"""Documents: kept as they arrive, checked by the worker, shown as pages of our own making."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO, TypeAlias

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from trama.accounts.models import User
from trama.core import events, jobs
from trama.core.workflow import ActRefused, move
from trama.ledger.formats import store
from trama.ledger.formats.names import safe_name
from trama.ledger.models import Document, DocumentPage, DocumentStatus

Content: TypeAlias = "bytes | IO[bytes] | UploadedFile[bytes]"
CHUNK = 64 * 1024  # bytes


@dataclass(frozen=True)
class Page:
    """A page as the worker drew it: its PNG, its text, its size in pixels."""

    content: bytes
    width: int
    height: int
    text: str = ""


@dataclass(frozen=True)
class Verdict:
    """What the worker found in a document. With a `problem` (a sentence) it is refused."""

    media_type: str = ""
    problem: str = ""
    findings: Sequence[str] = ()  # codes of `rules.FINDINGS`
    page_count: int | None = None
    text: str = ""
    pages: Iterable[Page] = field(default_factory=tuple)


def receive_document(
    content: Content,
    *,
    name: str,
    declared_type: str,
    actor: User | None,
    at: datetime,
    dossier: str = "",
) -> Document:
    """Keep a file exactly as it arrives; the worker will open it (job `ledger.check_document`).

    Refused when empty or over `DOCUMENT_MAX_BYTES`. The content is on disk before the row commits:
    if the act fails, a content without a row may be left, never a row without its content.
    """
    shown = safe_name(name)
    kept = _kept(content, shown)
    with transaction.atomic(savepoint=False):
        document = Document.objects.create(
            name=shown,
            declared_type=declared_type[:120],
            received_at=at,
            received_from=actor,
            dossier_code=dossier,
            **kept,
        )
        _tell("receive", document, actor, at)
        jobs.defer("ledger.check_document", queue="documents", document=str(document.uid))
    return document


def receive_upload(
    upload: "UploadedFile[bytes]",
    *,
    actor: User | None,
    at: datetime,
    dossier: str = "",
    unnamed: str = "",
) -> Document:
    """`receive_document` of a form's file: its name (`unnamed` when it has none) and its type are
    what the browser says of them."""
    return receive_document(
        upload,
        name=upload.name or unnamed,
        declared_type=upload.content_type or "",
        actor=actor,
        at=at,
        dossier=dossier,
    )


@transaction.atomic
def keep_document(
    content: bytes, *, name: str, media_type: str, at: datetime, dossier: str = ""
) -> Document:
    """Keep a document that we produced ourselves: nothing hostile is in it, it needs no check."""
    stored = store.put(settings.DOCUMENT_ROOT, [content])
    document = Document.objects.create(
        status=DocumentStatus.CHECKED,
        name=safe_name(name),
        sha256=stored.sha256,
        size=stored.size,
        declared_type=media_type,
        media_type=media_type,
        received_at=at,
        dossier_code=dossier,
    )
    _tell("keep", document, None, at)
    return document


@transaction.atomic
def conclude_check(document: Document, verdict: Verdict, *, at: datetime) -> None:
    """The worker has opened the document, or could not: say so, and keep the pages it drew."""
    for position, page in enumerate(verdict.pages, start=1):
        stored = store.put(settings.DOCUMENT_ROOT, [page.content])
        DocumentPage.objects.create(
            document=document,
            number=position,
            sha256=stored.sha256,
            width=page.width,
            height=page.height,
            text=page.text,
        )
    # What a document says is not part of the history: it may be discarded with the document.
    Document.objects.filter(pk=document.pk).update(text=verdict.text)
    move(
        document,
        DocumentStatus.REFUSED if verdict.problem else DocumentStatus.CHECKED,
        verb="refuse" if verdict.problem else "check",
        actor=None,
        at=at,
        note={"name": document.name},
        media_type=verdict.media_type[:120],
        problem=verdict.problem[:300],
        findings=list(verdict.findings),
        page_count=verdict.page_count,
    )


def _kept(content: Content, name: str) -> dict[str, str | int]:
    limit: int = settings.DOCUMENT_MAX_BYTES
    try:
        stored = store.put(settings.DOCUMENT_ROOT, _chunks(content), limit=limit)
    except store.EmptyContentError:
        raise ActRefused(
            _(
                "Il file «%(name)s» è vuoto e non è stato conservato. "
                "Controlla che si apra sul tuo computer, poi caricalo di nuovo."
            )
            % {"name": name}
        ) from None
    except store.TooLargeError:
        raise ActRefused(
            _(
                "Il file «%(name)s» supera %(limit)d MB e non è stato conservato. "
                "Riducilo o dividilo in più file, poi caricalo di nuovo."
            )
            % {"name": name, "limit": limit // 1024**2}
        ) from None
    return {"sha256": stored.sha256, "size": stored.size}


def _chunks(content: Content) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield content
    elif isinstance(content, UploadedFile):
        yield from content.chunks(CHUNK)
    else:
        while chunk := content.read(CHUNK):
            yield chunk


def _tell(verb: str, document: Document, actor: User | None, at: datetime) -> None:
    facts = {"name": document.name, "sha256": document.sha256, "size": document.size}
    events.record(events.Act(verb, document, actor, at, facts))
