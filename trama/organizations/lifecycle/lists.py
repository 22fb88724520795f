"""Lists of bodies brought into the register: by a command at once, by the web in two steps."""

import hashlib
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction

from trama.accounts.models import User
from trama.core import clock, events, jobs
from trama.core.workflow import move
from trama.ledger.formats.sheets.sheet import Sheet
from trama.ledger.lifecycle import receive_upload
from trama.organizations.models import (
    ListImport,
    ListImportStatus,
    Organization,
    OrganizationStatus,
)
from trama.organizations.rules.listing import Entry, Known, Plan, codes_of, plan_of

# Nobody writes a body while a list is compared and applied; reading goes on, and so do the acts
# that only refer to a body (an application being sent).
LOCK = "LOCK TABLE organizations_organization IN SHARE ROW EXCLUSIVE MODE"
BATCH = 1000


def report_of(plan: Plan) -> dict[str, Any]:
    """Counts and remarks, as the command prints them and the page shows them."""
    return {
        "created": len(plan.created),
        "updated": len(plan.updated),
        "unchanged": plan.unchanged,
        "refused": [asdict(remark) for remark in plan.refused],
        "doubts": [asdict(remark) for remark in plan.doubts],
    }


@transaction.atomic
def import_sheet(
    sheet: Sheet,
    content: bytes,
    *,
    name: str,
    source: str = "",
    actor: User | None = None,
    dry_run: bool = False,
) -> dict[str, Any]:
    """Bring a list in at once, and say what became of it. A list that changes nothing leaves no
    trace: the same list twice is one import. A dry run writes nothing."""
    at = clock.now()
    plan = _planned(sheet, dry_run=dry_run)
    report = report_of(plan)
    if not dry_run and (plan.created or plan.updated):
        done = ListImport.objects.create(
            status=ListImportStatus.CONFIRMED,
            name=name[:255],
            source=(source or name)[:200],
            sha256=hashlib.sha256(content).hexdigest(),
            asked_by=actor,
            asked_at=at,
        )
        _apply(done, plan, report, actor=actor, at=at)
    return report


@transaction.atomic
def receive_list(
    upload: "UploadedFile[Any]", *, source: str, sheet: str = "", actor: User
) -> ListImport:
    """A steward hands a list over: kept as it is; a job reads it and says what it would change."""
    at = clock.now()
    document = receive_upload(upload, actor=actor, at=at, unnamed="elenco")
    received = ListImport.objects.create(
        name=document.name,
        source=source,
        sheet=sheet,
        sha256=document.sha256,
        document=document,
        asked_by=actor,
        asked_at=at,
    )
    facts = {"name": received.name, "sha256": received.sha256, "source": source}
    events.record(events.Act("receive", received, actor, at, facts))
    jobs.defer("organizations.read_list", list_import=str(received.uid))
    return received


@transaction.atomic
def check_list(received: ListImport, sheet: Sheet) -> None:
    """The dry run: what the list would change, row by row; a person confirms it or leaves it."""
    at = clock.now()
    report = report_of(_planned(sheet, dry_run=True))
    ListImport.objects.filter(pk=received.pk).update(report=report)
    move(received, ListImportStatus.CHECKED, verb="check", actor=None, at=at)


@transaction.atomic
def confirm_list(checked: ListImport, *, actor: User) -> None:
    """A steward has read the dry run and wants it done: a job applies the list."""
    at = clock.now()
    move(checked, ListImportStatus.CONFIRMED, verb="confirm", actor=actor, at=at)
    jobs.defer("organizations.read_list", list_import=str(checked.uid))


@transaction.atomic
def apply_list(confirmed: ListImport, sheet: Sheet) -> None:
    """Write what a confirmed list says. The register may have moved since the dry run: the report
    is made anew, by the same rules."""
    at = clock.now()
    plan = _planned(sheet, dry_run=False)
    _apply(confirmed, plan, report_of(plan), actor=confirmed.asked_by, at=at)


@transaction.atomic
def set_unreadable(received: ListImport, problem: str) -> None:
    """The file is no list: nothing was imported, and the page says why."""
    at = clock.now()
    move(
        received,
        ListImportStatus.UNREADABLE,
        verb="set_unreadable",
        actor=None,
        at=at,
        problem=problem[:500],
    )


def _planned(sheet: Sheet, *, dry_run: bool) -> Plan:
    if not dry_run:
        with connection.cursor() as cursor:
            cursor.execute(LOCK)
    rows = Organization.objects.filter(codice_fiscale__in=codes_of(sheet))
    known = {
        code: Known(name, city, curated=status != OrganizationStatus.LISTED)
        for code, name, city, status in rows.values_list("codice_fiscale", "name", "city", "status")
        if code
    }
    return plan_of(sheet, known)


def _apply(
    done: ListImport, plan: Plan, report: dict[str, Any], *, actor: User | None, at: datetime
) -> None:
    """One event for the list, which names the bodies it created; one for each card it changed."""
    created = _create(plan.created, done.source, at)
    _update(plan.updated, done, actor, at)
    ListImport.objects.filter(pk=done.pk).update(report=report)
    counts = {key: value for key, value in report.items() if isinstance(value, int)}
    move(
        done,
        ListImportStatus.APPLIED,
        verb="apply",
        actor=actor,
        at=at,
        note={
            **counts,
            "refused": len(plan.refused),
            "name": done.name,
            "source": done.source,
            "sha256": done.sha256,
            "bodies": created,
        },
    )
    if plan.created or plan.updated:
        jobs.defer("organizations.compare_names", lock="organizations.compare_names")


def _create(entries: Iterable[Entry], source: str, at: datetime) -> list[str]:
    bodies = [
        Organization(
            name=entry.name,
            codice_fiscale=entry.code,
            city=entry.city,
            source=source,
            updated_at=at,
        )
        for entry in entries
    ]
    Organization.objects.bulk_create(bodies, batch_size=BATCH)
    return [str(body.uid) for body in bodies]


def _update(entries: list[Entry], done: ListImport, actor: User | None, at: datetime) -> None:
    bodies = Organization.objects.in_bulk(
        [entry.code for entry in entries], field_name="codice_fiscale"
    )
    for entry in entries:
        body = bodies[entry.code]
        before = {"name": body.name, "city": body.city}
        body.name, body.city = entry.name, entry.city or body.city
        body.source, body.updated_at = done.source, at
        body.compared = body.compared and body.name == before["name"]
        facts = {"before": before, "source": done.source, "sha256": done.sha256}
        events.record(events.Act("update_from_list", body, actor, at, facts))
    Organization.objects.bulk_update(
        bodies.values(), ["name", "city", "source", "updated_at", "compared"], batch_size=BATCH
    )
