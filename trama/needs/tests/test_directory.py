"""The public lists of needs and resources, and the map."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from trama.needs.tests.factories import NeedFactory, NeedVoiceFactory, ResourceFactory
from trama.needs.tests.pages import page
from trama.programming.models import Target
from trama.territory.models import Zone
from trama.territory.tests.factories import ZoneShareFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("number", [1, 30])
@pytest.mark.parametrize("data", [{}, {"q": "doposcuola"}, {"theme": "child-poverty"}])
def test_the_directory_asks_the_same_questions_for_one_and_many(
    client: Client,
    baggio: Zone,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    number: int,
    data: dict[str, str],
) -> None:
    for _ in range(number):
        ResourceFactory.create(
            nil=baggio, served=[baggio], targets=[Target.objects.get(code="adults")]
        )
    with django_assert_max_num_queries(11):
        assert "Doposcuola numero" in page(client, "needs:resources", **data)


@pytest.mark.parametrize("number", [1, 30])
def test_the_needs_ask_the_same_questions_for_one_and_many(
    client: Client,
    baggio: Zone,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    number: int,
) -> None:
    for _ in range(number):
        NeedVoiceFactory.create(need=NeedFactory.create(zones=[baggio]))
    with django_assert_max_num_queries(11):
        assert "Mancano posti" in page(client, "needs:needs")


def test_empty_lists_say_so(client: Client) -> None:
    assert "Nessun bisogno trovato" in page(client, "needs:needs")
    assert "Nessuna risorsa trovata" in page(client, "needs:resources", q="doposcuola")
    assert "Nessuna risorsa con un luogo" in page(client, "needs:map")


def test_filters_that_do_not_exist_are_as_if_they_were_not_there(
    client: Client, baggio: Zone
) -> None:
    ResourceFactory.create(nil=baggio)
    for data in ({"zone": "nil/x"}, {"theme": "x"}, {"kind": "x"}, {"dopo": "x"}, {"da": "\x00"}):
        assert "Doposcuola numero" in page(client, "needs:resources", **data)


def test_a_mistyped_search_says_what_it_found_instead(client: Client, baggio: Zone) -> None:
    ResourceFactory.create(title="Doposcuola dei gelsi", nil=baggio)
    text = page(client, "needs:resources", q="dposcuola")
    assert "Ecco quelle con «doposcuola»" in text
    assert "Doposcuola dei gelsi" in text


def test_the_list_leads_to_its_next_page(client: Client, baggio: Zone) -> None:
    for number in range(31):
        ResourceFactory.create(title=f"Servizio {number:02}", nil=baggio)
    answer = client.get(reverse("needs:resources"))
    following = client.get(reverse("needs:resources") + answer.context["next"])
    assert [row["card"].title for row in following.context["rows"]] == ["Servizio 30"]


def test_the_map_counts_cards_and_draws_zones_and_points(client: Client) -> None:
    zone = ZoneShareFactory.create(part__square=True, part__name="Baggio").part
    ResourceFactory.create(title="Con punto", nil=zone, longitude=9.1, latitude=45.4)
    ResourceFactory.create(title="Senza punto", nil=zone)
    text = page(client, "needs:map")
    assert "2 schede con un luogo, in 1 NIL" in text
    points = client.get(reverse("needs:places")).json()
    assert [f["properties"]["title"] for f in points["features"]] == ["Con punto"]
    shapes = client.get(reverse("needs:places_zones")).json()
    assert [f["properties"]["name"] for f in shapes["features"]] == ["Baggio"]
    assert client.get(reverse("needs:places"), {"q": "altrove"}).json()["features"] == []
