"""What the page of a notice shows of my own application to it."""

from dataclasses import dataclass

from django.http import HttpRequest

from trama.accounts.models import User
from trama.applications.models import Application, ApplicationStatus
from trama.core import clock
from trama.core.panels import Panel
from trama.notices.models import Channel, Notice, NoticeStatus
from trama.organizations.models import Organization
from trama.organizations.queries import organizations_of

ARRIVED = {ApplicationStatus.SUBMITTED, ApplicationStatus.LATE}


@dataclass(frozen=True)
class Mine:
    """One of my bodies, and how it stands with this notice."""

    organization: Organization
    draft: Application | None
    presented: Application | None


def apply(request: HttpRequest, notice: Notice) -> Panel | None:
    """Beside the deadline: begin, go on, or read the receipt."""
    user = request.user
    can_start = _is_open(notice) and Channel.WEB in notice.channels
    if not isinstance(user, User):
        context = {"notice": notice, "anonymous": True, "can_start": can_start}
        return Panel("applications/_start.html", context) if can_start else None
    mine = _mine(user, notice)
    if not can_start and not any(row.draft or row.presented for row in mine):
        return None
    context = {"notice": notice, "anonymous": False, "can_start": can_start, "mine": mine}
    return Panel("applications/_start.html", context)


def _is_open(notice: Notice) -> bool:
    if notice.status != NoticeStatus.PUBLISHED or not notice.opens_at or not notice.closes_at:
        return False
    return (
        notice.opens_at <= (now := clock.now()) and now.replace(microsecond=0) <= notice.closes_at
    )


def _mine(user: User, notice: Notice) -> list[Mine]:
    bodies = list(organizations_of(user).order_by("name_key", "pk"))
    if not bodies:
        return []
    of_mine = Application.objects.filter(notice=notice, organization__in=bodies)
    rows = list(of_mine.order_by("presented_at", "id"))
    return [
        Mine(
            body,
            _last(rows, body, {ApplicationStatus.DRAFT}),
            _last(rows, body, {ApplicationStatus.SUBMITTED}) or _last(rows, body, ARRIVED),
        )
        for body in bodies
    ]


def _last(
    rows: list[Application], body: Organization, statuses: set[ApplicationStatus]
) -> Application | None:
    found = [r for r in rows if r.organization_id == body.pk and r.status in statuses]
    return found[-1] if found else None
