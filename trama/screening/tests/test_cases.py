from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Thread

import pytest
from django.conf import settings
from django.db import connection

from trama.accounts.models import User
from trama.core import clock
from trama.core.workflow import ActRefused
from trama.ledger.models import Event
from trama.mailbox.models import OutgoingMessage
from trama.notices.models import Notice
from trama.organizations.models import Organization
from trama.screening import lifecycle, tasks
from trama.screening.models import (
    CaseStatus,
    ContentOpening,
    RejectionNotice,
    ScreeningCase,
    ScreeningItem,
    Verdict,
)
from trama.screening.queries import standing_notice
from trama.screening.tests.factories import (
    REASON,
    act_of_today,
    days_ago,
    judge_all,
    judge_one,
)

pytestmark = pytest.mark.django_db

StopClock = Callable[[datetime | None], None]


def link_in(message: OutgoingMessage) -> str:
    return next(line for line in message.text.split() if line.startswith("http"))


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


# ---------------------------------------------------------------- notice of rejection


@pytest.fixture
def rejection(case: ScreeningCase, dario: User) -> RejectionNotice:
    judge_one(case, dario, Verdict.MISSING)
    return lifecycle.notify_rejection(case, REASON, actor=dario)


def test_the_notice_of_rejection_goes_to_the_body_with_a_link_once(
    rejection: RejectionNotice, organization: Organization
) -> None:
    tasks.send_rejection_notice(rejection.pk)
    tasks.send_rejection_notice(rejection.pk)
    message = OutgoingMessage.objects.get()
    assert message.recipient == organization.pec
    said = " ".join(message.text.split())
    assert REASON in said
    assert "dieci giorni" in said
    assert link_in(message).startswith(settings.BASE_URL)


def test_the_ten_days_run_from_the_delivery_and_skip_holidays(
    rejection: RejectionNotice, dario: User, stop_clock: StopClock
) -> None:
    sent = clock.now()
    RejectionNotice.objects.update(sent_at=datetime.fromisoformat("2026-12-15T09:00:00+01:00"))
    rejection.refresh_from_db()
    stop_clock(datetime.fromisoformat("2026-12-20T09:00:00+01:00"))
    day = datetime.fromisoformat("2026-12-16T00:00:00+01:00").date()
    lifecycle.record_delivery(rejection, day, "ricevuta di consegna", actor=dario)
    # The tenth day is Santo Stefano, a Saturday, and the next a Sunday.
    assert str(rejection.due_on) == "2026-12-28"
    stop_clock(sent)


@pytest.mark.parametrize("days", [-1, 2])
def test_a_delivery_before_the_notice_or_tomorrow_is_refused(
    rejection: RejectionNotice, dario: User, days: int
) -> None:
    with pytest.raises(ActRefused, match="tra l’invio e oggi"):
        lifecycle.record_delivery(rejection, days_ago(days), "", actor=dario)


def test_a_delivery_is_recorded_once(rejection: RejectionNotice, dario: User) -> None:
    lifecycle.record_delivery(rejection, days_ago(0), "ricevuta", actor=dario)
    with pytest.raises(ActRefused, match="già registrata"):
        lifecycle.record_delivery(rejection, days_ago(0), "altra", actor=dario)


def test_before_the_term_the_body_is_not_refused(
    rejection: RejectionNotice, case: ScreeningCase, dario: User
) -> None:
    with pytest.raises(ActRefused, match="Registra prima la consegna"):
        lifecycle.not_admit(case, REASON, actor=dario)
    lifecycle.record_delivery(rejection, days_ago(0), "ricevuta", actor=dario)
    with pytest.raises(ActRefused, match="si decide dopo"):
        lifecycle.not_admit(case, REASON, actor=dario)


