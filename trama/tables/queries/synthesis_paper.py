"""What the synthesis of a path says: priorities, paragraphs, common ground."""

from collections.abc import Iterator

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
from trama.tables.queries.ground_paper import ground_blocks
from trama.tables.queries.paper import Block, Content, entry, links, paper
from trama.tables.queries.priorities import standing
from trama.tables.queries.synthesis import (
    sources_of,
    standing_paragraphs,
    synthesis_of,
    with_sources,
)


def synthesis_paper(document: PathDocument) -> Content:
    """The draft that is consulted, or the final synthesis."""
    path = document.path
    is_draft = document.kind == PathDocumentKind.SYNTHESIS_DRAFT
    return paper(
        document,
        [*priority_blocks(path), *paragraph_blocks(path), *ground_blocks(path)],
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
            "sources": links(sources_of(one, path.code)),
        }
