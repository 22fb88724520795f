from datetime import timedelta

import pytest

from trama.accounts.models import User
from trama.applications.models import Application
from trama.applications.tests.factories import ApplicationFactory
from trama.core import clock
from trama.core.workflow import ActRefused
from trama.ledger.models import Duty, Event, Publication
from trama.notices.models import Notice, NoticeStatus
from trama.organizations.models import MembershipStatus, Organization
from trama.organizations.tests.factories import MembershipFactory
from trama.screening import lifecycle
from trama.screening.lifecycle import GivenAct, Seat
from trama.screening.models import (
    Panel,
    PanelDuty,
    PanelMember,
    ScreeningCase,
    ScreeningItem,
    Verdict,
)
from trama.screening.queries import cases_of, conflicts_of, openable_by, undecided
from trama.screening.queries.seats import conflict_keys
from trama.screening.tests.factories import (
    REASON,
    act_of_today,
    close,
    days_ago,
    declared,
    received,
    seated,
)

pytestmark = pytest.mark.django_db


def test_the_panel_opens_a_case_for_each_application_received_and_is_published(
    closed: Notice, application: Application, anna: User, elena: User
) -> None:
    late = ApplicationFactory.create(notice=closed, late=True)
    ApplicationFactory.create(notice=closed)  # a draft: nobody sent it
    seated(closed, anna, actor=elena)
    assert {case.application for case in ScreeningCase.objects.all()} == {application, late}
    assert closed.status == NoticeStatus.SCREENING
    assert Publication.objects.filter(dossier=closed.code, duty=Duty.PANEL).count() == 1
    assert Event.objects.filter(dossier=closed.code, verb="appoint_panel").count() == 1


def test_before_the_deadline_no_panel_is_appointed(
    notice: Notice, application: Application, anna: User, elena: User
) -> None:
    with pytest.raises(ActRefused, match="solo dopo la scadenza"):
        seated(notice, anna, actor=elena)
    assert not Panel.objects.exists()


def test_an_act_adopted_before_the_deadline_appoints_nobody(
    closed: Notice, anna: User, elena: User
) -> None:
    early = GivenAct(number="1200", adopted_on=days_ago(3))
    with pytest.raises(ActRefused, match="prima della scadenza"):
        lifecycle.appoint_panel(closed, [Seat(anna, PanelDuty.CHAIR)], act=early, actor=elena)
    assert not Panel.objects.exists()


def test_a_window_that_ended_is_closed_even_if_the_job_is_late(
    notice: Notice, application: Application, anna: User, elena: User
) -> None:
    deadline = clock.now() - timedelta(minutes=5)
    Notice.objects.filter(pk=notice.pk).update(closes_at=deadline)
    notice.refresh_from_db()
    seated(notice, anna, actor=elena)
    assert notice.closed_at == deadline


def test_without_applications_there_is_no_panel(notice: Notice, anna: User, elena: User) -> None:
    with pytest.raises(ActRefused, match="alcuna domanda"):
        seated(close(notice), anna, actor=elena)


def test_a_second_click_appoints_no_second_panel(
    panel: Panel, closed: Notice, anna: User, elena: User
) -> None:
    with pytest.raises(ActRefused):
        seated(closed, anna, actor=elena)
    assert Panel.objects.count() == 1


@pytest.mark.parametrize("chairs", [0, 2])
def test_a_panel_has_one_chair(
    closed: Notice, anna: User, dario: User, elena: User, chairs: int
) -> None:
    duties = [PanelDuty.CHAIR] * chairs + [PanelDuty.MEMBER] * (2 - chairs)
    seats = [Seat(user, duty) for user, duty in zip([anna, dario], duties, strict=True)]
    with pytest.raises(ActRefused, match="presidente"):
        lifecycle.appoint_panel(closed, seats, act=act_of_today(), actor=elena)


def test_nobody_sits_twice(closed: Notice, anna: User, elena: User) -> None:
    seats = [Seat(anna, PanelDuty.CHAIR), Seat(anna)]
    with pytest.raises(ActRefused, match="due volte"):
        lifecycle.appoint_panel(closed, seats, act=act_of_today(), actor=elena)


def test_until_they_declare_members_open_nothing(
    panel: Panel, application: Application, dario: User, anna: User
) -> None:
    assert not openable_by(dario).exists()
    declared(panel, dario)
    assert list(openable_by(dario)) == [application]
    assert not openable_by(anna).exists()


def test_a_conflict_hides_that_body_alone(
    closed: Notice, application: Application, anna: User, elena: User, organization: Organization
) -> None:
    other = received(closed)
    panel = seated(closed, anna, actor=elena)
    declared(panel, anna, organization)
    assert list(openable_by(anna)) == [other]


def test_a_conflict_that_comes_up_later_closes_what_was_open(
    member: PanelMember, application: Application, organization: Organization, dario: User
) -> None:
    lifecycle.add_conflict(member, {organization: "è entrata mia sorella"}, actor=dario)
    assert not openable_by(dario).exists()


