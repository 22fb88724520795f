"""Questions about a synthesis: what it says and rests on, what it lacks, its documents."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from trama.core.deadlines import is_in_time
from trama.needs.models import CardStatus, Need, Resource
from trama.tables.models import (
    COMPULSORY,
    ConsultationRemark,
    ConsultationStatus,
    Contribution,
    ContributionStatus,
    MinutesEntry,
    Path,
    PathDocument,
    PathDocumentKind,
    PathStatus,
    Synthesis,
    SynthesisParagraph,
    SynthesisSection,
)
from trama.tables.queries.minutes import address_of

OF_THE_ACT = (PathDocumentKind.SYNTHESIS, PathDocumentKind.REPORT, PathDocumentKind.ANNEX)
SOURCES = ("contributions", "needs", "resources", "entries")
"""What a paragraph rests on, besides an option of a vote: the names of its fields."""
SHOWN = 20  # paragraphs named in a refusal; the page marks them all


def synthesis_of(path: Path) -> Synthesis | None:
    return Synthesis.objects.filter(path=path).first()


# ---------------------------------------------------------------- paragraphs and their sources


@dataclass(frozen=True)
class Source:
    """Where a paragraph comes from: its name, its page."""

    label: str
    url: str


def with_sources(rows: QuerySet[SynthesisParagraph]) -> QuerySet[SynthesisParagraph]:
    """In the order of the document, with all that `sources_of` reads: five queries more."""
    entries = MinutesEntry.objects.select_related("meeting").order_by("position", "pk")
    public = ~Q(status=CardStatus.DRAFT)
    return rows.select_related("section", "option__vote", "author").prefetch_related(
        Prefetch("contributions", Contribution.objects.only("number", "title").order_by("number")),
        Prefetch("needs", Need.objects.filter(public).only("uid", "title").order_by("pk")),
        Prefetch("resources", Resource.objects.filter(public).only("uid", "title").order_by("pk")),
        Prefetch("entries", entries),
    )


def sources_of(paragraph: SynthesisParagraph, code: str) -> list[Source]:
    """In the order of the chain: who said it, about what, where it was decided, how it was chosen.

    `code` is the path's.
    """
    found = [
        Source(one.code, reverse("paths:contribution", args=[code, one.number]))
        for one in paragraph.contributions.all()
    ]
    found += [
        Source(
            _("bisogno: %(title)s") % {"title": one.title}, reverse("needs:need", args=[one.uid])
        )
        for one in paragraph.needs.all()
    ]
    found += [
        Source(
            _("risorsa: %(title)s") % {"title": one.title},
            reverse("needs:resource", args=[one.uid]),
        )
        for one in paragraph.resources.all()
    ]
    found += [entry_source(one, code) for one in paragraph.entries.all()]
    if paragraph.option is not None:
        vote = paragraph.option.vote
        found.append(Source(
            _("voto: %(title)s") % {"title": vote.title},
            reverse("paths:vote", args=[code, vote.uid]),
        ))  # fmt: skip
    return found


def entry_source(entry: MinutesEntry, code: str) -> Source:
    where = entry.meeting.title
    label = (
        _("decisione %(number)s, %(meeting)s") % {"number": entry.number, "meeting": where}
        if entry.number
        else _("verbale, %(meeting)s") % {"meeting": where}
    )
    return Source(label, address_of(entry, code))


def standing_paragraphs(path: Path) -> QuerySet[SynthesisParagraph]:
    rows = SynthesisParagraph.objects.filter(section__path=path, removed_at=None)
    return rows.order_by("section__position", "section_id", "position", "pk")


def unreferenced(rows: QuerySet[SynthesisParagraph]) -> QuerySet[SynthesisParagraph]:
    """Those that rest on nothing."""
    bare = rows.filter(option=None)
    for name in SOURCES:
        through = getattr(SynthesisParagraph, name).through
        bare = bare.exclude(
            Exists(through._default_manager.filter(synthesisparagraph=OuterRef("pk")))
        )
    return bare


def sections_of(path: Path) -> QuerySet[SynthesisSection]:
    """With how many paragraphs stand in each."""
    stands = Count("paragraphs", filter=Q(paragraphs__removed_at=None))
    return path.sections.annotate(count=stands).order_by("position", "pk")


def uncited(path: Path) -> QuerySet[Contribution]:
    """Accepted contributions that no standing paragraph tells, theirs or of what they joined."""
    cited = SynthesisParagraph.contributions.through._default_manager.filter(
        contribution=OuterRef("pk"), synthesisparagraph__removed_at=None
    )
    accepted = path.contributions.filter(status=ContributionStatus.ACCEPTED)
    return accepted.exclude(Exists(cited)).order_by("number")


# ---------------------------------------------------------------- what is missing


def lacks(path: Path, at: datetime) -> list[str]:
    """What stands between this draft and the final synthesis, in sentences; empty: nothing."""
    synthesis = synthesis_of(path)
    until = synthesis.consulted_until if synthesis else None
    found = []
    if until is None or is_in_time(at, until):
        found.append(_("La consultazione non è ancora finita."))
    waiting = path.consultation_remarks.filter(status=ConsultationStatus.OPEN).count()
    if waiting:
        found.append(_("Osservazioni alla bozza senza risposta: %(n)d.") % {"n": waiting})
    found += still_empty(path)
    bare = list(unreferenced(standing_paragraphs(path))[: SHOWN + 1])
    if bare:
        titles = _quoted(str(one) for one in bare[:SHOWN])
        more = _(" e altri ancora") if len(bare) > SHOWN else ""
        found.append(
            _("Capoversi senza una fonte: %(titles)s%(more)s.") % {"titles": titles, "more": more}
        )
    return found


def still_empty(path: Path) -> list[str]:
    """Which compulsory sections nothing is written in: one sentence, or none."""
    stand = SynthesisParagraph.objects.filter(section=OuterRef("pk"), removed_at=None)
    empty = path.sections.filter(~Exists(stand), kind__in=COMPULSORY).order_by("position", "pk")
    titles = _quoted(map(str, empty))
    said = _("Sezioni obbligatorie ancora vuote: %(titles)s.") % {"titles": titles}
    return [said] if titles else []


def _quoted(titles: Iterable[str]) -> str:
    return ", ".join(f"«{title}»" for title in titles)


# ---------------------------------------------------------------- remarks


def remarks_of(path: Path) -> QuerySet[ConsultationRemark]:
    rows = path.consultation_remarks.select_related("participant", "paragraph")
    return rows.order_by("made_at", "pk")


def remarks_by_paragraph(path: Path) -> Mapping[str, Sequence[ConsultationRemark]]:
    """By identifier of the paragraph; on the whole, under the empty one."""
    found: dict[str, list[ConsultationRemark]] = {}
    for one in remarks_of(path):
        found.setdefault(str(one.paragraph.uid) if one.paragraph else "", []).append(one)
    return found


# ---------------------------------------------------------------- documents


def documents_of(path: Path) -> dict[str, PathDocument]:
    """The last of each kind: without their content, that may be long."""
    rows = path.documents.select_related("document").defer("content").order_by("made_at", "pk")
    return {one.kind: one for one in rows}


def readable_documents(path: Path, *, inside_the_office: bool) -> dict[str, PathDocument]:
    """Report and annex become public with the act; the draft is public once it is consulted."""
    found = documents_of(path)
    if path.act_id is None and not inside_the_office:
        for kind in (PathDocumentKind.REPORT, PathDocumentKind.ANNEX):
            found.pop(kind, None)
    return found


def is_consulted(path: Path, synthesis: Synthesis | None, at: datetime) -> bool:
    """Whether who takes part may make a remark at that instant."""
    return (
        path.status == PathStatus.CONSULTATION
        and synthesis is not None
        and synthesis.consulted_until is not None
        and is_in_time(at, synthesis.consulted_until)
    )


# ---------------------------------------------------------------- what a paragraph said before


@dataclass(frozen=True)
class Change:
    """A version of a paragraph beside the one that came before."""

    number: int
    before: str
    after: str
    author: str
    written_at: datetime
    note: str


def history_of(paragraph: SynthesisParagraph) -> list[Change]:
    """Its versions, the last first: who wrote each, what changed, why."""
    earlier = paragraph.versions.select_related("author").order_by("number")
    rows = [(one.number, one.text, one.author, one.written_at, one.note) for one in earlier]
    now = (paragraph.version, paragraph.text, paragraph.author, paragraph.written_at)
    rows.append((*now, paragraph.note))
    found = []
    before = ""
    for number, text, author, at, note in rows:
        who = author.name if author else _("dai registri")
        found.append(Change(number, before or text, text, who, at, note))
        before = text
    return found[::-1]
