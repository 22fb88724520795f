"""What other pages show of paths: a notice's, a person's own; search; terms on the desk."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import TruncDate
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from trama.accounts.models import Office, User
from trama.accounts.queries import offices_of
from trama.core import clock
from trama.core.clock import TramaNow
from trama.core.deadlines import ROME, day_of
from trama.core.moments import hour
from trama.core.panels import Panel
from trama.core.ui import Badge, Due, urgency
from trama.notices.models import Notice, NoticeStatus, NoticeType
from trama.organizations.queries import bodies_of
from trama.tables.models import (
    ActionItem,
    ActionStatus,
    Invitation,
    InvitationAnswer,
    Meeting,
    MeetingStatus,
    ParticipantStatus,
    Path,
    WorkingTable,
)
from trama.tables.permissions.paths import may_open
from trama.tables.queries.paths import badge_of, next_sentence

AHEAD = timedelta(days=14)
ON_THE_DESK = 20


def of_notice(request: HttpRequest, notice: Notice) -> Panel | None:
    """On the notice's public page and on its office's: the path it became."""
    path = Path.objects.filter(notice=notice).select_related("notice__office").first()
    if path is None:
        return None
    context = {"path": path, "badge": badge_of(path), "next": next_sentence(path)}
    return Panel("tables/_of_notice.html", context)


def to_open(request: HttpRequest, notice: Notice) -> Panel | None:
    """On the office's page, once the tables are open: the path is to be opened."""
    is_time = notice.type == NoticeType.COPROGRAMMING and notice.status == NoticeStatus.TABLES
    if not is_time or not may_open(request.user, notice):
        return None
    if Path.objects.filter(notice=notice).exists():
        return None
    return Panel("tables/_to_open.html", {"notice": notice})


def mine(request: HttpRequest, thing: Any) -> Panel | None:
    """On one's profile: tables one leads or minutes, invitations that wait for an answer."""
    if not isinstance(request.user, User):
        return None
    led = WorkingTable.objects.filter(Q(facilitator=request.user) | Q(minute_taker=request.user))
    waiting = Invitation.objects.filter(
        participant__organization__in=bodies_of(request.user),
        participant__status=ParticipantStatus.ACTIVE,
        answer=InvitationAnswer.NONE,
        meeting__status=MeetingStatus.CONVENED,
        meeting__starts_at__gt=clock.now(),
    ).select_related("meeting", "participant")
    context = {
        "led": list(led.select_related("path__notice").order_by("pk")),
        "waiting": list(waiting.order_by("meeting__starts_at", "pk")[:ON_THE_DESK]),
    }
    return Panel("tables/_mine.html", context) if any(context.values()) else None


# ---------------------------------------------------------------- what is due to the office


def meetings_at_hand(offices: QuerySet[Office]) -> QuerySet[Meeting]:
    """Convened, near or begun already."""
    return Meeting.objects.filter(
        table__path__notice__office__in=offices,
        status=MeetingStatus.CONVENED,
        starts_at__lte=TramaNow() + AHEAD,
    )


def actions_near(offices: QuerySet[Office]) -> QuerySet[ActionItem]:
    today = TruncDate(TramaNow(), tzinfo=ROME)
    return ActionItem.objects.filter(
        meeting__table__path__notice__office__in=offices,
        status=ActionStatus.TO_DO,
        due_on__lte=today + AHEAD,
    )


def meeting_terms(user: User) -> Iterable[Due]:
    rows = meetings_at_hand(offices_of(user)).select_related("table__path__notice")
    now = clock.now()
    return [_meeting(one, now) for one in rows.order_by("starts_at", "pk")[:ON_THE_DESK]]


def action_terms(user: User) -> Iterable[Due]:
    rows = actions_near(offices_of(user)).select_related("owner", "meeting__table__path__notice")
    today = day_of(clock.now())
    return [_action(one, today) for one in rows.order_by("due_on", "pk")[:ON_THE_DESK]]


def _meeting(meeting: Meeting, now: datetime) -> Due:
    on, today = day_of(meeting.starts_at), day_of(now)
    has_begun = meeting.starts_at <= now
    return Due(
        on=on,
        title=f"{meeting.table.path.title}: {meeting.title}",
        why=_("È cominciato: segna che si è tenuto, poi il verbale.")
        if has_begun
        else _("Ore %(hour)s. %(place)s")
        % {"hour": hour(meeting.starts_at), "place": meeting.venue or _("A distanza.")},
        url=reverse("paths:meeting", args=[meeting.table.path.code, meeting.uid]),
        action=_("Segna tenuto") if has_begun else "",
        state=urgency(on, today),
    )


def _action(action: ActionItem, today: date) -> Due:
    path = action.meeting.table.path
    return Due(
        on=action.due_on,
        title=_("%(owner)s: %(text)s") % {"owner": action.owner.name, "text": action.text},
        why=_("Azione decisa a «%(meeting)s».") % {"meeting": action.meeting.title},
        url=reverse("paths:meeting", args=[path.code, action.meeting.uid]),
        badge=Badge(action.get_status_display(), "due"),
        state=urgency(action.due_on, today),
    )
