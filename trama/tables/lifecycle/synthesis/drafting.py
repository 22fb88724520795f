"""The draft: asked for, composed from the records by a job, its sections.

Composing again follows the records where nobody has written; what a person wrote, moved or took
away stays as that person left it, and what it tells is told by no other paragraph.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import override

from trama.accounts.models import User
from trama.core import clock, events, jobs
from trama.core.models import next_number
from trama.core.workflow import ActRefused
from trama.tables.lifecycle.contributions import refuse_names
from trama.tables.lifecycle.paths import advance, locked
from trama.tables.models import (
    COMPULSORY,
    ParagraphVersion,
    Path,
    PathPriority,
    PathStatus,
    SectionKind,
    Synthesis,
    SynthesisParagraph,
    SynthesisSection,
)
from trama.tables.queries.synthesis import SOURCES, is_consulted
from trama.tables.queries.synthesis_records import records_of
from trama.tables.rules.synthesis import BY_THEME, Proposed, Records, proposals

WRITTEN_IN = (PathStatus.SYNTHESIS_DRAFT, PathStatus.CONSULTATION)
"""Phases in which the draft is there; while it is read by who is consulted, nobody writes it."""


def editable(path: Path, at: datetime) -> Path:
    """The path, held, while its draft may be written: never under the eyes of who is consulted."""
    held = locked(path, *WRITTEN_IN)
    if is_consulted(held, Synthesis.objects.get(path=held), at):
        raise ActRefused(
            _("La bozza è in consultazione: chi la legge deve trovare lo stesso testo fino alla "
              "fine. Nulla è cambiato.")
        )  # fmt: skip
    return held


@transaction.atomic
def ask_composition(path: Path, *, actor: User) -> Synthesis:
    """The draft is composed from the records, the first time or again; a job does it.

    The first time the path goes on to the draft. While a job is at work, nothing is added to it.
    """
    at = clock.now()
    held = locked(path, PathStatus.CALENDARISED, PathStatus.PRIORITISING,
                  PathStatus.SYNTHESIS_DRAFT)  # fmt: skip
    if held.status != PathStatus.SYNTHESIS_DRAFT:
        advance(held, PathStatus.SYNTHESIS_DRAFT, actor=actor)
    synthesis, is_new = Synthesis.objects.get_or_create(path=held, defaults={"asked_at": at})
    if is_new:
        _set_sections(held)
    elif synthesis.is_composing:
        raise ActRefused(_("La bozza si sta già componendo: fra poco è pronta."))
    else:
        synthesis.asked_at = at
        synthesis.save(update_fields=["asked_at"])
    events.record(events.Act("ask_composition", synthesis, actor, at, {}))
    jobs.defer("tables.compose_synthesis", path=str(held.uid))
    return synthesis


def _set_sections(path: Path) -> None:
    with override("it"):
        SynthesisSection.objects.bulk_create(
            SynthesisSection(path=path, kind=kind, title=kind.label.capitalize(), position=number)
            for number, kind in enumerate(COMPULSORY, start=1)
        )


# ---------------------------------------------------------------- composed


@transaction.atomic
def compose(path: Path) -> bool:
    """What the records say becomes paragraphs: a job's work. False: it was done already."""
    at = clock.now()
    held = Path.objects.select_for_update(of=("self",)).get(pk=path.pk)
    synthesis = Synthesis.objects.get(path=held)
    if held.status != PathStatus.SYNTHESIS_DRAFT or not synthesis.is_composing:
        return False
    records = records_of(held)
    known = _known(held)
    kept = {origin for origin, one in known.items() if _is_somebodys(one)}
    told = proposals(records, kept=kept, settled=_settled(known, kept))
    proposed = [one for one in told if one.origin not in kept]
    new = [one for one in proposed if one.origin not in known]
    _add(held, new, at)
    changed = sum(_follow(known[one.origin], one, at) for one in proposed if one.origin in known)
    gone = _let_go(known, {one.origin for one in proposed} | kept, at)
    _propose_priorities(held, records)
    Synthesis.objects.filter(pk=synthesis.pk).update(composed_at=at)
    facts = {"added": len(new), "changed": changed, "removed": gone}
    events.record(events.Act("compose", synthesis, None, at, facts))
    return True


def tell_dissent(path: Path, at: datetime) -> None:
    """Who has disagreed since the draft was composed is told in it too, as they said it (R-CP-04):
    nobody else's paragraph changes. The path is held."""
    known = _known(path)
    with override("it"):
        dissents = [one for one in proposals(records_of(path)) if one.is_dissent]
    _add(path, [one for one in dissents if one.origin not in known], at)
    for one in dissents:
        if one.origin in known:
            _follow(known[one.origin], one, at)


def _known(path: Path) -> dict[str, SynthesisParagraph]:
    rows = SynthesisParagraph.objects.filter(section__path=path).exclude(origin="")
    return {one.origin: one for one in rows.prefetch_related(*SOURCES).order_by("pk")}


def _is_somebodys(paragraph: SynthesisParagraph) -> bool:
    """A person has written it, or taken it away."""
    return paragraph.author_id is not None or paragraph.removed_by_id is not None


def _settled(known: dict[str, SynthesisParagraph], kept: set[str]) -> set[int]:
    return {
        one.pk
        for origin in kept
        if origin.startswith(BY_THEME)
        for one in known[origin].contributions.all()
    }


