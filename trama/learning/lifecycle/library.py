"""The library: templates taken from what was done, improved, used, commented, retired."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from trama.accounts.models import Office, User
from trama.core import clock, events
from trama.core.personal_data import refuse_personal_data
from trama.core.workflow import ActRefused, move
from trama.learning.lifecycle.speaking import one_at_a_time, said_again
from trama.learning.models import (
    Course,
    LibraryComment,
    LibraryItem,
    LibraryKind,
    LibraryStatus,
    LibraryUse,
    Practice,
    Speaker,
)
from trama.notices.lifecycle import add_part
from trama.notices.models import Notice, Requirement
from trama.tables.lifecycle.ground import add_statement
from trama.tables.lifecycle.meetings import move_meeting
from trama.tables.lifecycle.minutes.drafting import write_entry
from trama.tables.lifecycle.working_tables import change_table
from trama.tables.models import EntryKind, Meeting, Path, WorkingTable
from trama.tables.queries.ground import standing_statements
from trama.tables.rules.agenda import Point

LONGEST_NAME = 300  # of what a template was used for


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What a template says, and where it comes from: something done, a practice, a course."""

    title: str
    about: str
    content: Mapping[str, Any]
    source: str = ""
    practice: Practice | None = None
    course: Course | None = None

    @property
    def columns(self) -> dict[str, Any]:
        names = ("title", "about", "source", "practice", "course")
        return {**{name: getattr(self, name) for name in names}, "content": dict(self.content)}


@transaction.atomic
def keep_template(office: Office, kind: LibraryKind, draft: Draft, *, actor: User) -> LibraryItem:
    """In the library from now on, for everybody; the same twice is once. What may point to a person
    is refused."""
    at = clock.now()
    _check(kind, draft)
    one_at_a_time(actor)
    here = LibraryItem.objects.filter(office=office, kind=kind, status=LibraryStatus.CURRENT)
    if again := here.filter(title=draft.title, content=dict(draft.content)).first():
        return again
    item = LibraryItem.objects.create(
        kind=kind, office=office, author=actor, added_at=at, **draft.columns
    )
    events.record(events.Act("keep_template", item, actor, at, {"title": draft.title}))
    return item


@transaction.atomic
def improve(
    item: LibraryItem, draft: Draft, *, change: str, office: Office, actor: User
) -> LibraryItem:
    """Its next version: what it said before is kept, with who used it and how it went."""
    at = clock.now()
    why = change.strip()
    if not why:
        raise ActRefused(_("Scrivi che cosa cambia, e perché: chi lo usava lo vuole sapere."))
    _check(item.kind, draft)
    if (draft.title, draft.about, draft.content) == (item.title, item.about, item.content):
        raise ActRefused(_("È uguale a prima: non c’è niente da migliorare. Nulla è cambiato."))
    note = {"title": item.title, "version": item.version}
    move(item, LibraryStatus.REPLACED, verb="replace", actor=actor, at=at, note=note)
    better = LibraryItem.objects.create(
        kind=item.kind, series=item.series, version=item.version + 1, change=why,
        office=office, author=actor, added_at=at, **draft.columns,
    )  # fmt: skip
    note = {"title": better.title, "version": better.version, "change": why}
    events.record(events.Act("improve", better, actor, at, note))
    return better


def _check(kind: str, draft: Draft) -> None:
    """Of a notice the contacts are the office's, and public already."""
    lines = draft.content.get("lines", [])
    if not lines:
        raise ActRefused(_("Non c’è niente da tenere: il modello sarebbe vuoto."))
    texts = {"title": draft.title, "about": draft.about, "lines": "\n".join(lines)}
    refuse_personal_data(texts, contacts_are_public=kind == LibraryKind.NOTICE)


@transaction.atomic
def retire(item: LibraryItem, *, reason: str, actor: User) -> None:
    """Kept to be read, and nobody starts from it any more."""
    move(
        item,
        LibraryStatus.RETIRED,
        verb="retire",
        actor=actor,
        at=clock.now(),
        note={"title": item.title},
        reason=reason,
    )


@transaction.atomic
def comment(item: LibraryItem, *, text: str, speaker: Speaker) -> None:
    at = clock.now()
    refuse_personal_data({"text": text}, contacts_are_public=False)
    if said_again(_held(item).comments.all(), speaker, text=text):
        return
    LibraryComment.objects.create(item=item, text=text, said_at=at, **speaker.columns)
    events.record(events.Act("comment", item, speaker.actor, at, speaker.facts))


