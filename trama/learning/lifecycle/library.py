"""The library: templates taken from what was done, used, commented, retired."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from trama.accounts.models import Office, User
from trama.core import clock, events
from trama.core.personal_data import refuse_personal_data
from trama.core.workflow import ActRefused, move
from trama.learning.models import (
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
from trama.tables.lifecycle.meetings import move_meeting
from trama.tables.lifecycle.working_tables import change_table
from trama.tables.models import Meeting, WorkingTable
from trama.tables.rules.agenda import Point


@transaction.atomic
def keep_template(
    office: Office,
    *,
    kind: LibraryKind,
    title: str,
    about: str,
    content: Mapping[str, Any],
    source: str = "",
    practice: Practice | None = None,
    actor: User,
) -> LibraryItem:
    """In the library from now on, for everybody. What may point to a person is refused."""
    at = clock.now()
    lines = content.get("lines", [])
    if not lines:
        raise ActRefused(_("Non c’è niente da tenere: il modello sarebbe vuoto."))
    texts = {"title": title, "about": about, "lines": "\n".join(lines)}
    refuse_personal_data(texts, contacts_are_public=False)
    item = LibraryItem.objects.create(
        kind=kind,
        title=title,
        about=about,
        content=dict(content),
        source=source,
        practice=practice,
        office=office,
        author=actor,
        added_at=at,
    )
    events.record(events.Act("keep_template", item, actor, at, {"title": title}))
    return item


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
    LibraryComment.objects.create(item=item, text=text, said_at=at, **speaker.columns)
    events.record(events.Act("comment", item, speaker.actor, at, speaker.facts))


# ---------------------------------------------------------------- starting from a template


@transaction.atomic
def use(item: LibraryItem, *, what_for: str, speaker: Speaker) -> LibraryUse:
    """That somebody started from it, for what; how it went is said later."""
    at = clock.now()
    held = LibraryItem.objects.select_for_update().get(pk=item.pk)
    if held.status != LibraryStatus.CURRENT:
        raise ActRefused(_("Questo modello è ritirato: parti da un altro. Nulla è cambiato."))
    refuse_personal_data({"what_for": what_for}, contacts_are_public=False)
    used = LibraryUse.objects.create(
        item=held, what_for=what_for[:300], used_at=at, **speaker.columns
    )
    facts = {**speaker.facts, "what_for": used.what_for}
    events.record(events.Act("use", held, speaker.actor, at, facts))
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
    return use(item, what_for=notice.title, speaker=speaker)


@transaction.atomic
def use_agenda(item: LibraryItem, meeting: Meeting, *, speaker: Speaker) -> LibraryUse:
    """Its points in the place of the agenda of a meeting that is convened."""
    points = [Point(**row) for row in item.content.get("points", [])]
    move_meeting(meeting, {}, points, seen=meeting.sequence, reason="", actor=speaker.actor)
    return use(item, what_for=meeting.title, speaker=speaker)


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
    return use(item, what_for=table.title, speaker=speaker)


@transaction.atomic
def tell_how_it_went(used: LibraryUse, *, result: str, actor: User) -> None:
    at = clock.now()
    refuse_personal_data({"result": result}, contacts_are_public=False)
    LibraryUse.objects.filter(pk=used.pk).update(result=result, result_at=at)
    events.record(events.Act("tell_use", used.item, actor, at, {"what_for": used.what_for}))