def _add(path: Path, proposed: Sequence[Proposed], at: datetime) -> None:
    sections = {one.kind: one for one in path.sections.all()}
    last = dict(
        path.sections.annotate(last=Max("paragraphs__position")).values_list("kind", "last")
    )
    made = []
    for one in proposed:
        last[one.section] = (last[one.section] or 0) + 1
        made.append(
            SynthesisParagraph(
                section=sections[one.section],
                position=last[one.section],
                origin=one.origin,
                text=one.text,
                option_id=one.option,
                is_dissent=one.is_dissent,
                written_at=at,
            )
        )
    SynthesisParagraph.objects.bulk_create(made)
    _tie(zip(made, proposed, strict=True))


def _tie(pairs: Iterable[tuple[SynthesisParagraph, Proposed]]) -> None:
    """The sources of new paragraphs: one statement for each kind of source."""
    those = list(pairs)
    for name in SOURCES:
        field = SynthesisParagraph._meta.get_field(name)
        through = getattr(SynthesisParagraph, name).through
        column = field.m2m_reverse_field_name()  # type: ignore[union-attr]  # it is a many-to-many
        through.objects.bulk_create(
            through(synthesisparagraph_id=paragraph.pk, **{f"{column}_id": key})
            for paragraph, one in those
            for key in getattr(one, name)
        )


def _follow(paragraph: SynthesisParagraph, one: Proposed, at: datetime) -> bool:
    """The paragraph says what the records say now; whether it said something else."""
    sources = {name: {source.pk for source in getattr(paragraph, name).all()} for name in SOURCES}
    is_same = (
        paragraph.text == one.text
        and paragraph.removed_at is None
        and all(sources[name] == set(getattr(one, name)) for name in SOURCES)
    )
    if is_same:
        return False
    if paragraph.text != one.text:
        keep_version(paragraph)
        paragraph.text, paragraph.version = one.text, paragraph.version + 1
        paragraph.written_at = at
    paragraph.removed_at, paragraph.removed_because = None, ""
    paragraph.save(update_fields=[
        "text", "version", "written_at", "removed_at", "removed_because"
    ])  # fmt: skip
    for name in SOURCES:
        getattr(paragraph, name).set(getattr(one, name))
    return True


def keep_version(paragraph: SynthesisParagraph) -> None:
    """What it said until now."""
    ParagraphVersion.objects.create(
        paragraph=paragraph,
        number=paragraph.version,
        text=paragraph.text,
        author_id=paragraph.author_id,
        written_at=paragraph.written_at,
        note=paragraph.note,
    )


def _let_go(known: dict[str, SynthesisParagraph], standing: set[str], at: datetime) -> int:
    """What the records no longer say: taken out, and still readable among what was taken out."""
    gone = [
        one.pk for origin, one in known.items() if origin not in standing and one.removed_at is None
    ]
    why = _("Dai registri del percorso non risulta più.")
    return SynthesisParagraph.objects.filter(pk__in=gone).update(removed_at=at, removed_because=why)


def _propose_priorities(path: Path, records: Records) -> None:
    """What the votes chose, with the contributions and the needs that each option comes from."""
    known = set(path.priorities.exclude(option=None).values_list("option_id", flat=True))
    new = [choice for choice in records.choices if choice.key not in known]
    for position, choice in enumerate(new, start=next_number(path.priorities, "position")):
        made = PathPriority.objects.create(
            path=path,
            position=position,
            title=choice.title,
            text=choice.text,
            option_id=choice.key,
        )
        made.contributions.set(choice.contributions)
        needs = made.contributions.values_list("needs", flat=True).exclude(needs=None)
        made.needs.set(needs.distinct())


# ---------------------------------------------------------------- sections


@transaction.atomic
def add_section(path: Path, *, title: str, actor: User) -> SynthesisSection:
    at = clock.now()
    held = editable(path, at)
    refuse_names(title=title)
    if not title.strip():
        raise ActRefused(_("Scrivi il titolo della sezione."))
    if held.sections.filter(title__iexact=title.strip()).exists():
        raise ActRefused(_("C’è già una sezione con questo titolo. Nulla è cambiato."))
    return _new_section(held, title.strip(), actor, at)


def _new_section(path: Path, title: str, actor: User, at: datetime) -> SynthesisSection:
    made = SynthesisSection.objects.create(
        path=path,
        kind=SectionKind.OTHER,
        title=title,
        position=next_number(path.sections, "position"),
    )
    events.record(events.Act("add_section", path.synthesis, actor, at, {"title": title}))
    return made


@transaction.atomic
def copy_sections(path: Path, earlier: Path, *, actor: User) -> int:
    """The own sections of an earlier path, those not here yet: titles only. How many are new."""
    at = clock.now()
    held = editable(path, at)
    known = {title.lower() for title in held.sections.values_list("title", flat=True)}
    own = earlier.sections.filter(kind=SectionKind.OTHER).order_by("position", "pk")
    titles = [title for title in own.values_list("title", flat=True) if title.lower() not in known]
    for title in titles:
        _new_section(held, title, actor, at)
    return len(titles)


@transaction.atomic
def remove_section(section: SynthesisSection, *, actor: User) -> None:
    """One's own, and empty: the three objectives stay, and so does what was written."""
    at = clock.now()
    held = editable(section.path, at)
    if section.kind != SectionKind.OTHER:
        raise ActRefused(_("Questa sezione è uno degli obiettivi dell’avviso: resta."))
    if section.paragraphs.exists():
        raise ActRefused(_("Nella sezione è stato scritto qualcosa: prima si sposta."))
    section.delete()
    facts = {"title": section.title}
    events.record(events.Act("remove_section", held.synthesis, actor, at, facts))
