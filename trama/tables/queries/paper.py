"""What the documents of a path are made of: a page and a PDF show the same, as plain data.

A document is a head and `blocks`, one after the other, each of a section: `text` and `dissent`
with their sources, `entry` (a title, a link, lines), `table` (columns with widths, rows).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from trama.core import moments
from trama.tables.models import PathDocument
from trama.tables.queries.synthesis import Source

Block = dict[str, Any]
Content = dict[str, Any]
ROWS = 60  # of a table in one block: a page of the site shows whole blocks


def paper(
    document: PathDocument,
    blocks: Iterable[Block],
    *,
    sentence: str,
    facts: Sequence[tuple[str, str]] = (),
    note: str = "",
) -> Content:
    """The head of a document, and its blocks."""
    path = document.path
    said = list(blocks)
    made = [
        (_("Ufficio"), path.notice.office.name),
        (_("Fatto"), moments.instant(document.made_at)),
    ]
    return {
        "owner": settings.PLATFORM["owner"],
        "base": settings.BASE_URL,
        "code": path.code,
        "kicker": _("Percorso di co-programmazione, avviso %(code)s") % {"code": path.code},
        "title": f"{path.title}: {document.get_kind_display()}",
        "sentence": sentence,
        "facts": [list(pair) for pair in (*made, *facts)],
        "note": note,
        "sections": _sections(said),
        "blocks": said,
    }


def _sections(blocks: Sequence[Block]) -> list[list[Any]]:
    """The titles, each with the place of its first block."""
    return [
        [one["section"], place]
        for place, one in enumerate(blocks)
        if place == 0 or blocks[place - 1]["section"] != one["section"]
    ]


def text(section: str, words: str, sources: Sequence[Source] = (), **more: Any) -> Block:
    return {"kind": "text", "section": section, "text": words, "sources": links(sources), **more}


def links(sources: Sequence[Source]) -> list[list[str]]:
    return [[one.label, one.url] for one in sources]


def entry(section: str, title: str, url: str, lines: Iterable[str]) -> Block:
    said = [line for line in lines if line]
    return {"kind": "entry", "section": section, "title": title, "url": url, "lines": said}


def tables(
    section: str, caption: str, columns: Mapping[str, float], rows: Sequence[Sequence[str]]
) -> Iterator[Block]:
    """A table, in parts when it is long; with no rows, a line that says so. `columns` with their
    widths, one to another."""
    if not rows:
        none = _("nessuno")
        yield text(section, f"{caption}: {none}.")
    for start in range(0, len(rows), ROWS):
        yield {
            "kind": "table",
            "section": section,
            "caption": caption,
            "columns": list(columns),
            "widths": list(columns.values()),
            "rows": [list(row) for row in rows[start : start + ROWS]],
        }
