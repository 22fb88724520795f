"""Jobs of the cards: read a list of services, count the words in use. Each may run twice."""

from procrastinate.contrib.django import app

from trama.ledger.formats.sheets import files
from trama.ledger.formats.sheets.sheet import UnreadableError
from trama.ledger.queries import read_document
from trama.needs.lifecycle import finding, service_lists
from trama.needs.models import ServiceImport, ServiceImportStatus
from trama.needs.rules.layouts import layout_of


@app.task(name="needs.read_services", queue="default", retry=3)
def read_services(service_import: str) -> None:
    """A received list is tried, a confirmed one is applied; in any other state all is done."""
    rows = ServiceImport.objects.select_related("document", "source", "organization", "asked_by")
    found = rows.get(uid=service_import)
    waiting = {ServiceImportStatus.RECEIVED, ServiceImportStatus.CONFIRMED}
    if found.document is None or found.status not in waiting:
        return
    try:
        with read_document(found.document) as content:
            sheet = files.read(content.read(), found.sheet)
        layout = layout_of(sheet)
        if found.status == ServiceImportStatus.RECEIVED:
            service_lists.check_list(found, sheet, layout)
        else:
            service_lists.apply_list(found, sheet, layout)
    except UnreadableError as error:
        service_lists.set_unreadable(found, str(error))


@app.task(name="needs.count_words", queue="default", retry=3)
def count_words() -> None:
    finding.count_words()
