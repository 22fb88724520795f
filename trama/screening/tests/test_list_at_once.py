"""Two acts at the same instant: the list says what stands when it is published, or is refused."""

from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
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
from trama.screening.tests.factories import REASON, act_of_today, approve, minuted, write

pytestmark = pytest.mark.django_db(transaction=True)

Elsewhere = Callable[[Callable[[], object]], "Future[object]"]
A_WHILE = 0.7  # seconds, in which an act that does not wait would be over
SOON = 20  # seconds


@pytest.fixture(autouse=True)
def in_the_minutes(admitted: ScreeningCase) -> None:
    minuted(admitted.application.notice)


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


def refused_after(
    first: Callable[[], object],
    second: Callable[[], object],
    elsewhere: Elsewhere,
    *,
    because: str,
) -> None:
    """The second act waits for the first, which is under way, and then is refused."""
    with transaction.atomic():
        first()
        waiting = elsewhere(second)
        sleep(A_WHILE)
        assert not waiting.done()
    with pytest.raises(ActRefused, match=because):
        waiting.result(timeout=SOON)


def test_a_case_reopened_at_the_same_time_stops_the_list(
    admitted: ScreeningCase,
    closed: Notice,
    dario: User,
    elena: User,
    on_another_connection: Elsewhere,
) -> None:
    reopen = partial(lifecycle.reopen, admitted, REASON, actor=dario)
    refused_after(reopen, publish(closed, elena), on_another_connection, because="ne mancano 1")
    assert not AdmissionList.objects.exists()


def test_once_the_list_is_on_its_way_no_case_reopens(
    admitted: ScreeningCase,
    closed: Notice,
    dario: User,
    elena: User,
    on_another_connection: Elsewhere,
) -> None:
    reopen = partial(lifecycle.reopen, admitted, REASON, actor=dario)
    refused_after(publish(closed, elena), reopen, on_another_connection, because="nuovo atto")
    admitted.refresh_from_db()
    assert admitted.status == CaseStatus.ADMITTED


def test_an_application_arriving_at_the_same_time_stops_the_list(
    latecomer: Application,
    closed: Notice,
    bruno: User,
    elena: User,
    on_another_connection: Elsewhere,
) -> None:
    send = partial(present, latecomer, bruno)
    refused_after(send, publish(closed, elena), on_another_connection, because="ne mancano 1")


def test_once_the_list_is_on_its_way_no_application_enters_unseen(
    latecomer: Application,
    closed: Notice,
    bruno: User,
    elena: User,
    on_another_connection: Elsewhere,
) -> None:
    send = partial(present, latecomer, bruno)
    refused_after(publish(closed, elena), send, on_another_connection, because="già pubblicato")
    latecomer.refresh_from_db()
    assert latecomer.status == ApplicationStatus.DRAFT


def test_two_bodies_present_at_the_same_time_without_waiting_for_each_other_on_the_notice(
    closed: Notice, on_another_connection: Elsewhere
) -> None:
    with transaction.atomic():
        applying.window.must_receive(closed)
        other = on_another_connection(lambda: _hold(closed))
        other.result(timeout=SOON)


@transaction.atomic
def _hold(notice: Notice) -> None:
    applying.window.must_receive(Notice.objects.get(pk=notice.pk))


def test_minutes_written_again_while_they_are_approved_are_the_next(
    closed: Notice, admitted: ScreeningCase, dario: User, on_another_connection: Elsewhere
) -> None:
    members = list(closed.panel.members.filter(declared_at__isnull=False))
    first = write(closed, members, dario, remarks="Una riga.")
    again = partial(write, closed, members, dario, remarks="Un’altra riga.")
    with transaction.atomic():
        approve(first, *(one.user for one in members))
        waiting = on_another_connection(again)
        sleep(A_WHILE)
        assert not waiting.done()
    second = waiting.result(timeout=SOON)
    first.refresh_from_db()
    assert first.remarks == "Una riga."
    assert second != first