@pytest.mark.parametrize(
    ("status", "may"),
    [
        (MembershipStatus.ACTIVE, False),
        (MembershipStatus.ENDED, False),
        (MembershipStatus.REQUESTED, True),
        (MembershipStatus.REFUSED, True),
    ],
)
def test_whoever_works_or_worked_for_a_body_does_not_open_it_even_if_they_declare_nothing(
    closed: Notice,
    application: Application,
    dario: User,
    elena: User,
    organization: Organization,
    status: MembershipStatus,
    may: bool,
) -> None:
    other = received(closed)
    ended = {"since": days_ago(900), "until": days_ago(400)} if status == "ended" else {}
    MembershipFactory.create(user=dario, organization=organization, status=status, **ended)
    declared(seated(closed, dario, actor=elena), dario)
    assert set(openable_by(dario)) == ({application, other} if may else {other})


def test_a_declaration_is_not_written_again(member: PanelMember, dario: User) -> None:
    with pytest.raises(ActRefused, match="non si riscrive"):
        lifecycle.declare(member, {}, actor=dario)


def test_a_conflict_cannot_be_added_before_declaring(panel: Panel, anna: User) -> None:
    member = PanelMember.objects.get(user=anna)
    with pytest.raises(ActRefused, match="Prima serve la dichiarazione"):
        lifecycle.add_conflict(member, {}, actor=anna)


# ---------------------------------------------------------------- checklists


def test_each_case_has_what_every_notice_asks_and_what_this_one_asks(
    panel: Panel, closed: Notice, application: Application
) -> None:
    items = list(ScreeningItem.objects.filter(case__application=application))
    codes = [f"r-{one.code}" for one in closed.requirements.all()]
    assert [item.code for item in items] == ["in-time", "istanza", *codes]
    assert items[0].computed == Verdict.OK
    assert items[0].facts.startswith("Arrivata ")


def test_computing_again_changes_no_judgement_and_makes_no_second_point(
    panel: Panel, closed: Notice, dario: User
) -> None:
    declared(panel, dario)
    item = ScreeningItem.objects.get(code="r-runts")
    lifecycle.judge(item, Verdict.OK, REASON, actor=dario)
    before = ScreeningItem.objects.count()
    Organization.objects.update(runts_number="12", runts_enrolled_on="2022-01-01")
    lifecycle.compute_cases(closed)
    item.refresh_from_db()
    assert ScreeningItem.objects.count() == before
    assert (item.judged, item.reason, item.computed) == (Verdict.OK, REASON, Verdict.OK)


def test_a_requirement_with_a_very_long_code_is_computed_too(
    notice: Notice, organization: Organization, anna: User, elena: User
) -> None:
    Notice.objects.filter(pk=notice.pk).update(status=NoticeStatus.DRAFT)
    notice.requirements.create(code="x" * 40, kind="judged", text="Altro", position=9)
    Notice.objects.filter(pk=notice.pk).update(status=NoticeStatus.PUBLISHED)
    received(notice, organization)
    seated(close(notice), anna, actor=elena)
    assert ScreeningItem.objects.filter(code=f"r-{'x' * 40}").exists()


def test_a_certified_mail_read_after_the_appointment_gets_its_case(
    panel: Panel, closed: Notice
) -> None:
    latecomer = received(closed)
    assert undecided(closed) == 2
    lifecycle.compute_cases(closed)
    assert cases_of(closed).filter(application=latecomer).exists()


def test_an_application_replaced_in_the_meantime_is_screened_no_more(
    panel: Panel, closed: Notice, application: Application
) -> None:
    Application.objects.filter(pk=application.pk).update(status="superseded")
    assert not cases_of(closed).exists()
    assert undecided(closed) == 0


def test_a_late_application_is_in_its_place_on_the_board(
    panel: Panel, closed: Notice, application: Application
) -> None:
    """The board follows the application, whoever writes it."""
    latecomer = received(closed)
    lifecycle.compute_cases(closed)
    assert [case.application for case in cases_of(closed)] == [application, latecomer]
    before = application.presented_at
    assert before is not None
    earlier = before - timedelta(seconds=1)
    Application.objects.filter(pk=latecomer.pk).update(presented_at=earlier)
    assert [case.application for case in cases_of(closed)] == [latecomer, application]


def test_the_keys_of_a_member_s_conflicts_are_those_of_the_bodies_in_conflict(
    panel: Panel, closed: Notice, dario: User, organization: Organization
) -> None:
    member = panel.members.get(user=dario)
    assert conflict_keys(member) == set()
    declared(panel, dario, organization)
    past = MembershipFactory.create(user=dario, status=MembershipStatus.ENDED, until=days_ago(9))
    MembershipFactory.create(user=dario, status=MembershipStatus.REQUESTED)
    assert conflict_keys(member) == {organization.pk, past.organization_id}
    assert conflict_keys(member) == {body.pk for body in conflicts_of(member)}
