"""Jobs of the register: read a list, compare names. Each may run twice and do its work once."""

from procrastinate.contrib.django import app

from trama.ledger.formats.sheets import files
from trama.ledger.formats.sheets.sheet import UnreadableError
from trama.ledger.queries import read_document
from trama.organizations import lifecycle
from trama.organizations.models import ListImport, ListImportStatus


@app.task(name="organizations.read_list", queue="default", retry=3)
def read_list(list_import: str) -> None:
    """A received list is tried, a confirmed one is applied; in any other state all is done."""
    found = ListImport.objects.select_related("document", "asked_by").get(uid=list_import)
    if found.document is None or found.status not in {
        ListImportStatus.RECEIVED,
        ListImportStatus.CONFIRMED,
    }:
        return
    try:
        with read_document(found.document) as content:
            sheet = files.read(content.read(), found.sheet)
        if found.status == ListImportStatus.RECEIVED:
            lifecycle.check_list(found, sheet)
        else:
            lifecycle.apply_list(found, sheet)
    except UnreadableError as error:
        lifecycle.set_unreadable(found, str(error))


@app.task(name="organizations.compare_names", queue="default", retry=3)
def compare_names() -> None:
    lifecycle.compare_names()
