"""Minutes as they are written: paragraphs in order, corrected without overwriting anybody."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from trama.accounts.models import User
from trama.core import clock, events
from trama.core.models import next_number
from trama.core.workflow import ActRefused, OutdatedError, move
from trama.tables.lifecycle.contributions import bring, refuse_names
from trama.tables.lifecycle.paths import locked
from trama.tables.models import (
    AgendaItem,
    Contribution,
    ContributionChannel,
    EntryKind,
    EntryVersion,
    Meeting,
    MeetingStatus,
    MinutesEntry,
    Participant,
)
from trama.tables.queries.meetings import slots


@transaction.atomic
def begin(meeting: Meeting, *, actor: User) -> None:
    """The draft is open, live or afterwards; whoever was there reads it as it grows."""
    at = clock.now()
    if meeting.status == MeetingStatus.CONVENED:  # of a path that is stopped nothing is held
        locked(meeting.table.path)
    if meeting.starts_at > at:
        raise ActRefused(_("L’incontro non è ancora cominciato: il verbale si apre allora."))
    held_at = meeting.held_at or at
    note = {"title": meeting.title}
    move(
        meeting,
        MeetingStatus.MINUTES_DRAFT,
        verb="begin_minutes",
        actor=actor,
        at=at,
        note=note,
        held_at=held_at,
    )


def kept(meeting: Meeting) -> Meeting:
    """The meeting's row, held to the end of the act: positions, numbers and terms agree."""
    rows = Meeting.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("table__path__notice").get(pk=meeting.pk)


def drafted(meeting: Meeting) -> Meeting:
    held = kept(meeting)
    if held.status != MeetingStatus.MINUTES_DRAFT:
        raise ActRefused(
            _("Il verbale non è in bozza: qui non si scrive. Dopo, lo cambiano solo le "
              "osservazioni accolte.")
        )  # fmt: skip
    return held


def worded(text: str) -> str:
    said = text.strip()
    if not said:
        raise ActRefused(_("Non c’è scritto niente. Nulla è cambiato."))
    refuse_names(text=said)
    return said


@transaction.atomic
def write_entry(
    meeting: Meeting,
    *,
    kind: str,
    text: str,
    item: AgendaItem | None = None,
    speaker: Participant | None = None,
    is_named: bool = False,
    contribution: Contribution | None = None,
    in_favor: int | None = None,
    with_reserve: int | None = None,
    against: int | None = None,
    actor: User,
) -> MinutesEntry:
    """The next paragraph of its point of the agenda, or of the opening where it has none.

    Counts are of a decision only, which gets its number: «2.1» is the first of the second point.
    The same words sent twice in a row, as a double click does, are one paragraph.
    """
    at = clock.now()
    held = drafted(meeting)
    counts = {"in_favor": in_favor, "with_reserve": with_reserve, "against": against}
    entry = MinutesEntry(
        meeting=held, item=item, kind=kind, text=worded(text), speaker=speaker, said_at=at,
        is_named=is_named, contribution=contribution, author=actor, **counts,
    )  # fmt: skip
    _check(entry)
    last = held.entries.filter(item=item).order_by("position", "pk").last()
    if last is not None and _same(last, entry):
        return last
    entry.position = next_number(held.entries, "position")
    if kind == EntryKind.DECISION:
        entry.number = _next_number(held, item)
    entry.save()
    _tell("write_entry", entry, actor, at, kind=kind)
    return entry


def _same(one: MinutesEntry, other: MinutesEntry) -> bool:
    names = ("kind", "text", "speaker_id", "author_id", "contribution_id")
    return all(getattr(one, name) == getattr(other, name) for name in names)


def _check(entry: MinutesEntry) -> None:
    if entry.kind not in EntryKind.values:
        raise ActRefused(_("Scegli che cosa è: racconto, intervento, decisione…"))
    if entry.item is not None and entry.item.meeting_id != entry.meeting_id:
        raise ActRefused(_("Il punto è di un altro incontro. Nulla è cambiato: ricarica."))
    if entry.speaker is not None and entry.speaker.path_id != entry.meeting.table.path_id:
        raise ActRefused(_("Chi ha parlato non è di questo percorso. Nulla è cambiato."))
    if entry.contribution and entry.contribution.path_id != entry.meeting.table.path_id:
        raise ActRefused(_("Il contributo è di un altro percorso. Nulla è cambiato."))
    if entry.is_named and entry.speaker is None:
        raise ActRefused(_("Scegli chi ha parlato, o togli il nome."))
    if entry.kind == EntryKind.DECISION:
        _check_decision(entry)
    elif {entry.in_favor, entry.with_reserve, entry.against} != {None}:
        raise ActRefused(_("Si conta solo chi prende una decisione: scegli «decisione»."))


