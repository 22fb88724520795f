"""What other pages tell of networks: a zone's, a body's, one's own; the search; the desk."""

from datetime import date, timedelta

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from conftest import Enter
from trama.accounts.models import User
from trama.core import clock, due
from trama.core import search as global_search
from trama.networks import panels
from trama.networks.models import Network, NetworkMembership, NetworkStatus
from trama.networks.queries.networks import of_zone
from trama.networks.tests.factories import (
    MeetingFactory,
    NetworkFactory,
    NetworkMembershipFactory,
    TieSurveyFactory,
)
from trama.organizations.models import Organization
from trama.territory.models import Zone, ZoneKind
from trama.territory.tests.factories import ZoneFactory

pytestmark = pytest.mark.django_db


def test_a_zone_shows_the_networks_that_work_in_it_or_around_it(
    network: Network, zone: Zone, rf: RequestFactory
) -> None:
    municipio = zone.wholes.get().whole
    whole = NetworkFactory.create(zones=[municipio])
    NetworkFactory.create()
    ended = NetworkFactory.create(zones=[zone], status=NetworkStatus.REORGANIZED)
    assert set(of_zone(zone)) == {network, whole}
    assert set(of_zone(municipio)) == {network, whole}
    assert ended not in of_zone(ZoneFactory.create(kind=ZoneKind.CITY))
    panel = panels.of_a_zone(rf.get("/"), zone)
    assert panel is not None
    assert set(panel.context["networks"]) == {network, whole}
    assert panels.of_a_zone(rf.get("/"), ZoneFactory.create(kind=ZoneKind.CITY, number=9)) is None


def test_counts_of_members_do_not_multiply_with_zones(zone: Zone) -> None:
    network = NetworkFactory.create(zones=[zone, ZoneFactory.create()])
    for _ in range(3):
        NetworkMembershipFactory.create(network=network)
    (found,) = of_zone(zone)
    assert vars(found)["member_count"] == 3


def test_a_body_s_page_says_its_networks(
    client: Client, network: Network, his: NetworkMembership, organization: Organization
) -> None:
    url = reverse("organizations:detail", args=[organization.uid])
    assert network.name in client.get(url).content.decode()
    NetworkMembership.objects.filter(pk=his.pk).update(status="left")
    assert "Reti di quartiere" not in client.get(url).content.decode()


def test_nadia_finds_her_network_and_bruno_what_waits_for_him(
    enter: Enter, client: Client, network: Network, his: NetworkMembership, nadia: User,
    bruno: User, giulia: User,
) -> None:  # fmt: skip
    survey = TieSurveyFactory.create(network=network)
    paper = survey.questionnaires.get(member=his)
    profile = reverse("accounts:profile")
    enter(nadia)
    assert reverse("networks:desk", args=[network.code]) in client.get(profile).content.decode()
    enter(bruno)
    page = client.get(profile).content.decode()
    assert reverse("networks:questionnaire", args=[paper.uid]) in page
    enter(giulia)
    assert "Le mie reti" not in client.get(profile).content.decode()


def test_a_network_is_found_by_its_name(network: Network) -> None:
    results = [one for one in global_search.find("corte alta") if str(one.kind) == "Rete"]
    assert [one.title for one in results] == ["Corte Alta"]
    assert results[0].url == reverse("networks:detail", args=[network.code])
    assert not [one for one in global_search.find("%") if str(one.kind) == "Rete"]


def test_the_desk_of_who_oversees_says_what_is_due(
    network: Network, viola: User, nadia: User, organization: Organization
) -> None:
    NetworkMembershipFactory.create(network=network, organization=organization, requested=True)
    MeetingFactory.create(network=network, title="Plenaria")
    MeetingFactory.create(network=network, starts_at=clock.now() + timedelta(days=60))
    MeetingFactory.create()  # of another area
    TieSurveyFactory.create(network=network, closes_on=date(2099, 1, 1))
    titles = [str(one.title) for one in due.of(viola) if "Corte Alta" in str(one.title)]
    assert len(titles) == 3
    assert any("La Corte dei Gelsi APS chiede di entrare" in title for title in titles)
    assert "Corte Alta: Plenaria" in titles
    assert list(panels.terms(nadia)) == []


def test_viola_s_list_has_her_networks_and_no_others(
    enter: Enter, client: Client, network: Network, viola: User, nadia: User, marta: User,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    other = NetworkFactory.create(name="Altrove")
    url = reverse("networks:home")
    assert enter(nadia).get(url).status_code == 403
    enter(viola)
    page = client.get(url).content.decode()
    assert network.name in page
    assert "Altrove" not in page
    with django_assert_max_num_queries(40) as few:
        client.get(url)
    for _ in range(30):
        NetworkFactory.create(zones=list(network.zones.all()))
    with django_assert_max_num_queries(len(few)):
        client.get(url)
    assert other.name in enter(marta).get(url).content.decode()


def test_the_desk_of_a_network_asks_as_much_for_few_members_as_for_many(
    enter: Enter, client: Client, network: Network, nadia: User,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    url = reverse("networks:desk", args=[network.code])
    NetworkMembershipFactory.create(network=network)
    TieSurveyFactory.create(network=network)
    MeetingFactory.create(network=network)
    enter(nadia)
    client.get(url)
    with django_assert_max_num_queries(60) as few:
        client.get(url)
    for _ in range(40):
        NetworkMembershipFactory.create(network=network)
        MeetingFactory.create(network=network)
    with django_assert_max_num_queries(len(few)):
        page = client.get(url).content.decode()
    assert "Cura della rete" in page
