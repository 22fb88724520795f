"""What the documents of a path say, as plain data: a page and a PDF show the same.

A document is a head and `blocks`, one after the other, each of a section: `text` and `dissent`
with their sources, `entry` (a title, a link, lines), `table` (columns with widths, rows).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trama.core import moments
from trama.tables.models import (
    ConsultationStatus,
    Path,
    PathDocument,
    PathDocumentKind,
    PathPriority,
)
from trama.tables.queries.priorities import standing
from trama.tables.queries.synthesis import (
    Source,
    sources_of,
    standing_paragraphs,
    synthesis_of,
    with_sources,
)

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
    return {"kind": "text", "section": section, "text": words, "sources": _links(sources), **more}


def _links(sources: Sequence[Source]) -> list[list[str]]:
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


# ---------------------------------------------------------------- the synthesis


def synthesis_paper(document: PathDocument) -> Content:
    """The draft that is consulted, or the final synthesis."""
    path = document.path
    is_draft = document.kind == PathDocumentKind.SYNTHESIS_DRAFT
    return paper(
        document,
        [*priority_blocks(path), *paragraph_blocks(path)],
        sentence=_consulted(path) if is_draft else _concluded(path),
        note=_("Ogni capoverso porta a chi l’ha detto. Le posizioni diverse restano con le parole "
               "di chi le ha espresse. I tavoli propongono, l’amministrazione decide."),
    )  # fmt: skip


def _consulted(path: Path) -> str:
    synthesis = synthesis_of(path)
    until = synthesis.consulted_until if synthesis else None
    return _("È una bozza: chi partecipa può fare osservazioni fino a %(until)s.") % {
        "until": moments.instant(until) if until else ""
    }


def _concluded(path: Path) -> str:
    count = path.consultation_remarks.count()
    accepted = path.consultation_remarks.filter(status=ConsultationStatus.ACCEPTED).count()
    if not count:
        return _("È la sintesi definitiva: sulla bozza non ci sono state osservazioni.")
    words = ngettext(
        "È la sintesi definitiva, dopo un’osservazione sulla bozza",
        "È la sintesi definitiva, dopo %(n)d osservazioni sulla bozza",
        count,
    ) % {"n": count}
    taken = _("nessuna accolta")
    if accepted:
        taken = ngettext("una accolta", "%(n)d accolte", accepted) % {"n": accepted}
    return f"{words}: {taken}."


def priority_blocks(path: Path) -> Iterator[Block]:
    for number, one in enumerate(standing(path), start=1):
        yield entry(
            _("Priorità"),
            f"{number}. {one.title}",
            "",
            [one.text, grounds(one)],
        )


def grounds(priority: PathPriority) -> str:
    """What a priority rests on, in words."""
    parts = [one.title for one in priority.needs.all()]
    parts += [one.code for one in priority.contributions.all()]
    return _("Nasce da: %(parts)s.") % {"parts": "; ".join(parts)} if parts else ""


def paragraph_blocks(path: Path, *, dissent_only: bool = False) -> Iterator[Block]:
    rows = standing_paragraphs(path)
    if dissent_only:
        rows = rows.filter(is_dissent=True)
    for one in with_sources(rows):
        yield {
            "kind": "dissent" if one.is_dissent else "text",
            "section": _("Posizioni diverse") if dissent_only else one.section.title,
            "uid": str(one.uid),
            "text": one.text,
            "sources": _links(sources_of(one, path.code)),
        }
