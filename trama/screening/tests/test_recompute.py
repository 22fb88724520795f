"""The points of a case computed again from today's register: what people judged stays."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from trama.accounts.models import User
from trama.core.workflow import ActRefused
from trama.ledger.models import Event
from trama.notices.models import Notice
from trama.organizations.models import Organization
from trama.screening import lifecycle
from trama.screening.models import ScreeningCase, ScreeningItem, Verdict
from trama.screening.tests.factories import REASON, judge_all

pytestmark = pytest.mark.django_db

Enter = Callable[..., Client]


def url(case: ScreeningCase, name: str = "recompute") -> str:
    return reverse(f"screening:{name}", args=[case.uid])


def enrol(number: str = "12") -> None:
    Organization.objects.update(runts_number=number, runts_enrolled_on="2022-01-01")


def runts(case: ScreeningCase) -> ScreeningItem:
    return ScreeningItem.objects.get(case=case, code="r-runts")


def test_a_finding_follows_the_register_of_today(case: ScreeningCase, dario: User) -> None:
    Organization.objects.update(runts_number="", runts_enrolled_on=None)
    lifecycle.recompute(case, actor=dario)
    before = runts(case).computed
    enrol()
    assert lifecycle.recompute(case, actor=dario) == ["r-runts"]
    assert before != Verdict.OK
    assert runts(case).computed == Verdict.OK
    assert not runts(case).is_shaken  # nobody had judged it
    assert Event.objects.filter(verb="recompute", actor_id=dario.pk).count() == 2


def test_a_judgement_stays_and_says_that_what_was_under_it_changed(
    enter: Enter, case: ScreeningCase, dario: User
) -> None:
    lifecycle.judge(runts(case), Verdict.MISSING, REASON, actor=dario)
    enrol("4521")
    client = enter(dario)
    page = client.post(url(case), follow=True).content.decode()
    assert "Punti ricalcolati: 1 è cambiato." in page
    assert "I dati sono cambiati dopo il giudizio" in page
    item = runts(case)
    assert (item.judged, item.reason, item.verdict) == (Verdict.MISSING, REASON, Verdict.MISSING)
    assert item.is_shaken
    lifecycle.judge(item, Verdict.OK, REASON, actor=dario)
    assert not runts(case).is_shaken


def test_a_double_click_changes_nothing_more(case: ScreeningCase, dario: User) -> None:
    lifecycle.judge(runts(case), Verdict.MISSING, REASON, actor=dario)
    enrol("4521")
    lifecycle.recompute(case, actor=dario)
    found_at = runts(case).found_anew_at
    assert lifecycle.recompute(case, actor=dario) == []
    assert runts(case).found_anew_at == found_at


def test_computing_the_whole_notice_flags_the_judgements_too(
    case: ScreeningCase, closed: Notice, dario: User
) -> None:
    lifecycle.judge(runts(case), Verdict.MISSING, REASON, actor=dario)
    enrol("4521")
    lifecycle.compute_cases(closed)
    assert runts(case).is_shaken


def test_once_decided_the_points_stay_as_they_were(
    enter: Enter, case: ScreeningCase, dario: User
) -> None:
    judge_all(case, dario)
    lifecycle.admit(case, actor=dario)
    before = runts(case).facts
    enrol("4521")
    with pytest.raises(ActRefused, match="già deciso"):
        lifecycle.recompute(case, actor=dario)
    page = enter(dario).post(url(case), follow=True).content.decode()
    assert "già deciso" in page
    assert "Ricalcola i punti" not in page
    assert runts(case).facts == before


def test_who_may_not_open_the_case_does_not_recompute_it(
    enter: Enter, case: ScreeningCase, anna: User, elena: User, bruno: User, dario: User
) -> None:
    for person in (anna, elena, bruno):
        assert enter(person).post(url(case)).status_code == 404
        with pytest.raises(ActRefused, match="non puoi lavorare"):
            lifecycle.recompute(case, actor=person)
    assert enter(dario).get(url(case)).status_code == 405
