"""The body answers a notice of rejection, with the link it received or signed in."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from trama.accounts.models import User
from trama.mailbox.models import OutgoingMessage, SignedLink
from trama.screening import lifecycle, tasks
from trama.screening.models import RejectionNotice, ScreeningCase, Verdict
from trama.screening.tests.factories import REASON, days_ago, judge_one

pytestmark = pytest.mark.django_db

Enter = Callable[..., Client]


@pytest.fixture
def rejection(case: ScreeningCase, dario: User) -> RejectionNotice:
    judge_one(case, dario, Verdict.MISSING)
    return lifecycle.notify_rejection(case, REASON, actor=dario)


@pytest.fixture
def link(rejection: RejectionNotice) -> str:
    tasks.send_rejection_notice(rejection.pk)
    text = OutgoingMessage.objects.get().text
    address = next(line for line in text.split() if line.startswith("http"))
    return "/" + address.split("/", 3)[3]


def at(rejection: RejectionNotice) -> str:
    return reverse("screening:observations", args=[rejection.uid])


def said(rejection: RejectionNotice) -> list[str]:
    return [one.text for one in rejection.observations.all()]


def test_without_an_account_the_link_lets_the_body_answer_and_add(
    client: Client, rejection: RejectionNotice, link: str
) -> None:
    assert client.get(at(rejection)).status_code == 404
    page = client.get(link, follow=True)
    assert page.redirect_chain[-1][0] == at(rejection)
    assert REASON in page.content.decode()
    client.post(at(rejection), {"observations": "Ecco lo statuto nuovo."})
    assert said(rejection) == ["Ecco lo statuto nuovo."]
    assert SignedLink.objects.get().used_at is not None
    client.post(at(rejection), {"observations": "E il verbale."})
    assert said(rejection) == ["Ecco lo statuto nuovo.", "E il verbale."]
    shown = client.get(at(rejection)).content.decode()
    assert "Ecco lo statuto nuovo." in shown
    assert "E il verbale." in shown


def test_opening_the_link_changes_nothing(
    client: Client, rejection: RejectionNotice, link: str
) -> None:
    client.get(link, follow=True)
    assert said(rejection) == []


def test_the_link_of_one_notice_opens_no_other(
    client: Client, rejection: RejectionNotice, link: str
) -> None:
    client.get(link, follow=True)
    other = RejectionNotice.objects.create(
        case=rejection.case, reasons=REASON, sent_at=rejection.sent_at, sent_by=rejection.sent_by
    )
    assert client.get(at(other)).status_code == 404


def test_bruno_answers_signed_in_and_carla_finds_nothing(
    enter: Enter, rejection: RejectionNotice, bruno: User, carla: User, elena: User
) -> None:
    for stranger in (carla, elena):
        assert enter(stranger).get(at(rejection)).status_code == 404
    client = enter(bruno)
    assert client.post(at(rejection), {"observations": " "}).status_code == 422
    assert client.post(at(rejection), {"observations": "Rispondiamo."}).status_code == 303
    assert said(rejection) == ["Rispondiamo."]


def test_after_the_term_the_page_says_it_and_still_takes_the_answer(
    enter: Enter, rejection: RejectionNotice, bruno: User
) -> None:
    RejectionNotice.objects.update(delivered_on=days_ago(12), due_on=days_ago(1))
    client = enter(bruno)
    assert "segnate come tardive" in client.get(at(rejection)).content.decode()
    client.post(at(rejection), {"observations": "In ritardo."})
    assert said(rejection) == ["In ritardo."]


def test_once_the_outcome_is_decided_nothing_more_is_written(
    enter: Enter, rejection: RejectionNotice, case: ScreeningCase, bruno: User, dario: User
) -> None:
    RejectionNotice.objects.update(delivered_on=days_ago(12), due_on=days_ago(1))
    lifecycle.not_admit(case, REASON, actor=dario)
    client = enter(bruno)
    assert "già deciso" in client.get(at(rejection)).content.decode()
    assert client.post(at(rejection), {"observations": "Tardi."}).status_code == 422


def test_a_body_without_an_address_is_sent_nothing(rejection: RejectionNotice) -> None:
    organization = rejection.case.application.organization
    type(organization).objects.update(pec="", email="")
    tasks.send_rejection_notice(rejection.pk)
    assert not OutgoingMessage.objects.exists()


def test_what_the_panel_writes_in_does_not_close_the_bodys_own_answer(
    enter: Enter, rejection: RejectionNotice, bruno: User, dario: User
) -> None:
    lifecycle.record_delivery(rejection, days_ago(0), "ricevuta", actor=dario)
    lifecycle.record_observations(rejection, "Arrivate per PEC.", actor=dario, by_office=True)
    client = enter(bruno)
    assert "Arrivate per PEC." in client.get(at(rejection)).content.decode()
    assert client.post(at(rejection), {"observations": "Le nostre."}).status_code == 303
    assert said(rejection) == ["Arrivate per PEC.", "Le nostre."]


def test_a_notice_taken_back_waits_for_no_answer_and_says_so(
    enter: Enter, rejection: RejectionNotice, case: ScreeningCase, bruno: User, dario: User
) -> None:
    case.refresh_from_db()
    lifecycle.reopen(case, REASON, actor=dario)
    client = enter(bruno)
    assert "ha ritirato questo preavviso" in client.get(at(rejection)).content.decode()
    assert client.post(at(rejection), {"observations": "Eccoci."}).status_code == 422
    assert said(rejection) == []
