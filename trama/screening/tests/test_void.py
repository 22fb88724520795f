"""A notice to which nobody applied: who ends it, when, by which act; and what comes next, said."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from trama.accounts.models import User
from trama.applications.models import Application
from trama.core import clock
from trama.core.deadlines import day_of
from trama.core.workflow import ActRefused, MoveRefused
from trama.ledger.models import Event, Publication
from trama.notices.models import Notice, NoticeStatus
from trama.screening import lifecycle
from trama.screening.lifecycle import GivenAct
from trama.screening.models import Panel, PanelMember, ScreeningCase
from trama.screening.tests.factories import close, days_ago, judge_all, minuted, received

pytestmark = pytest.mark.django_db

Enter = Callable[..., Client]
ACT = {"kind": "DD", "number": "77"}


@pytest.fixture
def deserted(notice: Notice) -> Notice:
    """The deadline is past, and nobody applied."""
    return close(notice)


def void_url(notice: Notice) -> str:
    return reverse("screening:void", args=[notice.code])


def act(**changes: object) -> dict[str, object]:
    return {**ACT, "adopted_on": str(day_of(clock.now())), **changes}


def given(days: int = 0) -> GivenAct:
    return GivenAct(number="77", adopted_on=days_ago(days))


def office_page(client: Client, notice: Notice) -> str:
    return client.get(reverse("notices:desk", args=[notice.code])).content.decode()


def test_the_executive_ends_a_deserted_notice_by_an_act_that_is_published(
    enter: Enter, deserted: Notice, elena: User
) -> None:
    client = enter(elena)
    assert void_url(deserted) in client.get(_desk(deserted)).content.decode()
    assert client.get(void_url(deserted)).status_code == 200
    assert client.post(void_url(deserted), act()).status_code == 303
    deserted.refresh_from_db()
    assert deserted.status == NoticeStatus.VOID_NO_APPLICANTS
    assert Publication.objects.get(act__number="77").dossier == deserted.code
    public = client.get(reverse("notices:detail", args=[deserted.code])).content.decode()
    assert "Chiuso senza domande" in public
    assert "determinazione dirigenziale 77 del" in public


def _desk(notice: Notice) -> str:
    return reverse("screening:desk", args=[notice.code])


def test_afterwards_the_screening_offers_neither_a_panel_nor_the_same_act(
    enter: Enter, deserted: Notice, elena: User
) -> None:
    lifecycle.close_without_applications(deserted, act=given(), actor=elena)
    text = enter(elena).get(_desk(deserted)).content.decode()
    assert "il seggio non si nomina" in text
    assert void_url(deserted) not in text
    assert reverse("screening:appoint", args=[deserted.code]) not in text


def test_the_officer_reads_whose_act_it_is_and_may_not_do_it(
    enter: Enter, deserted: Notice, anna: User, carla: User
) -> None:
    client = enter(anna)
    text = client.get(_desk(deserted)).content.decode()
    assert void_url(deserted) not in text
    assert "Spetta a chi dirige l’ufficio." in text
    assert client.post(void_url(deserted), act()).status_code == 403
    assert enter(carla).post(void_url(deserted), act()).status_code == 403


def test_who_signed_in_long_ago_proves_it_again_before_ending_a_notice(
    enter: Enter, deserted: Notice, elena: User
) -> None:
    enter(elena, recently=False).post(void_url(deserted), act())
    deserted.refresh_from_db()
    assert deserted.status == NoticeStatus.CLOSED


@pytest.mark.parametrize("changes", [{"number": ""}, {"adopted_on": ""}, {"adopted_on": "x"}])
def test_without_an_act_nothing_ends(
    enter: Enter, deserted: Notice, elena: User, changes: dict[str, object]
) -> None:
    assert enter(elena).post(void_url(deserted), act(**changes)).status_code == 422
    deserted.refresh_from_db()
    assert deserted.status == NoticeStatus.CLOSED


def test_one_application_is_enough_to_go_on(
    enter: Enter, notice: Notice, application: Application, elena: User
) -> None:
    closed = close(notice)
    response = enter(elena).post(void_url(closed), act())
    assert response.status_code == 409
    assert "È arrivata una domanda" in response.content.decode()
    with pytest.raises(ActRefused, match="È arrivata una domanda"):
        lifecycle.close_without_applications(closed, act=given(), actor=elena)
    closed.refresh_from_db()
    assert (closed.status, Publication.objects.count()) == (NoticeStatus.CLOSED, 0)


def test_before_the_deadline_an_application_may_still_arrive(notice: Notice, elena: User) -> None:
    with pytest.raises(ActRefused, match="ancora arrivare"):
        lifecycle.close_without_applications(notice, act=given(), actor=elena)


def test_a_closing_job_that_is_late_is_not_waited_for(deserted: Notice, elena: User) -> None:
    Notice.objects.update(status=NoticeStatus.PUBLISHED, closed_at=None)
    deserted.refresh_from_db()
    lifecycle.close_without_applications(deserted, act=given(), actor=elena)
    assert deserted.status == NoticeStatus.VOID_NO_APPLICANTS


def test_an_act_older_than_the_deadline_ends_nothing(deserted: Notice, elena: User) -> None:
    with pytest.raises(ActRefused, match="prima della scadenza"):
        lifecycle.close_without_applications(deserted, act=given(days=2), actor=elena)


def test_two_clicks_end_it_once(deserted: Notice, elena: User) -> None:
    stale = Notice.objects.get(pk=deserted.pk)
    lifecycle.close_without_applications(deserted, act=given(), actor=elena)
    with pytest.raises(MoveRefused):
        lifecycle.close_without_applications(stale, act=given(), actor=elena)
    assert Event.objects.filter(verb="void").count() == 1


def test_past_the_deadline_the_office_page_says_the_next_act_and_leads_to_it(
    enter: Enter, notice: Notice, application: Application, anna: User
) -> None:
    client = enter(anna)
    assert "Il termine è scaduto" not in office_page(client, notice)
    text = office_page(client, close(notice))
    assert "è arrivata 1 domanda: ora chi dirige l’ufficio nomina il seggio." in text
    assert _desk(notice) in text.split('id="passo-t"')[1].split("</section>")[0]


def test_of_a_deserted_notice_the_office_page_says_that_it_ends(
    enter: Enter, deserted: Notice, anna: User
) -> None:
    assert "non è arrivata alcuna domanda" in office_page(enter(anna), deserted)


def test_before_the_job_has_closed_it_a_notice_past_its_deadline_says_the_same(
    enter: Enter, deserted: Notice, anna: User
) -> None:
    received(deserted)
    received(deserted)
    Notice.objects.update(status=NoticeStatus.PUBLISHED, closed_at=None)
    assert "sono arrivate 2 domande" in office_page(enter(anna), deserted)


def test_while_the_panel_works_and_when_it_has_done_the_office_page_says_so(
    enter: Enter, panel: Panel, member: PanelMember, case: ScreeningCase, anna: User, dario: User
) -> None:
    client = enter(anna)
    assert "manca 1 esito" in office_page(client, panel.notice)
    judge_all(case, dario)
    lifecycle.admit(case, actor=dario)
    assert "ora il seggio approva il verbale" in office_page(client, panel.notice)
    minuted(panel.notice)
    assert "ora si pubblica l’elenco" in office_page(client, panel.notice)
