"""Contributions to the path where Bruno's body takes part: its own, and another body's."""

from typing import Any
from uuid import UUID

from trama.core import clock
from trama.ledger.lifecycle import keep_document
from trama.tables.models import WorkingTable
from trama.tables.tests.factories import ContributionFactory


def places(where: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """`where`: «his path», as `paths.places` has made it."""
    table = WorkingTable.objects.select_related("path__notice").get(uid=where["table_uid"])
    his = table.path.participants.get(uid=UUID(str(where["participant_uid"])))
    sheet = keep_document(
        b"%PDF-1.7 prova", name="dati.pdf", media_type="application/pdf", at=clock.now()
    )
    own = ContributionFactory.create(table=table, authors=[his])
    others = ContributionFactory.create(table=table, attachment=sheet)
    return {
        "his contribution": {**where, "number": own.number},
        "another’s contribution": {**where, "number": others.number},
        "no contribution": {**where, "number": 99},
    }
