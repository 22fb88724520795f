"""Near names: found by a job, judged by a person, merged by nobody."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from conftest import Enter
from trama.accounts.models import User
from trama.core.workflow import MoveRefused
from trama.ledger.models import Event
from trama.organizations import lifecycle
from trama.organizations.models import NearNames, Organization, OrganizationStatus
from trama.organizations.tests.factories import NearNamesFactory, OrganizationFactory

pytestmark = pytest.mark.django_db


def pairs() -> set[tuple[str, str]]:
    return set(NearNames.objects.values_list("first__name", "second__name"))


def test_the_job_pairs_near_names_once_and_leaves_the_others_alone() -> None:
    OrganizationFactory.create(name="Metamorfosi Società Cooperativa Sociale")
    OrganizationFactory.create(name="METAMORFOSI SOC. COOP. SOCIALE")
    OrganizationFactory.create(name="Sana Società Cooperativa Sociale")
    assert lifecycle.compare_names() == 1
    assert pairs() == {
        ("Metamorfosi Società Cooperativa Sociale", "METAMORFOSI SOC. COOP. SOCIALE")
    }
    assert lifecycle.compare_names() == 0
    assert not Organization.objects.filter(compared=False).exists()


def test_a_body_that_comes_later_is_compared_with_those_already_there() -> None:
    OrganizationFactory.create(name="Quarta Parete")
    lifecycle.compare_names()
    OrganizationFactory.create(name="Quarta Parete APS")
    OrganizationFactory.create(name="Quarta Parete ODV", status=OrganizationStatus.CLOSED)
    lifecycle.compare_names()
    assert ("Quarta Parete", "Quarta Parete APS") in pairs()


def test_a_pair_that_was_judged_is_not_asked_again(sofia: User) -> None:
    for name in ("Quarta Parete APS", "Quarta Parete ODV"):
        OrganizationFactory.create(name=name)
    lifecycle.compare_names()
    lifecycle.judge_near_names(NearNames.objects.get(), distinct=True, actor=sofia)
    Organization.objects.update(compared=False)
    assert lifecycle.compare_names() == 0
    assert NearNames.objects.get().distinct is True


@pytest.mark.parametrize(("answer", "distinct"), [("distinct", True), ("same", False)])
def test_sofia_says_what_they_are_and_no_card_is_merged(
    client: Client, enter: Enter, sofia: User, answer: str, distinct: bool
) -> None:
    near = NearNamesFactory.create()
    enter(sofia)
    page = client.get(reverse("organizations:near_names")).content.decode()
    assert near.first.name in page
    assert near.second.name in page
    url = reverse("organizations:near_names_judge", args=[near.uid])
    assert client.post(url, {"answer": answer}).status_code == 303
    near.refresh_from_db()
    assert (near.distinct, near.judged_by) == (distinct, sofia)
    assert Organization.objects.count() == 2
    assert Event.objects.get(verb="judge").actor_id == sofia.pk


def test_without_an_answer_nothing_is_recorded(client: Client, enter: Enter, sofia: User) -> None:
    near = NearNamesFactory.create()
    enter(sofia)
    url = reverse("organizations:near_names_judge", args=[near.uid])
    for data in ({}, {"answer": "forse"}):
        response = client.post(url, data, follow=True)
        assert "Nulla è cambiato" in response.content.decode()
    near.refresh_from_db()
    assert near.distinct is None


def test_a_double_click_judges_once(sofia: User) -> None:
    near = NearNamesFactory.create()
    lifecycle.judge_near_names(near, distinct=True, actor=sofia)
    with pytest.raises(MoveRefused):
        lifecycle.judge_near_names(near, distinct=False, actor=sofia)
    near.refresh_from_db()
    assert (near.distinct, Event.objects.filter(verb="judge").count()) == (True, 1)


@pytest.mark.parametrize("person", ["anna", "bruno", "giulia"])
def test_only_a_steward_judges(
    client: Client, enter: Enter, person: str, request: pytest.FixtureRequest
) -> None:
    near = NearNamesFactory.create()
    enter(request.getfixturevalue(person))
    url = reverse("organizations:near_names_judge", args=[near.uid])
    assert client.post(url, {"answer": "same"}).status_code == 403


@pytest.mark.parametrize("name", ["near_names", "desk"])
def test_the_stewards_pages_ask_as_much_with_one_row_as_with_twenty(
    client: Client,
    enter: Enter,
    sofia: User,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    name: str,
) -> None:
    NearNamesFactory.create()
    enter(sofia)
    url = reverse(f"organizations:{name}")
    with django_assert_max_num_queries(25) as one:
        assert client.get(url).status_code == 200
    NearNamesFactory.create_batch(20)
    with django_assert_max_num_queries(len(one)):
        client.get(url)