def test_after_the_term_the_body_is_not_admitted_with_reasons(
    rejection: RejectionNotice, case: ScreeningCase, dario: User
) -> None:
    RejectionNotice.objects.update(delivered_on=days_ago(12), due_on=days_ago(1))
    with pytest.raises(ActRefused, match="40 battute"):
        lifecycle.not_admit(case, "no", actor=dario)
    lifecycle.not_admit(case, REASON, actor=dario)
    case.refresh_from_db()
    assert (case.status, case.motivation) == (CaseStatus.NOT_ADMITTED, REASON)


def test_observations_are_recorded_once_and_answered_by_the_final_act(
    rejection: RejectionNotice, case: ScreeningCase, dario: User, bruno: User
) -> None:
    lifecycle.record_observations(rejection, "Lo statuto è cambiato.", actor=bruno)
    lifecycle.record_observations(rejection, "Lo statuto è cambiato.", actor=bruno)
    assert events("observe") == 1
    with pytest.raises(ActRefused, match="ci sono già"):
        lifecycle.record_observations(rejection, "Altro ancora.", actor=bruno)
    with pytest.raises(ActRefused, match="Rispondi alle osservazioni"):
        lifecycle.not_admit(case, REASON, actor=dario)
    lifecycle.not_admit(case, REASON, actor=dario, answer="Il nuovo statuto è successivo.")
    rejection.refresh_from_db()
    assert rejection.answer == "Il nuovo statuto è successivo."


def test_observations_after_the_term_are_kept_and_marked_late(
    rejection: RejectionNotice, bruno: User
) -> None:
    RejectionNotice.objects.update(delivered_on=days_ago(12), due_on=days_ago(1))
    rejection.refresh_from_db()
    lifecycle.record_observations(rejection, "Scusate il ritardo.", actor=bruno)
    rejection.refresh_from_db()
    assert rejection.observations == "Scusate il ritardo."
    assert rejection.observed_at is not None
    assert lifecycle.is_late(rejection, rejection.observed_at)
    assert '"late":true' in Event.objects.get(verb="observe").opening.payload.replace(" ", "")


def test_empty_observations_are_refused(rejection: RejectionNotice) -> None:
    with pytest.raises(ActRefused, match="vuote"):
        lifecycle.record_observations(rejection, " \n ", actor=None)


def test_the_body_may_convince_the_panel(
    rejection: RejectionNotice, case: ScreeningCase, dario: User
) -> None:
    lifecycle.record_observations(rejection, "Ecco il documento.", actor=None)
    judge_all(ScreeningCase.objects.get(pk=case.pk), dario)
    lifecycle.admit(case, actor=dario, motivation="Sanato.", answer="Vero: il documento c’è.")
    case.refresh_from_db()
    assert case.status == CaseStatus.ADMITTED


def test_a_case_reopened_may_be_noticed_again_and_the_first_notice_stays(
    rejection: RejectionNotice, case: ScreeningCase, dario: User
) -> None:
    lifecycle.record_observations(rejection, "Prima risposta.", actor=None)
    lifecycle.not_admit(case, REASON, actor=dario, answer="No.")
    lifecycle.reopen(case, f"Ci siamo sbagliati. {REASON}", actor=dario)
    second = lifecycle.notify_rejection(case, f"Di nuovo. {REASON}", actor=dario)
    assert standing_notice(case) == second
    rejection.refresh_from_db()
    assert rejection.observations == "Prima risposta."
    with pytest.raises(ActRefused):
        lifecycle.record_observations(rejection, "Sul vecchio preavviso.", actor=None)


def test_once_the_list_is_published_a_case_reopens_no_more(
    case: ScreeningCase, closed: Notice, dario: User, elena: User
) -> None:
    judge_all(case, dario)
    lifecycle.admit(case, actor=dario)
    lifecycle.publish_list(closed, act=act_of_today(), actor=elena)
    with pytest.raises(ActRefused, match="nuovo atto"):
        lifecycle.reopen(case, REASON, actor=dario)
    assert timedelta(0) <= clock.now() - case.decided_at  # type: ignore[operator] # decided above
