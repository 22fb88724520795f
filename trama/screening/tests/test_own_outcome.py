"""What a body reads of its own case: nothing of the screening before it is told or published."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from trama.accounts.models import User
from trama.applications.models import Application
from trama.notices.models import Notice
from trama.screening import lifecycle
from trama.screening.models import RejectionNotice, ScreeningCase, Verdict
from trama.screening.tests.factories import REASON, days_ago, judge_all, judge_one, listed_by

pytestmark = pytest.mark.django_db

Enter = Callable[..., Client]


def page(client: Client, application: Application) -> str:
    response = client.get(reverse("applications:receipt", args=[application.uid]))
    assert response.status_code == 200
    return response.content.decode()


def test_an_outcome_decided_but_not_published_is_not_shown(
    enter: Enter, case: ScreeningCase, application: Application, bruno: User, dario: User
) -> None:
    judge_all(case, dario)
    lifecycle.admit(case, actor=dario)
    assert ">Ammesso<" not in page(enter(bruno), application)


def test_the_notice_of_rejection_leads_to_the_answer(
    enter: Enter, case: ScreeningCase, application: Application, bruno: User, dario: User
) -> None:
    judge_one(case, dario, Verdict.MISSING)
    rejection = lifecycle.notify_rejection(case, REASON, actor=dario)
    address = reverse("screening:observations", args=[rejection.uid])
    assert address in page(enter(bruno), application)


def test_the_published_outcome_is_shown_with_its_reasons(
    enter: Enter,
    case: ScreeningCase,
    closed: Notice,
    application: Application,
    bruno: User,
    dario: User,
    elena: User,
) -> None:
    judge_one(case, dario, Verdict.MISSING)
    lifecycle.notify_rejection(case, REASON, actor=dario)
    RejectionNotice.objects.update(delivered_on=days_ago(12), due_on=days_ago(1))
    lifecycle.not_admit(case, f"Definitivo. {REASON}", actor=dario)
    assert "Definitivo." not in page(enter(bruno), application)
    listed_by(elena, closed)
    text = page(enter(bruno), application)
    assert "Non ammesso" in text
    assert f"Definitivo. {REASON}" in text


def test_the_notice_desk_tells_how_far_the_screening_is(
    enter: Enter, case: ScreeningCase, closed: Notice, anna: User
) -> None:
    text = enter(anna).get(reverse("notices:desk", args=[closed.code])).content.decode()
    assert reverse("screening:desk", args=[closed.code]) in text
    assert "0 esiti decisi su 1." in text
