from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from trama.accounts.models import User
from trama.applications import lifecycle, queries
from trama.applications.models import Application
from trama.applications.tests.addresses import url
from trama.applications.tests.factories import (
    ApplicationFactory,
    ExperienceFactory,
)
from trama.core import clock
from trama.notices.models import Notice
from trama.organizations.models import Organization
from trama.organizations.tests.factories import MembershipFactory, OrganizationFactory

pytestmark = pytest.mark.django_db
StopClock = Callable[[datetime | None], None]


@pytest.mark.parametrize(
    "name",
    ["detail", "answers", "experiences", "documents", "preview", "sign", "receipt", "withdraw"],
)
def test_no_page_of_it_exists_for_carla(
    client: Client, draft: Application, carla: User, name: str
) -> None:
    client.force_login(carla)
    assert client.get(url(name, draft)).status_code == 404


def test_the_draft_page_says_what_is_missing_and_where(
    client: Client, draft: Application, bruno: User
) -> None:
    client.force_login(bruno)
    response = client.get(url("detail", draft))
    page = response.content.decode()
    assert "Mancano 6 cose" in page
    assert f'href="{url("answers", draft)}#id_bisogno"' in page
    assert f'href="{url("documents", draft)}#slot-statuto"' in page
    assert response.context["progress"].next_part.title == "Risposte"


def test_the_ready_page_sends_to_the_signature_only_who_may_sign(
    client: Client, ready: Application, bruno: User, chiara: User
) -> None:
    client.force_login(bruno)
    assert url("sign", ready) in client.get(url("detail", ready)).content.decode()
    client.force_login(chiara)
    assert url("sign", ready) not in client.get(url("detail", ready)).content.decode()


def test_my_applications_are_those_of_my_bodies(
    client: Client, draft: Application, bruno: User, carla: User
) -> None:
    client.force_login(bruno)
    assert url("detail", draft) in client.get(reverse("applications:mine")).content.decode()
    client.force_login(carla)
    assert "Nessuna domanda" in client.get(reverse("applications:mine")).content.decode()


@pytest.mark.parametrize("many", [1, 20])
def test_my_applications_cost_the_same_at_one_and_at_many(
    client: Client,
    bruno: User,
    organization: Organization,
    many: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(many):
        ApplicationFactory.create(organization=organization, submitted=True)
    client.force_login(bruno)
    with django_assert_max_num_queries(9):
        client.get(reverse("applications:mine"))


def test_content_is_five_queries_however_much_there_is(
    ready: Application, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ExperienceFactory.create_batch(10, application=ready)
    with django_assert_num_queries(5):
        found = queries.content(ready)
        assert len(found.experiences) == 11
        assert found.attachments[0].document.name
        assert found.experiences[0].theme.code == "child-poverty"
    assert [a.question.code for a in found.answers] == ["referente", "bisogno", "forma", "tavoli"]


# ---------------------------------------------------------------- the notice's page


def panel(client: Client, notice: Notice, user: User | None) -> str:
    if user is not None:
        client.force_login(user)
    return client.get(reverse("notices:detail", args=[notice.code])).content.decode()


def test_the_notice_offers_to_begin_go_on_or_read_the_receipt(
    client: Client, notice: Notice, organization: Organization, bruno: User
) -> None:
    begin = reverse("applications:start", args=[notice.code])
    assert begin in panel(client, notice, None)
    assert begin in panel(client, notice, bruno)
    draft = lifecycle.start(notice, organization, actor=bruno)
    assert url("detail", draft) in panel(client, notice, bruno)
    assert begin not in panel(client, notice, bruno)
    Application.objects.all().delete()
    sent = ApplicationFactory.create(notice=notice, organization=organization, submitted=True)
    assert url("receipt", sent) in panel(client, notice, bruno)


def test_who_is_of_two_bodies_chooses(
    client: Client, notice: Notice, bruno: User, organization: Organization
) -> None:
    other = OrganizationFactory.create(name="Altra ODV")
    MembershipFactory.create(organization=other, user=bruno)
    ApplicationFactory.create(notice=notice, organization=organization)
    page = panel(client, notice, bruno)
    assert "Altra ODV" in page
    assert reverse("applications:start", args=[notice.code]) in page


def test_after_closing_only_what_was_done_is_shown(
    client: Client, notice: Notice, bruno: User, stop_clock: StopClock
) -> None:
    stop_clock(clock.now() + timedelta(days=60))
    assert reverse("applications:start", args=[notice.code]) not in panel(client, notice, bruno)
