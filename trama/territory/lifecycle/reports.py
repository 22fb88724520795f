"""What became of an import: counts, what was refused, what deserves a look. And its event."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, models

from trama.core import events
from trama.ledger.formats.sheets.sheet import Remark
from trama.territory.formats.layout import SourceFacts
from trama.territory.models import Source

BATCH = 1000


@dataclass(frozen=True)
class File:
    """The file that an import reads, as the event remembers it."""

    name: str
    content: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@dataclass
class Report:
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: list[Remark] = field(default_factory=list)
    warnings: list[Remark] = field(default_factory=list)

    @property
    def changes(self) -> bool:
        return bool(self.created or self.updated)

    def add(self, other: "Report") -> None:
        """Two steps of one import, one report."""
        self.created += other.created
        self.updated += other.updated
        self.unchanged += other.unchanged
        self.refused += other.refused
        self.warnings += other.warnings

    def as_dict(self) -> dict[str, Any]:
        """As the commands print it."""
        return asdict(self)


def lock(model: type[models.Model]) -> None:
    """Nobody else writes these rows while an import compares and applies; reading goes on."""
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {model._meta.db_table} IN SHARE ROW EXCLUSIVE MODE")


def source_of(facts: SourceFacts) -> Source:
    """The source with this code; a new one is written as the facts say."""
    return Source.objects.get_or_create(
        code=facts.code,
        defaults={
            "title": facts.title,
            "publisher": facts.publisher,
            "licence": facts.licence,
            "url": facts.url,
        },
    )[0]


def write(
    model: type[models.Model],
    rows: Iterable[tuple[models.Model | None, Mapping[str, Any]]],
    fields: Sequence[str],
) -> Report:
    """Bring rows to what they should be: (the row there is, or None; every field's value).

    Counts what was created, updated, and already so.
    """
    report = Report()
    new: list[models.Model] = []
    changed: list[models.Model] = []
    for row, values in rows:
        if row is None:
            new.append(model(**values))
        elif any(getattr(row, name) != values[name] for name in fields):
            for name in fields:
                setattr(row, name, values[name])
            changed.append(row)
        else:
            report.unchanged += 1
    manager = model._default_manager
    manager.bulk_create(new, batch_size=BATCH)
    if changed:
        manager.bulk_update(changed, fields, batch_size=BATCH)
    report.created, report.updated = len(new), len(changed)
    return report


def record(
    verb: str, source: Source, file: File, report: Report, at: datetime, **more: str
) -> None:
    """One event for an import; one that changed nothing leaves no trace."""
    if not report.changes:
        return
    counts = {
        "created": report.created,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "refused": len(report.refused),
        "warnings": len(report.warnings),
    }
    facts = {**counts, "name": file.name, "sha256": file.sha256, **more}
    events.record(events.Act(verb, source, None, at, facts))
