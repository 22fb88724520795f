"""A handover pack as a ZIP: a page to read, tables, the same as JSON, the calendar."""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from trama.ledger.formats.delimited import write_csv

BOM = "\ufeff"  # spreadsheets read the accents


@dataclass(frozen=True)
class Table:
    """A table of the pack: `key` names its file, `title` its heading."""

    key: str
    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]

    def as_csv(self) -> bytes:
        text = io.StringIO()
        write_csv([self.columns, *self.rows], text)
        return (BOM + text.getvalue()).encode()

    def as_objects(self) -> list[dict[str, str]]:
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


def write_pack(
    page: str,
    facts: Mapping[str, str],
    tables: Sequence[Table],
    calendar: bytes,
    *,
    at: datetime,
) -> bytes:
    """The ZIP, the same bytes for the same content."""
    whole = {**facts, **{table.key: table.as_objects() for table in tables}}
    files = {
        "index.html": page.encode(),
        "rete.json": json.dumps(whole, ensure_ascii=False, indent=1).encode(),
        "incontri.ics": calendar,
        **{f"{table.key}.csv": table.as_csv() for table in tables},
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, at.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return packed.getvalue()
