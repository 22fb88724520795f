"""Taking an application back, or putting another in its place."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from trama.accounts.models import User
from trama.applications import lifecycle, queries
from trama.applications.models import Application, ApplicationStatus
from trama.applications.tests.factories import ApplicationFactory
from trama.applications.tests.sending import submit
from trama.core import clock
from trama.core.workflow import ActRefused
from trama.ledger.models import Event, Opening
from trama.notices.models import Notice

pytestmark = pytest.mark.django_db
StopClock = Callable[[datetime | None], None]


def test_bruno_withdraws_before_closing_and_his_reason_is_kept_apart(
    client: Client, ready: Application, bruno: User
) -> None:
    submit(ready, bruno)
    client.force_login(bruno)
    where = reverse("applications:withdraw", args=[ready.uid])
    for _ in range(2):
        client.post(where, {"reason": "Il consorzio la presenta per noi."})
    ready.refresh_from_db()
    assert ready.status == ApplicationStatus.WITHDRAWN
    event = Event.objects.get(verb="withdraw")
    assert "consorzio" in Opening.objects.get(event=event).payload


def test_after_closing_it_cannot_be_withdrawn_here(
    ready: Application, bruno: User, stop_clock: StopClock
) -> None:
    submit(ready, bruno)
    stop_clock(clock.now() + timedelta(days=60))
    with pytest.raises(ActRefused, match="L’avviso è chiuso"):
        lifecycle.withdraw(ready, actor=bruno)
    ready.refresh_from_db()
    assert ready.status == ApplicationStatus.SUBMITTED


@pytest.mark.parametrize("act", ["withdraw", "replace"])
def test_chiara_neither_withdraws_nor_replaces_and_carla_finds_nothing(
    client: Client, ready: Application, bruno: User, chiara: User, carla: User, act: str
) -> None:
    submit(ready, bruno)
    where = reverse(f"applications:{act}", args=[ready.uid])
    client.force_login(chiara)
    assert client.post(where).status_code == 403
    client.force_login(carla)
    assert client.post(where).status_code == 404
    ready.refresh_from_db()
    assert ready.status == ApplicationStatus.SUBMITTED


def test_a_replacement_begins_as_a_copy_and_the_first_stands_until_it_is_sent(
    client: Client, ready: Application, bruno: User
) -> None:
    submit(ready, bruno)
    client.force_login(bruno)
    for _ in range(2):
        client.post(reverse("applications:replace", args=[ready.uid]))
    draft = Application.objects.get(status=ApplicationStatus.DRAFT)
    copied = {a.question.code: a.words for a in queries.content(draft).answers}
    assert copied == {a.question.code: a.words for a in queries.content(ready).answers}
    assert draft.experiences.count() == 1
    assert not draft.attachments.exists()
    ready.refresh_from_db()
    assert ready.status == ApplicationStatus.SUBMITTED


def test_a_late_application_is_not_replaced(notice: Notice, bruno: User) -> None:
    late = ApplicationFactory.create(notice=notice, late=True)
    with pytest.raises(ActRefused):
        lifecycle.replace(late, actor=bruno)


def test_the_office_counts_what_arrived_and_stands(notice: Notice, bruno: User) -> None:
    ApplicationFactory.create(notice=notice)
    ApplicationFactory.create(notice=notice, submitted=True)
    ApplicationFactory.create(notice=notice, late=True)
    ApplicationFactory.create(submitted=True)
    assert queries.received_count(notice) == 2
    assert {a.status for a in queries.received(notice)} == {"submitted", "late"}
