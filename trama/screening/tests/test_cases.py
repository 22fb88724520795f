from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Thread

import pytest
from django.db import connection

from trama.accounts.models import User
from trama.core import clock
from trama.core.workflow import ActRefused
from trama.ledger.models import Event
from trama.notices.models import Notice
from trama.screening import lifecycle
from trama.screening.models import (
    CaseStatus,
    ContentOpening,
    ScreeningCase,
    ScreeningItem,
    Verdict,
)
from trama.screening.tests.factories import (
    REASON,
    declared,
    judge_all,
    judge_one,
    listed_by,
)

pytestmark = pytest.mark.django_db

Act = Callable[[], object]
StopClock = Callable[[datetime | None], None]


def events(verb: str) -> int:
    return Event.objects.filter(verb=verb).count()


def test_opening_is_recorded_once_however_often_one_clicks(
    case: ScreeningCase, dario: User
) -> None:
    lifecycle.open_contents(case, actor=dario)
    assert ContentOpening.objects.count() == 1
    assert events("open_contents") == 1


# ---------------------------------------------------------------- judgements


def test_what_a_person_says_prevails_over_what_was_computed(
    case: ScreeningCase, dario: User
) -> None:
    item = case.items.get(code="in-time")
    assert item.verdict == Verdict.OK
    lifecycle.judge(item, Verdict.IRREGULAR, REASON, actor=dario)
    item.refresh_from_db()
    assert item.verdict == Verdict.IRREGULAR
    assert item.judged_by == dario


@pytest.mark.parametrize(
    ("verdict", "reason"),
    [
        (Verdict.OK, "  "),
        (Verdict.MISSING, "manca"),
        (Verdict.TO_JUDGE, REASON),
        ("boh", REASON),
    ],
)
def test_a_judgement_without_its_reason_or_without_a_verdict_is_refused(
    case: ScreeningCase, dario: User, verdict: str, reason: str
) -> None:
    item = case.items.get(code="in-time")
    with pytest.raises(ActRefused):
        lifecycle.judge(item, verdict, reason, actor=dario)
    item.refresh_from_db()
    assert item.judged == ""


def test_a_double_click_judges_once(case: ScreeningCase, dario: User) -> None:
    item = case.items.get(code="in-time")
    stamp = item.stamp
    for _click in range(2):
        again = ScreeningItem.objects.get(pk=item.pk)
        lifecycle.judge(again, Verdict.OK, REASON, actor=dario, stamp=stamp)
    assert events("judge") == 1


def test_who_judges_upon_an_unread_judgement_is_told(
    case: ScreeningCase, anna: User, dario: User
) -> None:
    declared(case.application.notice.panel, anna)
    item = case.items.get(code="in-time")
    read_before = item.stamp
    lifecycle.judge(item, Verdict.OK, "In tempo.", actor=dario)
    with pytest.raises(ActRefused, match="Dario Conti"):
        lifecycle.judge(item, Verdict.MISSING, REASON, actor=anna, stamp=read_before)
    item.refresh_from_db()
    assert item.judged == Verdict.OK


@pytest.mark.django_db(transaction=True)
def test_of_two_members_judging_at_once_one_is_told(
    case: ScreeningCase, anna: User, dario: User
) -> None:
    declared(case.application.notice.panel, anna)
    pk = case.items.get(code="in-time").pk
    outcomes: list[str] = []

    def judge(user: User, verdict: str) -> None:
        try:
            item = ScreeningItem.objects.get(pk=pk)
            lifecycle.judge(item, verdict, REASON, actor=user, stamp="")
            outcomes.append("done")
        except ActRefused:
            outcomes.append("told")
        finally:
            connection.close()

    threads = [
        Thread(target=judge, args=(anna, Verdict.OK)),
        Thread(target=judge, args=(dario, Verdict.MISSING)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["done", "told"]


# ---------------------------------------------------------------- admitted


def test_a_case_whose_points_all_conform_is_admitted(case: ScreeningCase, dario: User) -> None:
    judge_all(case, dario)
    lifecycle.admit(case, actor=dario)
    case.refresh_from_db()
    assert case.status == CaseStatus.ADMITTED
    assert case.decided_by == dario


def test_while_a_point_waits_nothing_is_decided(case: ScreeningCase, dario: User) -> None:
    for decide in (
        lambda: lifecycle.admit(case, actor=dario),
        lambda: lifecycle.notify_rejection(case, REASON, actor=dario),
        lambda: lifecycle.not_admit(case, REASON, actor=dario),
    ):
        with pytest.raises(ActRefused, match="aspetta"):
            decide()
    case.refresh_from_db()
    assert case.status == CaseStatus.IN_SCREENING


def test_a_case_with_a_wrong_point_is_not_admitted_by_mistake(
    case: ScreeningCase, dario: User
) -> None:
    judge_one(case, dario, Verdict.MISSING)
    with pytest.raises(ActRefused, match="non è conforme"):
        lifecycle.admit(case, actor=dario)


def test_a_second_click_decides_nothing_more(case: ScreeningCase, dario: User) -> None:
    judge_all(case, dario)
    lifecycle.admit(case, actor=dario)
    with pytest.raises(ActRefused, match="già deciso"):
        lifecycle.admit(case, actor=dario)
    assert events("admit") == 1


def test_after_the_outcome_a_point_is_judged_no_more(case: ScreeningCase, dario: User) -> None:
    judge_all(case, dario)
    lifecycle.admit(case, actor=dario)
    with pytest.raises(ActRefused, match="già deciso"):
        lifecycle.judge(case.items.all()[0], Verdict.MISSING, REASON, actor=dario)


def test_a_late_application_is_judged_by_a_person_and_may_be_admitted(
    case: ScreeningCase, dario: User
) -> None:
    item = case.items.get(code="in-time")
    ScreeningItem.objects.filter(pk=item.pk).update(computed=Verdict.MISSING)
    judge_all(case, dario)
    lifecycle.admit(case, actor=dario)
    case.refresh_from_db()
    assert case.status == CaseStatus.ADMITTED


def test_once_the_list_is_published_a_case_reopens_no_more(
    case: ScreeningCase, closed: Notice, dario: User, elena: User
) -> None:
    judge_all(case, dario)
    lifecycle.admit(case, actor=dario)
    listed_by(elena, closed)
    with pytest.raises(ActRefused, match="nuovo atto"):
        lifecycle.reopen(case, REASON, actor=dario)
    assert timedelta(0) <= clock.now() - case.decided_at  # type: ignore[operator] # decided above
