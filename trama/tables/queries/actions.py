"""Questions about what a meeting leaves to do: actions, parked issues."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trama.core import moments
from trama.core.deadlines import day_of
from trama.core.ui import Badge
from trama.tables.models import ActionItem, ActionStatus, Meeting, ParkedIssue


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


def parked(meeting: Meeting) -> tuple[list[ParkedIssue], list[ParkedIssue]]:
    """What waits at its table to be taken up; what this meeting parked that no longer waits."""
    waiting = Q(table=meeting.table_id, ended_at=None)
    ended_here = Q(meeting=meeting, ended_at__isnull=False)
    rows = ParkedIssue.objects.filter(waiting | ended_here)
    found = list(rows.select_related("by", "meeting", "taken_up_in").order_by("parked_at", "pk"))
    return [one for one in found if not one.ended_at], [one for one in found if one.ended_at]
