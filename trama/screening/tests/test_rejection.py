"""Preavviso di rigetto: sent, delivered, answered, taken back; and who may act on a case."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.conf import settings

from trama.accounts.models import User
from trama.core import clock
from trama.core.workflow import ActRefused
from trama.ledger.models import Event
from trama.mailbox.models import OutgoingMessage
from trama.organizations.models import Organization
from trama.screening import lifecycle, tasks
from trama.screening.models import (
    CaseStatus,
    PanelMember,
    RejectionNotice,
    RejectionObservation,
    ScreeningCase,
    Verdict,
)
from trama.screening.queries import standing_notice
from trama.screening.tests.factories import (
    REASON,
    days_ago,
    judge_all,
    judge_one,
)

pytestmark = pytest.mark.django_db

Act = Callable[[], object]
StopClock = Callable[[datetime | None], None]


def link_in(message: OutgoingMessage) -> str:
    return next(line for line in message.text.split() if line.startswith("http"))


def events(verb: str) -> int:
    return Event.objects.filter(verb=verb).count()


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


def texts(rejection: RejectionNotice) -> list[str]:
    return [said.text for said in rejection.observations.all()]


def test_observations_are_recorded_once_and_answered_by_the_final_act(
    rejection: RejectionNotice, case: ScreeningCase, dario: User, bruno: User
) -> None:
    lifecycle.record_observations(rejection, "Lo statuto è cambiato.", actor=bruno)
    lifecycle.record_observations(rejection, "Lo statuto è cambiato.", actor=bruno)
    assert events("observe") == 1
    lifecycle.record_observations(rejection, "Altro ancora.", actor=bruno)
    assert texts(rejection) == ["Lo statuto è cambiato.", "Altro ancora."]
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
    said = RejectionObservation.objects.get()
    assert (said.text, said.is_late) == ("Scusate il ritardo.", True)
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
    assert texts(rejection) == ["Prima risposta."]
    with pytest.raises(ActRefused):
        lifecycle.record_observations(rejection, "Sul vecchio preavviso.", actor=None)


def test_a_point_found_wrong_after_the_notice_grounds_no_refusal_without_another(
    rejection: RejectionNotice, case: ScreeningCase, dario: User
) -> None:
    RejectionNotice.objects.update(delivered_on=days_ago(12), due_on=days_ago(1))
    lifecycle.judge(case.items.get(position=1), Verdict.IRREGULAR, REASON, actor=dario)
    with pytest.raises(ActRefused, match="non era nel preavviso"):
        lifecycle.not_admit(case, REASON, actor=dario)
    lifecycle.reopen(case, f"C’è un altro motivo. {REASON}", actor=dario)
    assert case.status == CaseStatus.IN_SCREENING
    second = lifecycle.notify_rejection(case, REASON, actor=dario)
    with pytest.raises(ActRefused, match="Registra prima la consegna"):
        lifecycle.not_admit(case, REASON, actor=dario)
    RejectionNotice.objects.filter(pk=second.pk).update(
        delivered_on=days_ago(12), due_on=days_ago(1)
    )
    lifecycle.not_admit(case, REASON, actor=dario)
    assert case.status == CaseStatus.NOT_ADMITTED
    assert list(case.rejection_notices.all()) == [second, rejection]


def test_a_point_that_the_notice_told_may_be_judged_wrong_again_in_other_words(
    rejection: RejectionNotice, case: ScreeningCase, dario: User
) -> None:
    RejectionNotice.objects.update(delivered_on=days_ago(12), due_on=days_ago(1))
    lifecycle.judge(case.items.get(position=3), Verdict.IRREGULAR, f"Più. {REASON}", actor=dario)
    lifecycle.not_admit(case, REASON, actor=dario)
    assert case.status == CaseStatus.NOT_ADMITTED


def test_what_the_panel_wrote_in_does_not_shorten_the_ten_days(
    rejection: RejectionNotice, case: ScreeningCase, dario: User, bruno: User
) -> None:
    lifecycle.record_delivery(rejection, days_ago(0), "ricevuta", actor=dario)
    lifecycle.record_observations(rejection, "Per PEC.", actor=dario, by_office=True)
    with pytest.raises(ActRefused, match="si decide dopo"):
        lifecycle.not_admit(case, REASON, actor=dario, answer="No.")
    lifecycle.record_observations(rejection, "Le nostre.", actor=bruno)
    lifecycle.not_admit(case, REASON, actor=dario, answer="No.")
    assert case.status == CaseStatus.NOT_ADMITTED


def test_observations_on_a_notice_taken_back_are_answered_all_the_same(
    rejection: RejectionNotice, case: ScreeningCase, dario: User, bruno: User
) -> None:
    lifecycle.record_observations(rejection, "Ecco.", actor=bruno)
    lifecycle.reopen(case, REASON, actor=dario)
    judge_all(case, dario)
    with pytest.raises(ActRefused, match="Rispondi alle osservazioni"):
        lifecycle.admit(case, actor=dario)
    lifecycle.admit(case, actor=dario, answer="Avete ragione.")
    rejection.refresh_from_db()
    assert rejection.answer == "Avete ragione."


# ---------------------------------------------------------------- who may


def acts_on(case: ScreeningCase, rejection: RejectionNotice, user: User) -> dict[str, Act]:
    item = case.items.get(position=1)
    return {
        "open": lambda: lifecycle.open_contents(case, actor=user),
        "judge": lambda: lifecycle.judge(item, Verdict.OK, REASON, actor=user),
        "admit": lambda: lifecycle.admit(case, actor=user),
        "notify": lambda: lifecycle.notify_rejection(case, REASON, actor=user),
        "deliver": lambda: lifecycle.record_delivery(rejection, days_ago(0), "", actor=user),
        "observe": lambda: lifecycle.record_observations(
            rejection, "Per PEC.", actor=user, by_office=True
        ),
        "refuse": lambda: lifecycle.not_admit(case, REASON, actor=user),
        "reopen": lambda: lifecycle.reopen(case, REASON, actor=user),
    }


ACTS = ["open", "judge", "admit", "notify", "deliver", "observe", "refuse", "reopen"]


@pytest.mark.parametrize("name", ACTS)
def test_the_acts_themselves_refuse_who_is_off_the_panel_undeclared_or_in_conflict(
    case: ScreeningCase,
    rejection: RejectionNotice,
    organization: Organization,
    anna: User,
    dario: User,
    elena: User,
    name: str,
) -> None:
    member = PanelMember.objects.select_related("panel__notice").get(user=dario)
    lifecycle.add_conflict(member, {organization: "novità"}, actor=dario)
    before = Event.objects.count()
    for person in (elena, anna, dario):  # off the panel, undeclared, in conflict
        with pytest.raises(ActRefused, match="non puoi lavorare"):
            acts_on(case, rejection, person)[name]()
    assert Event.objects.count() == before
