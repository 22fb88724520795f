"""Networks become other networks; none is its own ancestor."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from conftest import Enter
from trama.accounts.models import User
from trama.accounts.queries import today
from trama.core.workflow import ActRefused
from trama.ledger.models import Event
from trama.networks.lifecycle.lineage import Reorganization, reorganize
from trama.networks.models import LineageKind, Network, NetworkLineage, NetworkStatus
from trama.networks.queries.networks import origins, successions
from trama.networks.tests.factories import NetworkFactory

pytestmark = pytest.mark.django_db
DAY = date(2024, 9, 1)


def change(
    kind: LineageKind, before: list[Network], after: list[Network], **more: Any
) -> Reorganization:
    return Reorganization(kind, before, after, **{"on": DAY, **more})


def networks(count: int) -> list[Network]:
    return [NetworkFactory.create() for _ in range(count)]


def test_three_networks_become_one_and_each_says_so(viola: User) -> None:
    a, b, c, new = networks(4)
    reorganize(change(LineageKind.MERGE, [a, b, c], [new], note="Una per Municipio"), actor=viola)
    for one in (a, b, c):
        one.refresh_from_db()
        assert one.status == NetworkStatus.REORGANIZED
        assert successions(one).get().successor == new
    assert {line.ancestor for line in origins(new)} == {a, b, c}
    new.refresh_from_db()
    assert new.status == NetworkStatus.ACTIVE
    assert Event.objects.filter(verb="reorganize").count() == 3
    assert Event.objects.filter(verb="inherit", dossier=new.dossier).count() == 3


def test_a_split_and_a_continuation(viola: User) -> None:
    a, b, c, d = networks(4)
    reorganize(change(LineageKind.SPLIT, [a], [b, c]), actor=viola)
    reorganize(change(LineageKind.SUCCESSION, [b], [d]), actor=viola)
    assert {line.successor for line in successions(a)} == {b, c}
    assert successions(b).get().kind == LineageKind.SUCCESSION


def test_a_network_is_never_its_own_ancestor_however_long_the_way(viola: User) -> None:
    a, b, c = networks(3)
    with pytest.raises(ActRefused, match="sé stessa"):
        reorganize(change(LineageKind.SUCCESSION, [a], [a]), actor=viola)
    reorganize(change(LineageKind.SUCCESSION, [a], [b]), actor=viola)
    reorganize(change(LineageKind.SUCCESSION, [b], [c]), actor=viola)
    with pytest.raises(ActRefused, match="antenata di sé stessa"):
        reorganize(change(LineageKind.SUCCESSION, [c], [a]), actor=viola)
    with pytest.raises(ActRefused, match="antenata di sé stessa"):
        reorganize(change(LineageKind.MERGE, [c, NetworkFactory.create()], [a]), actor=viola)
    c.refresh_from_db()
    assert c.status == NetworkStatus.ACTIVE
    assert NetworkLineage.objects.count() == 2


def test_the_database_refuses_a_network_that_follows_itself() -> None:
    one = NetworkFactory.create()
    with pytest.raises(IntegrityError), transaction.atomic():
        NetworkLineage.objects.create(ancestor=one, successor=one, kind="succession", on=DAY)


@pytest.mark.parametrize(
    ("kind", "before", "after", "words"),
    [
        (LineageKind.MERGE, 1, 1, "almeno due reti"),
        (LineageKind.MERGE, 2, 2, "almeno due reti"),
        (LineageKind.SPLIT, 1, 1, "almeno due"),
        (LineageKind.SUCCESSION, 1, 2, "una rete a un’altra sola"),
    ],
)
def test_a_change_that_is_not_what_it_says_is_refused(
    viola: User, kind: LineageKind, before: int, after: int, words: str
) -> None:
    with pytest.raises(ActRefused, match=words):
        reorganize(change(kind, networks(before), networks(after)), actor=viola)
    assert not NetworkLineage.objects.exists()


def test_the_future_and_a_closed_network_are_refused(viola: User) -> None:
    a, b = networks(2)
    with pytest.raises(ActRefused, match="nel futuro"):
        reorganize(
            change(LineageKind.SUCCESSION, [a], [b], on=today() + timedelta(days=1)), actor=viola
        )
    Network.objects.filter(pk=a.pk).update(status=NetworkStatus.CLOSED)
    a.refresh_from_db()
    with pytest.raises(ActRefused, match="è chiusa"):
        reorganize(change(LineageKind.SUCCESSION, [a], [b]), actor=viola)


def test_twice_is_once(viola: User) -> None:
    a, b = networks(2)
    for _ in range(2):
        reorganize(change(LineageKind.SUCCESSION, [a], [b]), actor=viola)
    assert NetworkLineage.objects.count() == 1
    assert Event.objects.filter(verb="inherit").count() == 1


def test_viola_merges_networks_of_her_area_and_no_others(
    enter: Enter, client: Client, viola: User, nadia: User, network: Network
) -> None:
    mine = [NetworkFactory.create(zones=list(network.zones.all())) for _ in range(2)]
    others = NetworkFactory.create()
    url = reverse("networks:lineage", args=[network.code])
    data: dict[str, Any] = {
        "kind": "merge", "others": [one.code for one in mine], "on": "2024-09-01", "note": "",
    }  # fmt: skip
    assert enter(nadia).post(url, data).status_code == 403
    enter(viola)
    page = client.get(url).content.decode()
    assert mine[0].name in page
    assert others.name not in page
    refused = client.post(url, {**data, "others": [mine[0].code, others.code]})
    assert refused.status_code == 422
    assert client.post(url, data).status_code == 303
    assert origins(network).count() == 2
    shown = client.get(reverse("networks:detail", args=[mine[0].code])).content.decode()
    assert "Continua in" in shown
