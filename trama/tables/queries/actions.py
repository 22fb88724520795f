"""Questions about what a meeting leaves to do: actions, parked issues."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trama.core import moments
from trama.core.deadlines import day_of
from trama.core.ui import Badge
from trama.tables.models import ActionItem, ActionStatus, Meeting, ParkedIssue, WorkingTable


@dataclass(frozen=True)
class ActionRow:
    action: ActionItem
    badge: Badge


def actions_of(meeting: Meeting, today: date) -> list[ActionRow]:
    """What the table has to do when it meets: born here, or left open by earlier meetings."""
    rows = ActionItem.objects.filter(
        meeting__table=meeting.table_id, meeting__starts_at__lte=meeting.starts_at
    ).select_related("owner", "entry", "meeting__table__path__notice")
    born_here = rows.filter(meeting=meeting)
    left_open = rows.filter(status=ActionStatus.TO_DO)
    found = (born_here | left_open).order_by("due_on", "pk")
    return [ActionRow(one, badge_of(one, today)) for one in found]


def badge_of(action: ActionItem, today: date) -> Badge:
    if action.status == ActionStatus.DONE and action.ended_at is not None:
        on = moments.short_day(day_of(action.ended_at))
        return Badge(_("fatta il %(day)s") % {"day": on}, "done")
    if action.status == ActionStatus.DROPPED:
        return Badge(action.get_status_display(), "wait")
    late = (today - action.due_on).days
    if late > 0:
        words = ngettext("in ritardo di un giorno", "in ritardo di %(n)d giorni", late)
        return Badge(words % {"n": late}, "stop")
    return Badge(action.get_status_display(), "due")


def parked_of(table: WorkingTable) -> QuerySet[ParkedIssue]:
    """What waits to be taken up."""
    waiting = ParkedIssue.objects.filter(table=table, ended_at=None)
    return waiting.select_related("by", "meeting").order_by("parked_at", "pk")


def parked_at(meeting: Meeting) -> QuerySet[ParkedIssue]:
    """What this meeting parked, and what became of it."""
    there = ParkedIssue.objects.filter(meeting=meeting).exclude(ended_at=None)
    return there.select_related("by", "taken_up_in").order_by("parked_at", "pk")
