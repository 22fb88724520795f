"""A workshop's spreadsheet of contributions: kept, tried, confirmed, applied. All of it or nothing.

One wrong cell stops the whole sheet, which is corrected and handed in again: half of a sheet would
leave nobody sure of what is in the path. The same file is applied once.
"""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from trama.accounts.models import User
from trama.core import clock, events, jobs
from trama.core.workflow import ActRefused, move
from trama.ledger.formats.sheets.sheet import Remark, Sheet
from trama.ledger.lifecycle import keep_document, receive_upload
from trama.tables.lifecycle.contributions import bring
from trama.tables.lifecycle.paths import GATHERING, locked
from trama.tables.models import (
    ContributionChannel,
    ContributionSheet,
    Meeting,
    Path,
    SheetStatus,
    SheetTemplate,
)
from trama.tables.queries.sheets import lists_of
from trama.tables.rules.contribution_sheet import Line, read_lines

TAKEN = (SheetStatus.CONFIRMED, SheetStatus.APPLIED)
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@transaction.atomic
def receive_sheet(
    path: Path, upload: "UploadedFile[Any]", *, meeting: Meeting | None = None, actor: User
) -> ContributionSheet:
    """A sheet handed over: kept as it is; a job reads it and says what is wrong."""
    at = clock.now()
    held = locked(path, *GATHERING)
    if meeting is not None and meeting.table.path_id != held.pk:
        raise ActRefused(_("L’incontro è di un altro percorso. Nulla è cambiato."))
    document = receive_upload(
        upload, actor=actor, at=at, dossier=held.dossier, unnamed=_("contributi")
    )
    _refuse_twice(held, document.sha256)
    received = ContributionSheet.objects.create(
        path=held, document=document, meeting=meeting, user=actor, received_at=at
    )
    facts = {"name": document.name, "sha256": document.sha256}
    events.record(events.Act("receive_sheet", received, actor, at, facts))
    jobs.defer("tables.read_sheet", sheet=str(received.uid))
    return received


def _refuse_twice(path: Path, sha256: str) -> None:
    same = path.sheets.filter(document__sha256=sha256, status__in=TAKEN)
    if same.exists():
        raise ActRefused(
            _("Questo stesso foglio è già nei contributi del percorso. Nulla è cambiato: se manca "
              "qualcosa, carica un foglio con le sole righe nuove.")
        )  # fmt: skip


@transaction.atomic
def read_sheet(received: ContributionSheet, sheet: Sheet) -> None:
    """The dry run: how many contributions, each wrong cell, what deserves a look."""
    at = clock.now()
    lines = _lines(received, sheet)
    if any(line.wrong for line in lines):
        _set_faulty(received, sheet, lines, at)
        return
    report = _report(sheet, lines)
    note = {"rows": len(lines)}
    move(
        received, SheetStatus.CHECKED, verb="check_sheet", actor=None, at=at, note=note,
        report=report,
    )  # fmt: skip


def _lines(handed: ContributionSheet, sheet: Sheet) -> list[Line]:
    return read_lines(sheet, lists_of(handed.path), handed.meeting)


def _report(sheet: Sheet, lines: Iterable[Line], refused: Iterable[Remark] = ()) -> dict[str, Any]:
    found = list(lines)
    wrong = [*(remark for line in found for remark in line.wrong), *refused]
    return {
        "reading": sheet.reading,
        "rows": len(found),
        "wrong": [asdict(remark) for remark in wrong],
        "doubts": [asdict(remark) for line in found for remark in line.doubts],
    }


def _set_faulty(
    handed: ContributionSheet,
    sheet: Sheet,
    lines: Iterable[Line],
    at: datetime,
    refused: Iterable[Remark] = (),
) -> None:
    report = _report(sheet, lines, refused)
    note = {"wrong": len(report["wrong"])}
    move(
        handed, SheetStatus.FAULTY, verb="fault_sheet", actor=None, at=at, note=note, report=report
    )


@transaction.atomic
def confirm_sheet(checked: ContributionSheet, *, actor: User) -> None:
    at = clock.now()
    held = locked(checked.path, *GATHERING)
    _refuse_twice(held, checked.document.sha256)
    move(checked, SheetStatus.CONFIRMED, verb="confirm_sheet", actor=actor, at=at)
    jobs.defer("tables.read_sheet", sheet=str(checked.uid))


class _RefusedRowError(Exception):
    def __init__(self, row: int, sentence: str) -> None:
        super().__init__(sentence)
        self.row = row


@transaction.atomic
def apply_sheet(confirmed: ContributionSheet, sheet: Sheet) -> None:
    """Every row a contribution, written on behalf of its bodies. The path may have changed since
    the dry run: what is wrong by now stops all of it, and is said."""
    at = clock.now()
    lines = _lines(confirmed, sheet)
    if any(line.wrong for line in lines):
        _set_faulty(confirmed, sheet, lines, at)
        return
    try:
        with transaction.atomic():
            for line in lines:
                _bring(confirmed, line)
    except _RefusedRowError as refusal:
        _set_faulty(confirmed, sheet, lines, at, [Remark(refusal.row, "—", "", str(refusal))])
        return
    note = {"rows": len(lines)}
    move(confirmed, SheetStatus.APPLIED, verb="apply_sheet", actor=confirmed.user, at=at, note=note)


def _bring(confirmed: ContributionSheet, line: Line) -> None:
    facts, meeting = dict(line.facts), confirmed.meeting
    try:
        bring(
            confirmed.path,
            meeting=meeting,
            channel=ContributionChannel.SHEET,
            acted_for=True,
            actor=confirmed.user,
            **facts,
        )
    except ActRefused as refusal:
        raise _RefusedRowError(line.row, str(refusal)) from refusal


@transaction.atomic
def set_unreadable(handed: ContributionSheet, problem: str) -> None:
    """The file is no sheet of contributions: nothing was written, and the page says why."""
    at = clock.now()
    move(
        handed, SheetStatus.UNREADABLE, verb="set_unreadable", actor=None, at=at,
        problem=problem[:500],
    )  # fmt: skip


# ---------------------------------------------------------------- the empty workbook


@transaction.atomic
def ask_template(path: Path) -> None:
    """A job writes the workbook with the path's lists as they are now."""
    locked(path, *GATHERING)
    jobs.defer("tables.write_template", path=str(path.uid))


@transaction.atomic
def keep_template(path: Path, content: bytes) -> None:
    at = clock.now()
    document = keep_document(
        content,
        name=f"{path.code}-contributi.xlsx",
        media_type=WORKBOOK,
        at=at,
        dossier=path.dossier,
    )
    SheetTemplate.objects.update_or_create(
        path=path, defaults={"document": document, "made_at": at}
    )
