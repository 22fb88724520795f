"""Two acts at the same instant: the list says what stands when it is published, or is refused."""

from collections.abc import Callable
from concurrent.futures import Future
from time import sleep

import pytest
from django.db import transaction

from trama.accounts.models import User
from trama.applications import lifecycle as applying
from trama.applications.models import Application, ApplicationStatus
from trama.applications.tests.factories import ApplicationFactory
from trama.core.workflow import ActRefused
from trama.notices.models import Notice, SigningMode
from trama.screening import lifecycle
from trama.screening.models import AdmissionList, CaseStatus, ScreeningCase
from trama.screening.tests.factories import REASON, act_of_today, judge_all

pytestmark = pytest.mark.django_db(transaction=True)

Elsewhere = Callable[[Callable[[], object]], "Future[object]"]
A_WHILE = 0.7  # seconds, in which an act that does not wait would be over
SOON = 20  # seconds


@pytest.fixture
def admitted(case: ScreeningCase, dario: User) -> ScreeningCase:
    judge_all(case, dario)
    lifecycle.admit(case, actor=dario)
    return case


@pytest.fixture
def latecomer(admitted: ScreeningCase, closed: Notice) -> Application:
    """Written in time, not sent yet."""
    return ApplicationFactory.create(notice=closed, complete=True)


def publish(notice: Notice, user: User) -> Callable[[], object]:
    fresh = Notice.objects.get(pk=notice.pk)
    act = act_of_today()
    return lambda: lifecycle.publish_list(fresh, act=act, actor=user)


def present(application: Application, user: User) -> None:
    applying.submit(
        application, actor=user, mode=SigningMode.DIGITAL_IDENTITY, digital_identity=True
    )


def test_a_case_reopened_at_the_same_time_stops_the_list(
    admitted: ScreeningCase,
    closed: Notice,
    dario: User,
    elena: User,
    on_another_connection: Elsewhere,
) -> None:
    act = publish(closed, elena)
    with transaction.atomic():
        lifecycle.reopen(admitted, REASON, actor=dario)
        published = on_another_connection(act)
        sleep(A_WHILE)
        assert not published.done()
    with pytest.raises(ActRefused, match="ne mancano 1"):
        published.result(timeout=SOON)
    assert not AdmissionList.objects.exists()


def test_once_the_list_is_on_its_way_no_case_reopens(
    admitted: ScreeningCase,
    closed: Notice,
    dario: User,
    elena: User,
    on_another_connection: Elsewhere,
) -> None:
    act = publish(closed, elena)
    with transaction.atomic():
        act()
        reopened = on_another_connection(lambda: lifecycle.reopen(admitted, REASON, actor=dario))
        sleep(A_WHILE)
        assert not reopened.done()
    with pytest.raises(ActRefused, match="nuovo atto"):
        reopened.result(timeout=SOON)
    admitted.refresh_from_db()
    assert admitted.status == CaseStatus.ADMITTED


def test_an_application_arriving_at_the_same_time_stops_the_list(
    latecomer: Application,
    closed: Notice,
    bruno: User,
    elena: User,
    on_another_connection: Elsewhere,
) -> None:
    act = publish(closed, elena)
    with transaction.atomic():
        present(latecomer, bruno)
        published = on_another_connection(act)
        sleep(A_WHILE)
        assert not published.done()
    with pytest.raises(ActRefused, match="ne mancano 1"):
        published.result(timeout=SOON)


def test_once_the_list_is_on_its_way_no_application_enters_unseen(
    latecomer: Application,
    closed: Notice,
    bruno: User,
    elena: User,
    on_another_connection: Elsewhere,
) -> None:
    act = publish(closed, elena)
    with transaction.atomic():
        act()
        sent = on_another_connection(lambda: present(latecomer, bruno))
        sleep(A_WHILE)
        assert not sent.done()
    with pytest.raises(ActRefused, match="già pubblicato"):
        sent.result(timeout=SOON)
    latecomer.refresh_from_db()
    assert latecomer.status == ApplicationStatus.DRAFT


def test_two_bodies_present_at_the_same_time_without_waiting_for_each_other_on_the_notice(
    closed: Notice, on_another_connection: Elsewhere
) -> None:
    with transaction.atomic():
        applying.submission.must_receive(closed)
        other = on_another_connection(lambda: _hold(closed))
        other.result(timeout=SOON)


@transaction.atomic
def _hold(notice: Notice) -> None:
    applying.submission.must_receive(Notice.objects.get(pk=notice.pk))
