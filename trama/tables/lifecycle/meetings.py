"""Meetings: convened, moved, cancelled, held. Who comes and what follows have their own modules."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from trama.accounts.models import User
from trama.core import calendars, clock
from trama.core import events as book
from trama.core.models import next_number
from trama.core.spoken_codes import new_code
from trama.core.workflow import ActRefused, move
from trama.tables import emails
from trama.tables.lifecycle.paths import GATHERING, advance, locked
from trama.tables.models import (
    AgendaItem,
    InvitationAnswer,
    Meeting,
    MeetingStatus,
    PathStatus,
    WorkingTable,
)
from trama.tables.queries.meetings import owing_minutes
from trama.tables.rules.agenda import Point

# A move for whoever was invited: another time, or another place.
MOVING = {"starts_at", "ends_at", "venue", "address", "online_url"}


@transaction.atomic
def convene(
    table: WorkingTable,
    facts: Mapping[str, Any],
    agenda: Iterable[Point],
    *,
    actor: User,
    without_minutes: str = "",
) -> Meeting:
    """Fix a meeting of the table. Nobody is written to yet: `invite` does. The same again, as a
    double click does, is the same meeting.

    Refused in the past; and, while minutes of the table are owed, without saying why.
    """
    at = clock.now()
    path = locked(table.path, *GATHERING)
    same = {"title": facts["title"], "starts_at": facts["starts_at"]}
    if known := table.meetings.filter(status=MeetingStatus.CONVENED, **same).first():
        return known
    _check_time(facts, at)
    _check_minutes(table, at, without_minutes)
    meeting = Meeting.objects.create(
        table=table,
        number=next_number(table.meetings),
        convened_at=at,
        updated_at=at,
        attendance_code=new_code(),
        without_minutes=without_minutes,
        **facts,
    )
    _set_agenda(meeting, agenda)
    told = {"title": meeting.title, "starts_at": meeting.starts_at}
    book.record(book.Act("convene", meeting, actor, at, told))
    if path.status == PathStatus.OPENED:
        advance(path, PathStatus.CALENDARISED, actor=actor)
    return meeting


def _check_time(facts: Mapping[str, Any], at: datetime) -> None:
    calendars.refuse_past(facts["starts_at"], at)
    if facts["ends_at"] <= facts["starts_at"]:
        raise ActRefused(_("L’incontro finisce prima di cominciare."))
    if not facts["venue"] and not facts["online_url"]:
        raise ActRefused(_("Scrivi il luogo o il collegamento."))


def _check_minutes(table: WorkingTable, at: datetime, reason: str) -> None:
    """R-CP-01: no minutes, no next meeting of that table, unless one says why."""
    owed = owing_minutes(table, at)
    if owed is not None and not reason.strip():
        raise ActRefused(
            _("L’incontro «%(title)s» non ha ancora un verbale pubblicato: pubblicalo, o scrivi "
              "perché se ne fa un altro prima.") % {"title": owed.title}
        )  # fmt: skip


def _set_agenda(meeting: Meeting, agenda: Iterable[Point]) -> None:
    meeting.agenda.all().delete()
    AgendaItem.objects.bulk_create(
        AgendaItem(meeting=meeting, position=n, **point._asdict())
        for n, point in enumerate(agenda, start=1)
    )


@transaction.atomic
def move_meeting(
    meeting: Meeting,
    facts: Mapping[str, Any],
    agenda: Iterable[Point],
    *,
    seen: int,
    reason: str,
    actor: User,
) -> int:
    """Change what is said of a meeting; another time or place wants a reason, and whoever was
    invited is written to again and asked again. Says how many letters left.

    `seen` is the sequence that the person had before them: of two people, one is refused.
    """
    at = clock.now()
    locked(meeting.table.path, *GATHERING)
    stored = Meeting.objects.get(pk=meeting.pk)
    changed = {name: value for name, value in facts.items() if value != getattr(stored, name)}
    moves = bool(MOVING & changed.keys())
    if moves:
        _check_time(facts, at)
        if not reason.strip():
            raise ActRefused(_("Cambiano ora o luogo: scrivi perché, chi è invitato lo leggerà."))
        changed |= {"moved_from": stored.starts_at, "reason": reason}
    move(
        stored,
        MeetingStatus.CONVENED,
        verb="move" if moves else "change",
        actor=actor,
        at=at,
        provided=Q(sequence=seen),
        note={"title": stored.title},
        sequence=seen + 1,
        updated_at=at,
        **changed,
    )
    _set_agenda(stored, agenda)
    meeting.refresh_from_db()
    return _ask_again(meeting, at) if moves else 0


def _ask_again(meeting: Meeting, at: datetime) -> int:
    """What was answered was about another time: everybody invited is asked anew."""
    invitations = meeting.invitations.select_related("participant", "meeting__table__path__notice")
    invitations.update(answer=InvitationAnswer.NONE, answered_at=None)
    written = 0
    for invitation in invitations.order_by("pk"):
        written += emails.meetings.invite(invitation, at=at)
    return written


@transaction.atomic
def cancel(meeting: Meeting, *, reason: str, actor: User) -> int:
    """It will not be held: whoever was invited is told why, calendars strike it out."""
    at = clock.now()
    calendars.cancel(meeting, MeetingStatus.CANCELLED, reason=reason, actor=actor, at=at)
    invitations = meeting.invitations.select_related("participant", "meeting__table__path__notice")
    return sum(emails.meetings.tell_cancelled(one, at=at) for one in invitations.order_by("pk"))


@transaction.atomic
def hold(meeting: Meeting, *, actor: User) -> None:
    """It was held: from here the minutes are owed. Refused before it begins."""
    at = clock.now()
    locked(meeting.table.path)
    if meeting.starts_at > at:
        raise ActRefused(_("L’incontro non è ancora cominciato. Nulla è cambiato."))
    note = {"title": meeting.title, "present": meeting.attendances.count()}
    move(meeting, MeetingStatus.HELD, verb="hold", actor=actor, at=at, note=note, held_at=at)
