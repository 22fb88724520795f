"""Paragraphs of the draft: added, written in versions, moved, taken away with a reason.

Of two people who write at once the second is refused, and keeps what was typed. What somebody said
in dissent is nobody's to write or to take away (R-CP-04): only its place may change.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from trama.accounts.models import User
from trama.core import clock, events
from trama.core.models import next_number
from trama.core.workflow import ActRefused, OutdatedError
from trama.needs.models import Need, Resource
from trama.tables.lifecycle.contributions import refuse_names
from trama.tables.lifecycle.synthesis.drafting import editable, keep_version
from trama.tables.models import (
    Contribution,
    MinutesEntry,
    Path,
    SynthesisParagraph,
    SynthesisSection,
    VoteOption,
)
from trama.tables.queries.synthesis import SOURCES


@dataclass(frozen=True)
class Sources:
    """What a paragraph rests on: who said what, where."""

    contributions: Sequence[Contribution] = ()
    needs: Sequence[Need] = ()
    resources: Sequence[Resource] = ()
    entries: Sequence[MinutesEntry] = ()
    option: VoteOption | None = field(default=None)


@transaction.atomic
def add_paragraph(
    section: SynthesisSection, *, text: str, sources: Sources, actor: User
) -> SynthesisParagraph:
    """At the end of its section. The same text twice is refused: a double click adds nothing."""
    at = clock.now()
    path = editable(section.path, at)
    said = _said(text)
    if section.paragraphs.filter(text=said, removed_at=None).exists():
        raise ActRefused(_("Nella sezione c’è già un capoverso uguale. Nulla è cambiato."))
    position = next_number(section.paragraphs, "position")
    made = SynthesisParagraph.objects.create(
        section=section, position=position, text=said, author=actor, written_at=at
    )
    _set_sources(made, sources)
    _tell("add_paragraph", path, made, actor, at)
    return made


@transaction.atomic
def write_paragraph(
    paragraph: SynthesisParagraph,
    *,
    text: str,
    sources: Sources,
    note: str = "",
    version: int,
    actor: User,
) -> None:
    """Another version of its words, or of what it rests on. `version`: the one that was read."""
    at = clock.now()
    path = editable(paragraph.section.path, at)
    said = _said(text)
    refuse_names(note=note)
    held = _standing(paragraph)
    if held.is_dissent:
        raise ActRefused(
            _("È una posizione diversa: resta come è stata detta. Puoi scriverne accanto, in un "
              "altro capoverso. Nulla è cambiato.")
        )  # fmt: skip
    if held.version != version:
        raise OutdatedError
    keep_version(held)
    held.text, held.note, held.version = said, note.strip(), version + 1
    held.author, held.written_at = actor, at
    held.save(update_fields=["text", "note", "version", "author", "written_at"])
    _set_sources(held, sources)
    _tell("write_paragraph", path, held, actor, at, note=note, version=held.version)
    paragraph.refresh_from_db()


@transaction.atomic
def move_paragraph(
    paragraph: SynthesisParagraph,
    *,
    section: SynthesisSection,
    after: SynthesisParagraph | None,
    reason: str,
    actor: User,
) -> None:
    """Into a section, after another paragraph of it, or first."""
    at = clock.now()
    path = editable(paragraph.section.path, at)
    why = _explained(reason)
    held = _standing(paragraph)
    if section.path_id != path.pk or (after is not None and after.section_id != section.pk):
        raise ActRefused(_("Il posto è di un altro documento. Nulla è cambiato: ricarica."))
    others = [one for one in section.paragraphs.order_by("position", "pk") if one.pk != held.pk]
    place = others.index(after) + 1 if after in others else 0
    others.insert(place, held)
    held.section = section
    for position, one in enumerate(others, start=1):
        one.position = position
    SynthesisParagraph.objects.bulk_update(others, ["section", "position"])
    _tell("move_paragraph", path, held, actor, at, section=section.title, reason=why)
    paragraph.refresh_from_db()


@transaction.atomic
def remove_paragraph(paragraph: SynthesisParagraph, *, reason: str, actor: User) -> None:
    """Out of the synthesis; with its reason it stays readable, and may come back."""
    at = clock.now()
    path = editable(paragraph.section.path, at)
    why = _explained(reason)
    held = _standing(paragraph)
    if held.is_dissent:
        raise ActRefused(
            _("È una posizione diversa: nella sintesi resta, con le sue parole (DM 72/2021). "
              "Nulla è cambiato.")
        )  # fmt: skip
    held.removed_at, held.removed_by, held.removed_because = at, actor, why
    held.save(update_fields=["removed_at", "removed_by", "removed_because"])
    _tell("remove_paragraph", path, held, actor, at, reason=why)
    paragraph.refresh_from_db()


@transaction.atomic
def restore_paragraph(paragraph: SynthesisParagraph, *, actor: User) -> None:
    """Back where it was; from here on it is of whoever has taken it back."""
    at = clock.now()
    path = editable(paragraph.section.path, at)
    held = SynthesisParagraph.objects.select_for_update().get(pk=paragraph.pk)
    if held.removed_at is None:
        raise ActRefused(_("Il capoverso è già nella sintesi. Nulla è cambiato."))
    held.removed_at, held.removed_by, held.removed_because = None, None, ""
    held.author = None if held.is_dissent else actor
    held.save(update_fields=["removed_at", "removed_by", "removed_because", "author"])
    _tell("restore_paragraph", path, held, actor, at)
    paragraph.refresh_from_db()


def _standing(paragraph: SynthesisParagraph) -> SynthesisParagraph:
    held = SynthesisParagraph.objects.select_for_update().get(pk=paragraph.pk)
    if held.removed_at is not None:
        raise ActRefused(_("Il capoverso è stato tolto: prima si riprende. Nulla è cambiato."))
    return held


def _said(text: str) -> str:
    said = text.strip()
    if not said:
        raise ActRefused(_("Il capoverso è vuoto: scrivilo, o toglilo con un motivo."))
    refuse_names(text=said)
    return said


def _explained(reason: str) -> str:
    if not reason.strip():
        raise ActRefused(_("Scrivi perché: chi legge la sintesi deve poterlo capire."))
    refuse_names(reason=reason)
    return reason.strip()


def _set_sources(paragraph: SynthesisParagraph, sources: Sources) -> None:
    for name in SOURCES:
        getattr(paragraph, name).set(getattr(sources, name))
    if paragraph.option != sources.option:
        paragraph.option = sources.option
        paragraph.save(update_fields=["option"])


def _tell(
    verb: str,
    path: Path,
    paragraph: SynthesisParagraph,
    actor: User,
    at: datetime,
    **facts: object,
) -> None:
    said = {"paragraph": str(paragraph.uid), "section": paragraph.section.title, **facts}
    events.record(events.Act(verb, path.synthesis, actor, at, said))
