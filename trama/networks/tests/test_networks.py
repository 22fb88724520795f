"""A network is written down, forms, works, rests, ends; its card says where it works."""

import pytest
from django.test import Client
from django.urls import reverse

from conftest import Enter
from trama.accounts.models import User
from trama.core.workflow import ActRefused, MoveRefused
from trama.ledger.models import Event
from trama.networks.lifecycle import networks as lifecycle
from trama.networks.models import Network, NetworkMembership, NetworkStatus
from trama.networks.permissions import may_coordinate, may_oversee
from trama.networks.tests.factories import (
    NetworkFactory,
    NetworkMembershipFactory,
    NetworkRoleFactory,
)
from trama.territory.models import Zone
from trama.territory.tests.factories import ZoneFactory

pytestmark = pytest.mark.django_db


def state(network: Network) -> str:
    return Network.objects.values_list("status", flat=True).get(pk=network.pk)


def test_a_network_of_a_list_has_zones_still_to_be_confirmed(zone: Zone) -> None:
    network = lifecycle.map_network("baggio", "Baggio", [zone], actor=None)
    assert network.status == NetworkStatus.MAPPED
    assert not network.network_zones.get().is_confirmed
    event = Event.objects.get(verb="map")
    assert (event.dossier, event.actor_id) == ("RETE-baggio", None)


def test_the_same_code_twice_is_refused(network: Network, zone: Zone) -> None:
    with pytest.raises(ActRefused, match="C’è già una rete"):
        lifecycle.map_network(network.code, "Altra", [zone], actor=None)
    assert Network.objects.count() == 1


def test_it_goes_from_the_list_to_work_and_to_its_end(viola: User) -> None:
    network = NetworkFactory.create(mapped=True)
    lifecycle.start_forming(network, actor=viola)
    first = NetworkMembershipFactory.create(network=network)
    with pytest.raises(ActRefused, match="almeno due membri"):
        lifecycle.activate(network, actor=viola)
    NetworkMembershipFactory.create(network=network)
    with pytest.raises(ActRefused, match="Nessuno coordina"):
        lifecycle.activate(network, actor=viola)
    NetworkRoleFactory.create(membership=first)
    lifecycle.activate(network, actor=viola)
    lifecycle.rest(network, actor=viola)
    lifecycle.activate(network, actor=viola)
    lifecycle.close(network, actor=viola)
    assert state(network) == NetworkStatus.CLOSED
    verbs = Event.objects.filter(subject_label="networks.network").order_by("pk")
    assert sorted(verbs.values_list("verb", flat=True)) == sorted(
        ["start_forming", "activate", "rest", "activate", "close"]
    )


def test_a_closed_network_is_not_taken_up_again(network: Network, viola: User) -> None:
    lifecycle.close(network, actor=viola)
    with pytest.raises(MoveRefused):
        lifecycle.rest(network, actor=viola)
    with pytest.raises(ActRefused, match="chiusa o riorganizzata"):
        lifecycle.update_card(network, {"name": "Altro"}, [], actor=viola)


def test_two_who_close_it_at_once_close_it_once(network: Network, viola: User) -> None:
    mine, theirs = (Network.objects.get(pk=network.pk) for _ in range(2))
    lifecycle.close(mine, actor=viola)
    with pytest.raises(MoveRefused):
        lifecycle.close(theirs, actor=viola)
    assert Event.objects.filter(verb="close").count() == 1


def test_saving_the_card_confirms_the_zones_and_changes_them(viola: User, zone: Zone) -> None:
    other = ZoneFactory.create()
    network = NetworkFactory.create(mapped=True, zones=[zone, other])
    lifecycle.update_card(network, {"recipe": "Doposcuola per tutti"}, [zone], actor=viola)
    row = network.network_zones.get()
    assert (row.zone, row.is_confirmed) == (zone, True)
    assert network.recipe == "Doposcuola per tutti"
    before = Event.objects.count()
    lifecycle.update_card(network, {"recipe": "Doposcuola per tutti"}, [zone], actor=viola)
    assert Event.objects.count() == before


# ---------------------------------------------------------------- who may


def test_who_looks_after_a_network(
    network: Network, nadia: User, viola: User, rosa: User, marta: User, bruno: User, anna: User
) -> None:
    cares = [may_coordinate(user, network) for user in (nadia, viola, rosa, marta, bruno, anna)]
    assert cares == [True, True, True, True, False, False]
    oversees = [may_oversee(user, network) for user in (nadia, viola, rosa, marta)]
    assert oversees == [False, True, True, True]


def test_a_role_that_has_ended_or_whose_body_has_left_coordinates_nothing(
    network: Network, lead: NetworkMembership, nadia: User
) -> None:
    lead.roles.update(until="2024-03-01")
    assert not may_coordinate(nadia, network)
    lead.roles.update(until=None)
    assert may_coordinate(nadia, network)
    NetworkMembership.objects.filter(pk=lead.pk).update(status="left")
    assert not may_coordinate(nadia, network)


def test_a_manager_answers_for_her_own_zones_alone(viola: User) -> None:
    elsewhere = NetworkFactory.create()
    assert not may_oversee(viola, elsewhere)


# ---------------------------------------------------------------- pages


def test_viola_writes_a_network_that_is_in_no_list(enter: Enter, viola: User, zone: Zone) -> None:
    client = enter(viola)
    page = client.get(reverse("networks:new"))
    assert page.status_code == 200
    data = {"name": "Municipio 91", "code": "municipio-91", "zones": [zone.pk]}
    assert client.post(reverse("networks:new"), data).status_code == 303
    network = Network.objects.get(code="municipio-91")
    assert network.network_zones.get().is_confirmed
    again = client.post(reverse("networks:new"), data)
    assert again.status_code == 422
    assert "C’è già una rete" in again.content.decode()
    reserved = client.post(reverse("networks:new"), {**data, "code": "citta"})
    assert reserved.status_code == 422


def test_the_card_is_kept_by_the_coordinator_and_by_nobody_else(
    enter: Enter, client: Client, network: Network, nadia: User, bruno: User, zone: Zone
) -> None:
    url = reverse("networks:edit", args=[network.code])
    data = {"name": "Corte Alta", "recipe": "Merende e compiti", "zones": [zone.pk]}
    assert enter(bruno).post(url, data).status_code == 403
    assert enter(nadia).get(url).status_code == 200
    assert client.post(url, {**data, "zones": []}).status_code == 422
    assert client.post(url, data).status_code == 303
    network.refresh_from_db()
    assert network.recipe == "Merende e compiti"


def test_a_state_is_said_by_who_oversees_not_by_the_coordinator(
    enter: Enter, client: Client, network: Network, nadia: User, viola: User
) -> None:
    url = reverse("networks:move", args=[network.code, "ferma"])
    assert enter(nadia).post(url).status_code == 403
    assert enter(viola).post(url).status_code == 303
    assert state(network) == NetworkStatus.DORMANT
    assert client.post(url).status_code == 303  # twice: refused in words, not in an error
    assert state(network) == NetworkStatus.DORMANT
    unknown = reverse("networks:move", args=[network.code, "inventato"])
    assert client.post(unknown).status_code == 404
