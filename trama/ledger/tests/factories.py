from datetime import UTC, date, datetime

import factory
from django.conf import settings
from factory.django import DjangoModelFactory

from trama.ledger.formats import store
from trama.ledger.models import (
    ActKind,
    AdministrativeAct,
    Document,
    DocumentStatus,
    Duty,
    Publication,
)


class DocumentFactory(DjangoModelFactory[Document]):
    """A checked document whose content (`content=b"…"`) is really in the store.

    Traits: `received` still waits for the worker, `refused` could not be opened.
    """

    class Meta:
        model = Document

    class Params:
        content = factory.Sequence("contenuto {}".format)
        received = factory.Trait(status=DocumentStatus.RECEIVED, media_type="")
        refused = factory.Trait(
            status=DocumentStatus.REFUSED,
            media_type="",
            problem="Il file è conservato com’è arrivato, ma non si apre.",
        )

    status = DocumentStatus.CHECKED
    name = factory.Sequence("statuto {}.txt".format)
    declared_type = "text/plain"
    media_type = "text/plain"
    received_at = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)

    sha256 = factory.LazyAttribute(lambda document: _kept(document.content).sha256)
    size = factory.LazyAttribute(lambda document: _kept(document.content).size)


def _kept(content: str | bytes) -> store.Stored:
    data = content.encode() if isinstance(content, str) else content
    return store.put(settings.DOCUMENT_ROOT, [data])


class AdministrativeActFactory(DjangoModelFactory[AdministrativeAct]):
    """A determination of the executive."""

    class Meta:
        model = AdministrativeAct

    kind = ActKind.DD
    number = factory.Sequence("{}".format)
    adopted_on = date(2026, 11, 2)
    organ = "Direzione Welfare e Salute"
    title = "Avviso di co-programmazione"


class PublicationFactory(DjangoModelFactory[Publication]):
    class Meta:
        model = Publication

    dossier = "COP-2026-01"
    duty = Duty.NOTICE
    title = "Avviso pubblico"
    published_at = datetime(2026, 11, 3, 8, 0, tzinfo=UTC)
