import json
import sys
from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from trama.core import clock
from trama.core.deadlines import ROME
from trama.ledger.models import Document, Event, Publication, RegistryEntry
from trama.ledger.queries import events_of, publications, told

CHUNK = 500  # events told at a time


class Command(BaseCommand):
    help = (
        "The index of a procedure's file (fascicolo) as JSON: its acts in words, numbers, "
        "publications, documents with their SHA-256. Exit 2 when there is no such file."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", help="the code of the file, as of its notice: COP-2023-01")

    def handle(self, *args: Any, code: str, **options: Any) -> None:
        index = {
            "dossier": code,
            "exported_at": clock.now().astimezone(ROME).isoformat(),
            "events": list(_events(code)),
            "registry": [_number(entry) for entry in _entries(code)],
            "publications": [_publication(one) for one in publications(code)],
            "documents": [_document(one) for one in _documents(code)],
        }
        if not any(index[part] for part in ("events", "registry", "publications", "documents")):
            self.stderr.write(f"Il fascicolo «{code}» non c’è: controlla il codice.")
            sys.exit(2)
        self.stdout.write(json.dumps(index, ensure_ascii=False, indent=2))


def _events(code: str) -> Iterator[dict[str, Any]]:
    """The oldest first, as a file is read."""
    stream = events_of(code).order_by("occurred_at", "recorded_at", "pk").iterator(CHUNK)
    while events := list(islice(stream, CHUNK)):
        for event, entry in zip(events, told(events, public=False), strict=True):
            yield _event(event, entry.words, entry.actor)


def _event(event: Event, words: str, actor: str) -> dict[str, Any]:
    return {
        "uuid": str(event.pk),
        "at": event.occurred_at.astimezone(ROME).isoformat(),
        "words": words,
        "actor": actor,
        "verb": event.verb,
        "subject": f"{event.subject_label}:{event.subject_id}",
        "commitment": event.commitment,
    }


def _entries(code: str) -> Iterator[RegistryEntry]:
    entries = RegistryEntry.objects.filter(dossier=code)
    return entries.order_by("register", "year", "number").iterator(CHUNK)


def _number(entry: RegistryEntry) -> dict[str, Any]:
    return {
        "register": entry.register,
        "number": str(entry),
        "at": entry.registered_at.astimezone(ROME).isoformat(),
        "subject": f"{entry.subject_label}:{entry.subject_id}",
    }


def _publication(publication: Publication) -> dict[str, Any]:
    return {
        "duty": publication.duty,
        "title": publication.title,
        "act": str(publication.act) if publication.act else None,
        "path": publication.path or None,
        "document": publication.document.sha256 if publication.document else None,
        "published_at": publication.published_at.astimezone(ROME).isoformat(),
    }


def _documents(code: str) -> Iterator[Document]:
    documents = Document.objects.filter(dossier_code=code)
    return documents.order_by("received_at", "pk").iterator(CHUNK)


def _document(document: Document) -> dict[str, Any]:
    return {
        "uid": str(document.uid),
        "name": document.name,
        "sha256": document.sha256,
        "size": document.size,
        "media_type": document.media_type or None,
        "status": document.status,
        "received_at": document.received_at.astimezone(ROME).isoformat(),
    }
