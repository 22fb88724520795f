"""A screening under way, for tests: by the acts themselves, never by rows made up."""

from datetime import date, timedelta

from trama.accounts.models import User
from trama.applications.models import Application
from trama.applications.tests.factories import ApplicationFactory
from trama.core import clock
from trama.core.deadlines import day_of
from trama.ledger.models import AdministrativeAct
from trama.ledger.tests.factories import AdministrativeActFactory
from trama.notices.models import Notice, NoticeStatus
from trama.organizations.models import Organization
from trama.screening import lifecycle
from trama.screening.lifecycle import Seat
from trama.screening.models import (
    AdmissionList,
    Panel,
    PanelDuty,
    PanelMember,
    ScreeningCase,
    Verdict,
    VerificationMinutes,
)

REASON = "Lo statuto allegato dice il contrario, all’articolo 4: manca il requisito chiesto."


def act_of_today() -> AdministrativeAct:
    return AdministrativeActFactory.create(adopted_on=day_of(clock.now()))


def received(notice: Notice, body: Organization | None = None, **more: object) -> Application:
    """An application presented an hour ago, with everything in it."""
    extra = {"organization": body} if body else {}
    return ApplicationFactory.create(
        notice=notice,
        complete=True,
        submitted=True,
        presented_at=clock.now() - timedelta(hours=1),
        **extra,
        **more,
    )


def close(notice: Notice) -> Notice:
    """The deadline passed a minute ago, and the job closed the notice."""
    deadline = clock.now() - timedelta(minutes=1)
    Notice.objects.filter(pk=notice.pk).update(
        status=NoticeStatus.CLOSED, closes_at=deadline, closed_at=deadline
    )
    notice.refresh_from_db()
    return notice


def seated(notice: Notice, *people: User, actor: User) -> Panel:
    """The panel, the first of `people` in its chair; the checklists are computed."""
    seats = [Seat(people[0], PanelDuty.CHAIR), *(Seat(person) for person in people[1:])]
    panel = lifecycle.appoint_panel(notice, seats, act=act_of_today(), actor=actor)
    lifecycle.compute_cases(notice)
    return panel


def declared(panel: Panel, user: User, *conflicts: Organization) -> PanelMember:
    member = PanelMember.objects.select_related("panel__notice").get(panel=panel, user=user)
    lifecycle.declare(member, dict.fromkeys(conflicts, "ci lavora mia sorella"), actor=user)
    return member


def judge_all(case: ScreeningCase, actor: User, verdict: str = Verdict.OK) -> None:
    for item in case.items.all():
        lifecycle.judge(item, verdict, REASON, actor=actor)


def judge_one(case: ScreeningCase, actor: User, verdict: str, *, position: int = 3) -> None:
    """Every point conforms but one."""
    judge_all(case, actor)
    lifecycle.judge(case.items.get(position=position), verdict, REASON, actor=actor)


def write(
    notice: Notice, present: list[PanelMember], actor: User, **more: object
) -> VerificationMinutes:
    """The minutes of today's sitting, by `actor`."""
    said = {"held_on": day_of(clock.now()), "present": present, "remarks": "", **more}
    return lifecycle.write_minutes(notice, actor=actor, **said)  # type: ignore[arg-type] # facts


def approve(minutes: VerificationMinutes, *people: User) -> None:
    for person in people:
        lifecycle.approve_minutes(minutes, actor=person, stamp=minutes.stamp)
    minutes.refresh_from_db()


def minuted(notice: Notice) -> VerificationMinutes:
    """Today's sitting: every member who has declared was there, and has approved."""
    members = notice.panel.members.filter(declared_at__isnull=False).select_related("user")
    present = list(members.order_by("pk"))
    minutes = write(notice, present, present[0].user)
    approve(minutes, *(one.user for one in present))
    return minutes


def listed_by(actor: User, notice: Notice) -> AdmissionList:
    """The list published, its minutes approved before."""
    minuted(notice)
    return lifecycle.publish_list(notice, act=act_of_today(), actor=actor)


def days_ago(days: int) -> date:
    return day_of(clock.now()) - timedelta(days=days)
