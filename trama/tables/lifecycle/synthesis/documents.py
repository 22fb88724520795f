"""Documents of a path: made at an instant, their content frozen, then put on paper by a job."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import override

from trama.accounts.models import User
from trama.core import clock, jobs
from trama.ledger.lifecycle import keep_document
from trama.tables.models import Path, PathDocument, PathDocumentKind

Paper = Callable[[PathDocument], dict[str, Any]]


def freeze(
    path: Path, kind: PathDocumentKind, paper: Paper, *, actor: User, at: datetime
) -> PathDocument:
    """What it says now is what it will always say; its paper follows."""
    made = PathDocument(path=path, kind=kind, asked_by=actor, made_at=at)
    with override("it"):
        made.content = paper(made)
    made.save()
    jobs.defer("tables.write_path_document", queue="documents", document=str(made.uid))
    return made


def ask_document(path: Path, kind: PathDocumentKind, *, actor: User, at: datetime) -> PathDocument:
    """Of what is long to gather: a job writes it, once the records can no longer change."""
    made = PathDocument.objects.create(path=path, kind=kind, asked_by=actor, made_at=at)
    jobs.defer("tables.write_path_document", queue="documents", document=str(made.uid))
    return made


@transaction.atomic
def keep_content(document: PathDocument, content: dict[str, Any]) -> bool:
    """What the document says, once; then False."""
    rows = PathDocument.objects.select_for_update(of=("self",), no_key=True)
    held = rows.get(pk=document.pk)
    if held.content:
        return False
    held.content = content
    held.save(update_fields=["content"])
    return True


@transaction.atomic
def keep_paper(document: PathDocument, pdf: bytes) -> bool:
    """Its PDF, once; then False."""
    at = clock.now()
    rows = PathDocument.objects.select_for_update(of=("self",), no_key=True)
    held = rows.select_related("path__notice").get(pk=document.pk)
    if held.document_id is not None:
        return False
    code = held.path.dossier
    name = f"{code}-{held.kind.replace('_', '-')}.pdf"
    held.document = keep_document(pdf, name=name, media_type="application/pdf", at=at, dossier=code)
    held.save(update_fields=["document"])
    return True