# ---------------------------------------------------------------- starting from a template


@transaction.atomic
def use(item: LibraryItem, *, what_for: str, speaker: Speaker) -> LibraryUse:
    """That somebody started from it, for what in their own words; how it went is said later."""
    refuse_personal_data({"what_for": what_for}, contacts_are_public=False)
    return _use_for(item, what_for, speaker)


def _use_for(item: LibraryItem, name: str, speaker: Speaker) -> LibraryUse:
    """The same, for a thing by its `name`: public where the thing is."""
    if _held(item).status != LibraryStatus.CURRENT:
        raise ActRefused(_("Questo modello non è più in uso: parti da un altro. Nulla è cambiato."))
    return remember_use(item, name, speaker=speaker)


def _held(item: LibraryItem) -> LibraryItem:
    return LibraryItem.objects.select_for_update().get(pk=item.pk)


@transaction.atomic
def remember_use(item: LibraryItem, name: str, *, speaker: Speaker) -> LibraryUse:
    """That a thing, by its `name`, began from it. Refuses nothing: the thing is there by now. The
    same thing twice is once."""
    at = clock.now()
    used, is_new = LibraryUse.objects.get_or_create(
        item=_held(item), what_for=name[:LONGEST_NAME], **speaker.columns, defaults={"used_at": at}
    )
    if is_new:
        facts = {**speaker.facts, "what_for": used.what_for}
        events.record(events.Act("use", item, speaker.actor, at, facts))
    return used


@transaction.atomic
def use_requirements(item: LibraryItem, notice: Notice, *, speaker: Speaker) -> LibraryUse:
    """Its requirements into a notice in draft; those with the same code stay as they are."""
    held = Notice.objects.select_for_update().get(pk=notice.pk)
    there = set(held.requirements.values_list("code", flat=True))
    for row in item.content.get("requirements", []):
        if row["code"] not in there:
            part = Requirement(notice=held, **row)
            add_part(held, part, actor=speaker.actor, version=held.version)
            held.refresh_from_db()
    return _use_for(item, notice.title, speaker)


@transaction.atomic
def use_agenda(item: LibraryItem, meeting: Meeting, *, speaker: Speaker) -> LibraryUse:
    """Its points in the place of the agenda of a meeting that is convened."""
    points = [Point(**row) for row in item.content.get("points", [])]
    move_meeting(meeting, {}, points, seen=meeting.sequence, reason="", actor=speaker.actor)
    return _use_for(item, meeting.title, speaker)


@transaction.atomic
def use_ground_rules(item: LibraryItem, table: WorkingTable, *, speaker: Speaker) -> LibraryUse:
    """Its rules in the place of those of a table."""
    facts = {
        "kind": table.kind,
        "theme": table.theme,
        "zone": table.zone,
        "members": list(table.members.all()),
        "ground_rules": "\n".join(item.content["lines"]),
    }
    change_table(table, facts, actor=speaker.actor)
    return _use_for(item, table.title, speaker)


@transaction.atomic
def use_statements(item: LibraryItem, path: Path, *, speaker: Speaker) -> LibraryUse:
    """Each of its sentences into the common ground, to be answered; those there stay."""
    there = {text.casefold() for text in standing_statements(path).values_list("text", flat=True)}
    for line in item.content["lines"]:
        if line.casefold() not in there:
            add_statement(path, text=line, actor=speaker.actor)
    return _use_for(item, path.title, speaker)


@transaction.atomic
def use_minutes(item: LibraryItem, meeting: Meeting, *, speaker: Speaker) -> LibraryUse:
    """Its paragraphs at the opening of minutes that are being written, to be corrected there."""
    there = set(meeting.entries.values_list("text", flat=True))
    for text in item.content["lines"]:
        if text not in there:
            write_entry(meeting, kind=EntryKind.NARRATIVE, text=text, actor=speaker.actor)
    return _use_for(item, meeting.title, speaker)


@transaction.atomic
def tell_how_it_went(used: LibraryUse, *, result: str, actor: User) -> None:
    at = clock.now()
    refuse_personal_data({"result": result}, contacts_are_public=False)
    LibraryUse.objects.filter(pk=used.pk).update(result=result, result_at=at)
    events.record(events.Act("tell_use", used.item, actor, at, {"what_for": used.what_for}))