def _check_decision(entry: MinutesEntry) -> None:
    if entry.item is None and entry.meeting.agenda.filter(is_pause=False).exists():
        raise ActRefused(_("Una decisione si prende su un punto: scegli quale."))
    if entry.item is not None and entry.item.is_pause:
        raise ActRefused(_("In una pausa non si decide: scegli il punto."))


def _next_number(meeting: Meeting, item: AgendaItem | None) -> str:
    taken = meeting.entries.filter(item=item).exclude(number="").values_list("number", flat=True)
    last = max((int(number.rpartition(".")[2]) for number in taken), default=0)
    point = next((slot.number for slot in slots(meeting) if slot.item == item), None)
    return f"{point}.{last + 1}" if point else str(last + 1)


@transaction.atomic
def take_down(
    meeting: Meeting,
    *,
    kind: str,
    title: str,
    text: str,
    authors: Sequence[Participant],
    item: AgendaItem | None = None,
    actor: User,
) -> MinutesEntry:
    """A contribution said at the table: written among those of the path, and in the minutes."""
    held = drafted(meeting)
    brought = bring(
        held.table.path,
        kind=kind,
        title=title,
        text=text,
        authors=authors,
        meeting=held,
        channel=ContributionChannel.MINUTES,
        acted_for=True,
        actor=actor,
    )
    return write_entry(
        held,
        kind=EntryKind.SPOKEN,
        text=text,
        item=item,
        speaker=authors[0],
        is_named=True,  # who brings a contribution is public
        contribution=brought,
        actor=actor,
    )


@transaction.atomic
def amend_entry(entry: MinutesEntry, *, text: str, version: int, actor: User) -> None:
    """Other words, in the draft. `version` is what the writer had before them: of two, the second
    is refused (`OutdatedError`) and overwrites nothing."""
    at = clock.now()
    drafted(entry.meeting)
    correct(entry, worded(text), version=version, actor=actor, at=at)
    _tell("amend_entry", entry, actor, at, version=entry.version)


def correct(entry: MinutesEntry, text: str, *, version: int, actor: User, at: datetime) -> None:
    """The words of now are kept as they were, then changed; the same words change nothing."""
    row = MinutesEntry.objects.filter(pk=entry.pk, version=version)
    before = row.first()
    if before is None:
        raise OutdatedError
    if before.text == text:
        return
    if not row.update(text=text, version=F("version") + 1):
        raise OutdatedError
    EntryVersion.objects.create(
        entry=before, number=version, text=before.text, author=actor, written_at=at
    )
    entry.text, entry.version = text, version + 1


@transaction.atomic
def strike_entry(entry: MinutesEntry, *, version: int, actor: User) -> None:
    """Written by mistake, in the draft; its words stay in the history. Refused once somebody has
    remarked on it, or an action was born from it."""
    at = clock.now()
    drafted(entry.meeting)
    if entry.remarks.exists() or entry.actions.exists():
        raise ActRefused(
            _("Su questo capoverso c’è un’osservazione o un’azione: correggilo, non si toglie.")
        )
    if not MinutesEntry.objects.filter(pk=entry.pk, version=version).exists():
        raise ActRefused(
            _("Qualcun altro ha cambiato questo capoverso dopo che l’hai letto. Nulla è stato "
              "tolto: rileggilo, e se serve toglilo.")
        )  # fmt: skip
    _tell("strike_entry", entry, actor, at, text=entry.text)
    entry.delete()


@transaction.atomic
def start_from(meeting: Meeting, source: Meeting, *, actor: User) -> int:
    """The opening paragraphs of published minutes, to start from; says how many. What belongs to a
    point is of that meeting only, and is not copied."""
    at = clock.now()
    held = drafted(meeting)
    if source.status != MeetingStatus.PUBLISHED:
        raise ActRefused(_("Si parte da un verbale pubblicato. Nulla è cambiato."))
    if held.entries.exists():
        raise ActRefused(_("Il verbale è già cominciato. Nulla è cambiato."))
    opening = source.entries.filter(item=None, kind=EntryKind.NARRATIVE)
    texts = list(opening.order_by("position", "pk").values_list("text", flat=True))
    MinutesEntry.objects.bulk_create(
        MinutesEntry(meeting=held, position=n, text=text, said_at=at, author=actor)
        for n, text in enumerate(texts, start=1)
    )
    note = {"title": held.title, "source": str(source.uid), "paragraphs": len(texts)}
    events.record(events.Act("start_minutes_from", held, actor, at, note))
    return len(texts)


def _tell(verb: str, entry: MinutesEntry, actor: User, at: datetime, **facts: Any) -> None:
    note = {"title": entry.meeting.title, "entry": str(entry.uid), **facts}
    events.record(events.Act(verb, entry.meeting, actor, at, note))
