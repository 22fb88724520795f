"""Who cannot work on a case gives up the seat, by an act: the record keeps both."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from trama.accounts.models import User
from trama.accounts.tests.factories import OfficeRoleFactory
from trama.applications.models import Application
from trama.core import clock
from trama.core.deadlines import day_of
from trama.core.workflow import ActRefused
from trama.ledger.models import Duty, Event, Publication
from trama.notices.models import Notice
from trama.organizations.models import Organization
from trama.organizations.tests.factories import MembershipFactory
from trama.screening import lifecycle
from trama.screening.lifecycle import GivenAct
from trama.screening.models import Panel, PanelMember, ScreeningCase
from trama.screening.queries import openable_by, seat_of, stranded
from trama.screening.tests.factories import (
    REASON,
    act_of_today,
    days_ago,
    declared,
    judge_all,
    listed_by,
    received,
)

pytestmark = pytest.mark.django_db

Enter = Callable[..., Client]


@pytest.fixture
def lia(notice: Notice) -> User:
    """Of another office: she may sit on any panel."""
    return OfficeRoleFactory.create(user__name="Lia Porta").user


@pytest.fixture
def seat(panel: Panel, dario: User, organization: Organization) -> PanelMember:
    """Dario's: his sister works for Bruno's body."""
    return declared(panel, dario, organization)


def today() -> date:
    return day_of(clock.now())


def url(notice: Notice, seat: PanelMember) -> str:
    return reverse("screening:substitute", args=[notice.code, seat.uid])


def said(lia: User, **changes: object) -> dict[str, object]:
    act = {"kind": "DD", "number": "3150", "adopted_on": str(today())}
    return {**act, "person": str(lia.uid), "since": str(today()), **changes}


def replace(seat: PanelMember, person: User, elena: User, since: date | None = None) -> PanelMember:
    return lifecycle.substitute(
        seat, person, act=act_of_today(), since=since or today(), actor=elena
    )


def test_the_substitute_declares_opens_and_judges_what_nobody_could(
    seat: PanelMember, closed: Notice, application: Application, anna: User, lia: User, elena: User
) -> None:
    declared(seat.panel, anna, application.organization)
    assert stranded(closed) == 1
    new = replace(seat, lia, elena)
    assert stranded(closed) == 0
    assert (new.duty, new.replaces, new.seated_on) == (seat.duty, seat, today())
    assert not openable_by(lia).exists()
    declared(seat.panel, lia)
    case = ScreeningCase.objects.get()
    lifecycle.open_contents(case, actor=lia)
    judge_all(case, lia)
    lifecycle.admit(case, actor=lia)
    assert case.decided_by == lia


def test_who_leaves_stays_in_the_record_and_works_no_more(
    seat: PanelMember, closed: Notice, lia: User, dario: User, elena: User
) -> None:
    other = received(closed)
    lifecycle.compute_cases(closed)
    case = ScreeningCase.objects.get(application=other)
    lifecycle.open_contents(case, actor=dario)
    replace(seat, lia, elena)
    seat.refresh_from_db()
    assert seat.left_on == today()
    assert seat_of(dario, closed) is None
    assert not openable_by(dario).exists()
    with pytest.raises(ActRefused, match="non fai parte del seggio"):
        lifecycle.judge(case.items.all()[0], "ok", REASON, actor=dario)
    assert case.openings.get().user == dario


def test_it_is_an_event_and_a_publication(
    seat: PanelMember, closed: Notice, lia: User, elena: User
) -> None:
    replace(seat, lia, elena)
    event = Event.objects.get(dossier=closed.code, verb="substitute")
    assert event.actor_id == elena.pk
    assert Publication.objects.filter(dossier=closed.code, duty=Duty.PANEL).count() == 2


def test_from_the_day_of_the_act_and_not_before(
    seat: PanelMember,
    closed: Notice,
    lia: User,
    dario: User,
    elena: User,
    stop_clock: Callable[..., None],
) -> None:
    replace(seat, lia, elena, today() + timedelta(days=2))
    assert seat_of(dario, closed) is not None
    assert seat_of(lia, closed) is None
    stop_clock(clock.now() + timedelta(days=2))
    assert seat_of(dario, closed) is None
    assert seat_of(lia, closed) is not None


def test_an_act_of_before_the_panel_or_a_day_before_the_act_changes_nothing(
    seat: PanelMember, lia: User, elena: User
) -> None:
    early = GivenAct("12", days_ago(1))
    with pytest.raises(ActRefused, match="prima della nomina"):
        lifecycle.substitute(seat, lia, act=early, since=today(), actor=elena)
    with pytest.raises(ActRefused, match="dal giorno dell’atto"):
        replace(seat, lia, elena, days_ago(1))
    assert PanelMember.objects.count() == 2


def test_who_is_or_was_on_the_panel_takes_nobodys_place(
    seat: PanelMember, lia: User, anna: User, dario: User, elena: User
) -> None:
    with pytest.raises(ActRefused, match="già stato"):
        replace(seat, anna, elena)
    new = replace(seat, lia, elena)
    with pytest.raises(ActRefused, match="già stato"):
        replace(new, dario, elena)


def test_a_second_click_or_a_second_executive_replaces_nobody_again(
    seat: PanelMember, lia: User, elena: User, giulia: User
) -> None:
    replace(seat, lia, elena)
    with pytest.raises(ActRefused, match="già stato"):
        replace(seat, lia, elena)
    with pytest.raises(ActRefused, match="già stato sostituito"):
        replace(seat, giulia, elena)
    assert PanelMember.objects.count() == 3


def test_a_tie_in_the_register_strands_a_case_as_a_declaration_does(
    panel: Panel, closed: Notice, organization: Organization, anna: User, dario: User
) -> None:
    MembershipFactory.create(user=anna, organization=organization)
    assert stranded(closed) == 0  # Dario may turn out to be free
    MembershipFactory.create(user=dario, organization=organization)
    assert stranded(closed) == 1


# ---------------------------------------------------------------- the page


def test_the_executive_is_told_that_a_case_is_stranded_and_replaces_a_member(
    enter: Enter, seat: PanelMember, closed: Notice, anna: User, lia: User, elena: User
) -> None:
    declared(seat.panel, anna, *seat.conflicts.all())
    client = enter(elena)
    desk = client.get(reverse("screening:desk", args=[closed.code])).content.decode()
    assert "Serve un sostituto" in desk
    assert url(closed, seat) in desk
    assert client.get(url(closed, seat)).status_code == 200
    response = client.post(url(closed, seat), said(lia))
    assert response.status_code == 303
    desk = client.get(response["Location"]).content.decode()
    assert "Serve un sostituto" not in desk
    assert "Lia Porta" in desk
    assert "Sostituito" in desk
    assert url(closed, seat) not in desk


def test_a_second_click_on_the_page_says_that_it_is_done(
    enter: Enter, seat: PanelMember, closed: Notice, lia: User, elena: User
) -> None:
    client = enter(elena)
    client.post(url(closed, seat), said(lia))
    assert client.post(url(closed, seat), said(lia)).status_code == 409
    assert PanelMember.objects.count() == 3


@pytest.mark.parametrize("person", ["anna", "dario", "bruno", "carla", "giulia"])
def test_only_the_executive_replaces(
    enter: Enter,
    seat: PanelMember,
    closed: Notice,
    lia: User,
    person: str,
    request: pytest.FixtureRequest,
) -> None:
    response = enter(request.getfixturevalue(person)).post(url(closed, seat), said(lia))
    assert response.status_code == 403
    assert PanelMember.objects.count() == 2


def test_who_signed_in_long_ago_proves_it_again(
    enter: Enter, seat: PanelMember, closed: Notice, lia: User, elena: User
) -> None:
    enter(elena, recently=False).post(url(closed, seat), said(lia))
    assert PanelMember.objects.count() == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"number": ""},
        {"since": "31/02/2026"},
        {"person": "x"},
        {"since": "2020-01-01"},
        {"kind": ""},
    ],
)
def test_a_wrong_substitution_says_what_is_wrong(
    enter: Enter,
    seat: PanelMember,
    closed: Notice,
    lia: User,
    elena: User,
    changes: dict[str, object],
) -> None:
    response = enter(elena).post(url(closed, seat), said(lia, **changes))
    assert response.status_code == 422
    assert "da correggere" in response.content.decode()
    assert PanelMember.objects.count() == 2


def test_strangers_to_the_offices_and_members_are_not_offered(
    enter: Enter, seat: PanelMember, closed: Notice, carla: User, anna: User, elena: User
) -> None:
    for person in (carla, anna):
        assert enter(elena).post(url(closed, seat), said(person)).status_code == 422


def test_once_the_list_is_out_the_panel_changes_no_more(
    enter: Enter, case: ScreeningCase, closed: Notice, dario: User, lia: User, elena: User
) -> None:
    judge_all(case, dario)
    lifecycle.admit(case, actor=dario)
    listed_by(elena, closed)
    seat = PanelMember.objects.get(user=dario)
    assert enter(elena).get(url(closed, seat)).status_code == 409
    with pytest.raises(ActRefused, match="già pubblicato"):
        replace(seat, lia, elena)


def test_a_seat_of_another_notice_is_not_found_here(
    enter: Enter, panel: Panel, closed: Notice, lia: User, elena: User
) -> None:
    other = reverse("screening:substitute", args=[closed.code, lia.uid])
    assert enter(elena).get(other).status_code == 404
