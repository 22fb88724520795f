"""The common ground of his path, a letter that waits, a sheet to confirm, the empty workbook."""

from typing import Any
from uuid import uuid4

from trama.accounts.models import User
from trama.core import clock
from trama.ledger.lifecycle import keep_document
from trama.mailbox.formats.compose import Letter, original_message
from trama.mailbox.lifecycle import take_in
from trama.tables.models import ContributionSheet, OpinionReading, Path, SheetStatus, SheetTemplate
from trama.tables.tests.factories import ParticipantFactory


def places(where: dict[str, Any], officer: User) -> dict[str, dict[str, Any]]:
    """`where`: «his path», as `paths.places` has made it."""
    path = Path.objects.select_related("notice").get(notice__code=where["code"])
    now = clock.now()
    statement = path.statements.create(number=1, text="Mancano spazi", made_at=now, changed_at=now)
    OpinionReading.objects.create(
        path=path, computed_at=now, content={"statements": [], "matrix": [["voter"]]}
    )
    book = keep_document(b"PK\x03\x04", name="foglio.xlsx", media_type="", at=now)
    SheetTemplate.objects.create(path=path, document=book, made_at=now)
    sheet = ContributionSheet.objects.create(
        path=path,
        document=book,
        user=officer,
        received_at=now,
        status=SheetStatus.CHECKED,
        report={"rows": 1, "wrong": [], "doubts": []},
    )
    here = {
        **where,
        "name": "chiudi",
        "statement_uid": statement.uid,
        "sheet_uid": sheet.uid,
        "mailed_uid": _mailed(path),
    }
    aloud = ParticipantFactory.create(path=path, heard=True, by_voice=True)
    nowhere = dict.fromkeys(
        ("statement_uid", "sheet_uid", "mailed_uid", "participant_uid"), uuid4()
    )
    return {
        "his ground": here,
        "a body without e-mail": {**here, "participant_uid": aloud.uid},
        "no ground": {**nowhere, "code": "nessuno", "name": "chiudi"},
    }


def _mailed(path: Path) -> Any:
    letter = Letter(
        sender="ente@altrove.example",
        recipients=("noreply@trama.example",),
        subject=f"Per {path.code}",
        body="Spazi aperti il sabato.",
    )
    take_in(original_message(letter, clock.now()), source="prova", at=clock.now())
    return path.mailed.get().uid
