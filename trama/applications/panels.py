"""What the page of a notice shows of my own application to it."""

from dataclasses import dataclass

from django.http import HttpRequest

from trama.accounts.models import User
from trama.applications import queries, rules
from trama.applications.models import Application, ApplicationStatus
from trama.applications.permissions import may_submit
from trama.core import clock
from trama.core.panels import Panel
from trama.notices.models import Notice, NoticeStatus
from trama.organizations.models import Organization

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
    can_start = not rules.why_not_begin(notice, clock.now())
    if not isinstance(user, User):
        context = {"notice": notice, "anonymous": True, "can_start": can_start}
        return Panel("applications/_start.html", context) if can_start else None
    mine = _mine(user, notice)
    if not can_start and not any(row.draft or row.presented for row in mine):
        return None
    context = {"notice": notice, "anonymous": False, "can_start": can_start, "mine": mine}
    return Panel("applications/_start.html", context)


def _mine(user: User, notice: Notice) -> list[Mine]:
    bodies = queries.bodies(user)
    rows = queries.of_notice(user, notice) if bodies else []
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


def amended(request: HttpRequest, application: Application) -> Panel | None:
    """On a page of an application: the notice has changed since, and what one may do about it."""
    if application.notice.amended_at is None or not isinstance(request.user, User):
        return None
    found = list(queries.since(application))
    if not found:
        return None
    waiting = queries.to_confirm(application)
    context = {
        "application": application,
        "notice": application.notice,
        "amendments": found,
        "is_draft": application.status == ApplicationStatus.DRAFT,
        "may_confirm": bool(waiting)
        and _still_open(application.notice)
        and may_submit(request.user, application),
        "waiting": bool(waiting),
    }
    return Panel("applications/_amended.html", context)


def _still_open(notice: Notice) -> bool:
    now = clock.now().replace(microsecond=0)
    in_time = notice.closes_at is not None and now <= notice.closes_at
    return in_time and notice.status == NoticeStatus.PUBLISHED
