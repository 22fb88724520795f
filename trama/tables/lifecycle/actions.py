"""What a meeting leaves to do: issues parked, actions followed up to their date."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from trama.accounts.models import User
from trama.core import clock, events
from trama.core.deadlines import day_of
from trama.core.workflow import ActRefused, move
from trama.tables import emails
from trama.tables.lifecycle.contributions import refuse_names
from trama.tables.lifecycle.paths import locked
from trama.tables.models import (
    ActionItem,
    ActionStatus,
    Meeting,
    MeetingStatus,
    MinutesEntry,
    ParkedIssue,
    Participant,
)

REMINDED_DAYS = 3
"""Days before its term that the owner of an action is written to, once."""


def _begun(meeting: Meeting) -> None:
    locked(meeting.table.path)
    if meeting.status == MeetingStatus.CANCELLED or meeting.starts_at > clock.now():
        raise ActRefused(_("L’incontro non è ancora cominciato, o è annullato."))


@transaction.atomic
def park(meeting: Meeting, text: str, *, by: Participant | None, actor: User) -> ParkedIssue:
    """Off the agenda today, not forgotten: it ends in a meeting, or with why. Parked twice, as a
    double click does, it is one."""
    at = clock.now()
    _begun(meeting)
    if not text.strip():
        raise ActRefused(_("Scrivi la questione."))
    if by is not None and by.path_id != meeting.table.path_id:
        raise ActRefused(_("Non partecipa a questo percorso. Nulla è cambiato."))
    same = {"table": meeting.table, "meeting": meeting, "text": text, "by": by, "ended_at": None}
    if known := ParkedIssue.objects.filter(**same).first():
        return known
    issue = ParkedIssue.objects.create(**same, parked_at=at)
    events.record(events.Act("park", meeting, actor, at, {"issue": str(issue.uid)}))
    return issue


@transaction.atomic
def take_up(issue: ParkedIssue, meeting: Meeting, *, actor: User) -> None:
    """It is on the table of that meeting, of the same table."""
    at = clock.now()
    if meeting.table_id != issue.table_id or meeting.status == MeetingStatus.CANCELLED:
        raise ActRefused(_("Si riprende in un incontro dello stesso tavolo."))
    _end(issue, at_meeting=meeting, why="")
    events.record(events.Act("take_up", meeting, actor, at, {"issue": str(issue.uid)}))


@transaction.atomic
def drop(issue: ParkedIssue, reason: str, *, actor: User) -> None:
    """It will not be taken up: why is kept."""
    at = clock.now()
    if not reason.strip():
        raise ActRefused(_("Scrivi perché la questione si lascia: resta scritto."))
    _end(issue, at_meeting=None, why=reason)
    events.record(events.Act("drop", issue.meeting, actor, at, {"issue": str(issue.uid)}))


def _end(issue: ParkedIssue, *, at_meeting: Meeting | None, why: str) -> None:
    waiting = ParkedIssue.objects.filter(pk=issue.pk, ended_at=None)
    ended = waiting.update(taken_up_in=at_meeting, dropped_because=why, ended_at=clock.now())
    if not ended:
        raise ActRefused(_("La questione è già chiusa. Nulla è cambiato: ricarica."))


# ---------------------------------------------------------------- actions


@transaction.atomic
def add_action(
    meeting: Meeting,
    *,
    text: str,
    owner: Participant,
    due_on: date,
    actor: User,
    entry: MinutesEntry | None = None,
) -> ActionItem:
    """What somebody took upon themselves, and by when; `entry`: the decision it comes from. The
    same again, as a double click does, is the same action."""
    at = clock.now()
    _begun(meeting)
    refuse_names(text=text)
    if owner.path_id != meeting.table.path_id:
        raise ActRefused(_("Chi se ne occupa non è di questo percorso. Nulla è cambiato."))
    if entry is not None and entry.meeting_id != meeting.pk:
        raise ActRefused(_("La decisione è di un altro incontro. Nulla è cambiato."))
    if due_on < day_of(meeting.starts_at):
        raise ActRefused(_("Il termine viene prima dell’incontro: controlla il giorno."))
    same = {"meeting": meeting, "text": text, "owner": owner, "due_on": due_on, "entry": entry}
    if known := ActionItem.objects.filter(**same).first():
        return known
    action = ActionItem.objects.create(**same)
    told = {"text": text, "owner": owner.name, "due_on": due_on}
    events.record(events.Act("add_action", action, actor, at, told))
    return action


@transaction.atomic
def end_action(action: ActionItem, outcome: str, *, said: str = "", actor: User) -> None:
    """Done, or left with why; `ActionStatus.TO_DO` opens again one that was said done."""
    at = clock.now()
    if outcome == ActionStatus.DROPPED and not said.strip():
        raise ActRefused(_("Scrivi perché l’azione si lascia."))
    refuse_names(said=said)
    ended_at = None if outcome == ActionStatus.TO_DO else at
    move(
        action,
        outcome,
        verb=f"action_{outcome}",
        actor=actor,
        at=at,
        note={"text": action.text},
        outcome=said,
        ended_at=ended_at,
    )


def remind_owners() -> int:
    """Each owner of an action whose term is near is written to, once; how many letters left."""
    at = clock.now()
    near = ActionItem.objects.filter(
        status=ActionStatus.TO_DO,
        reminded_at=None,
        due_on__lte=day_of(at) + timedelta(days=REMINDED_DAYS),
    ).exclude(owner__email="")
    sent = 0
    for action in near.select_related("owner", "meeting__table__path__notice").order_by("pk"):
        sent += _remind(action)
    return sent


@transaction.atomic
def _remind(action: ActionItem) -> bool:
    at = clock.now()
    mine = ActionItem.objects.filter(pk=action.pk, reminded_at=None, status=ActionStatus.TO_DO)
    if not mine.update(reminded_at=at):
        return False
    emails.meetings.remind(action, at=at)
    return True
