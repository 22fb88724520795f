"""What the job reads in the ties of a network and of the city, and what pages tell of it."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from trama.accounts.models import User
from trama.networks.models import (
    MemberKind,
    Network,
    NetworkMembership,
    NetworkReading,
    NetworkTie,
    TieDeclaration,
    TieQuestionnaire,
    TieSurvey,
)
from trama.networks.queries.graphs import city_round, key_of, latest_round, reading_of
from trama.networks.queries.pages import portrait
from trama.networks.tasks.jobs import read_ties
from trama.networks.tests.factories import (
    LONG_AGO,
    NetworkFactory,
    NetworkMembershipFactory,
    TieFactory,
    TieSurveyFactory,
)
from trama.organizations.tests.factories import OrganizationFactory
from trama.territory.models import ZoneKind
from trama.territory.tests.factories import ZoneFactory, ZoneShareFactory

pytestmark = pytest.mark.django_db


def tie(
    survey: TieSurvey, one: NetworkMembership, other: NetworkMembership, *, both: bool = True
) -> NetworkTie:
    first, second = sorted([one, other], key=lambda member: member.pk)
    return TieFactory.create(
        survey=survey,
        first=first,
        second=second,
        confirmed_at=LONG_AGO if both else None,
        by=None if both else [one],
    )


def answered(survey: TieSurvey, *members: NetworkMembership) -> None:
    TieQuestionnaire.objects.filter(survey=survey, member__in=members).update(answered_at=LONG_AGO)


def two_triangles(network: Network) -> tuple[TieSurvey, Sequence[NetworkMembership]]:
    """Six members, two cliques of three, joined by the third and the fourth."""
    members = [NetworkMembershipFactory.create(network=network) for _ in range(6)]
    survey = TieSurveyFactory.create(network=network, closed=True)
    for a, b in ((0, 1), (1, 2), (0, 2), (3, 4), (4, 5), (3, 5), (2, 3)):
        tie(survey, members[a], members[b])
    answered(survey, *members[:5])
    return survey, members


def test_the_job_reads_the_latest_round_of_a_network(network: Network) -> None:
    _survey, members = two_triangles(network)
    tie(_survey, members[0], members[5], both=False)
    read_ties(str(network.uid))
    read_ties(str(network.uid))  # twice is once
    reading = NetworkReading.objects.get(network=network)
    assert (reading.asked, reading.answered) == (6, 5)
    assert reading.confirmed["ties"] == 7
    assert reading.declared["ties"] == 8
    assert reading.confirmed["cut"] == sorted(key_of(m) for m in members[2:4])
    assert len(reading.nodes) == 6
    assert len(reading.edges) == 7
    # a–f is said by a alone, who answered; f did not: it is not judged.
    assert reading.declared["reciprocity"] == 1.0


def test_a_network_that_nobody_asked_has_no_reading(network: Network) -> None:
    read_ties(str(network.uid))
    assert reading_of(network) is None


def test_an_exchange_of_zero_is_no_tie(network: Network) -> None:
    one, other = (NetworkMembershipFactory.create(network=network) for _ in range(2))
    survey = TieSurveyFactory.create(network=network)
    TieDeclaration.objects.filter(tie=tie(survey, one, other, both=False)).update(intensity=0)
    told = latest_round(network)
    assert told is not None
    assert told.links == []


def test_trust_reaches_a_page_only_as_the_mean_of_many(network: Network) -> None:
    survey, members = two_triangles(network)
    TieDeclaration.objects.filter(tie__survey=survey, by=members[0]).update(trust=0)
    read_ties(str(network.uid))
    reading = reading_of(network)
    assert reading is not None
    assert reading.declared["trust"] == pytest.approx(12 * 3 / 14, abs=0.01)
    assert "trust" not in reading.confirmed
    TieDeclaration.objects.filter(tie__survey=survey).exclude(by=members[0]).update(trust=None)
    read_ties(str(network.uid))
    again = reading_of(network)
    assert again is not None
    assert again.declared["trust"] is None


def test_a_body_of_two_networks_is_one_and_joins_them_in_the_city(network: Network) -> None:
    here, there = (
        ZoneShareFactory.create(whole=ZoneFactory.create(kind=ZoneKind.MUNICIPIO)) for _ in "12"
    )
    bridge = OrganizationFactory.create(name="Ponte d’Aria")
    first = NetworkFactory.create(zones=[here.part])
    second = NetworkFactory.create(zones=[there.part])
    for one in (first, second):
        mine = NetworkMembershipFactory.create(network=one, organization=bridge, zone=here.whole)
        other = NetworkMembershipFactory.create(network=one)
        tie(TieSurveyFactory.create(network=one), mine, other)
    told = city_round()
    assert len(told.actors) == 3
    read_ties(str(first.uid))
    city = reading_of(None)
    assert city is not None
    assert city.confirmed["cut"] == [str(bridge.uid)]
    assert city.confirmed["across_municipi"] == 1
    assert city.confirmed["ei_municipi"] == 0.0
    (dot,) = [dot for dot in portrait(city).dots if dot.municipi_joined]
    assert dot.name == "Ponte d’Aria"


def test_a_network_of_two_municipi_does_not_tell_where_its_members_are() -> None:
    parts = [
        ZoneShareFactory.create(whole=ZoneFactory.create(kind=ZoneKind.MUNICIPIO)).part
        for _ in range(2)
    ]
    network = NetworkFactory.create(zones=parts)
    known = NetworkMembershipFactory.create(network=network, zone=parts[0])
    unknown = NetworkMembershipFactory.create(network=network)
    TieSurveyFactory.create(network=network)
    told = latest_round(network)
    assert told is not None
    where = {actor.key: actor.municipio for actor in told.actors}
    assert where[str(known.uid)] == str(parts[0].wholes.get().whole_id)
    assert where[str(unknown.uid)] == ""


# ---------------------------------------------------------------- the pages


def test_the_page_says_in_words_first_then_draws_then_lists(
    client: Client, network: Network
) -> None:
    _survey, members = two_triangles(network)
    read_ties(str(network.uid))
    page = client.get(reverse("networks:detail", args=[network.code])).content.decode()
    first = page.index("Due enti tengono insieme la rete: ")
    named = page[first : page.index("Se anche uno solo", first)]
    assert {str(members[2]), str(members[3])} == set(named[34:-2].split(" e "))
    table, picture = page.index('id="rapporti"'), page.index('viewBox="0 0 640 420"')
    assert first < table < picture
    assert page.count("<line ") == 7
    assert page.count('aria-label="') >= 6
    for number in range(1, 7):
        assert f'id="membro-{number}"' in page
        assert f'href="#membro-{number}"' in page
    assert "Hanno risposto 5 membri su 6" in page


def test_what_one_side_alone_says_is_not_public(client: Client, network: Network) -> None:
    survey, members = two_triangles(network)
    tie(survey, members[0], members[5], both=False)
    read_ties(str(network.uid))
    page = client.get(reverse("networks:detail", args=[network.code])).content.decode()
    row = page.split('id="membro-1"')[1].split("</tr>")[0]
    assert str(members[1]) in row
    assert str(members[5]) not in row


def test_a_network_known_from_a_list_says_that_little_is_known(client: Client) -> None:
    network = NetworkFactory.create(mapped=True)
    page = client.get(reverse("networks:detail", args=[network.code])).content.decode()
    assert "Di questa rete si sa che c’è" in page
    assert "da confermare con la rete" in page
    assert "Membri non noti" in page


def test_the_city_s_page_names_its_bridges(client: Client, network: Network) -> None:
    empty = client.get(reverse("networks:city")).content.decode()
    assert "Nessuna rete ha fatto una rilevazione" in empty
    _survey, members = two_triangles(network)
    NetworkMembership.objects.filter(pk=members[3].pk).update(kind=MemberKind.SCHOOL)
    read_ties(str(network.uid))
    page = client.get(reverse("networks:city")).content.decode()
    assert str(members[3]) in page
    listed = client.get(reverse("networks:list")).content.decode()
    assert reverse("networks:city") in listed


def test_a_network_s_page_asks_as_much_for_three_members_as_for_fifty(
    client: Client, network: Network, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    url = reverse("networks:detail", args=[network.code])

    def grow(count: int) -> None:
        members = [
            NetworkMembershipFactory.create(
                network=network, organization=OrganizationFactory.create()
            )
            for _ in range(count)
        ]
        survey = TieSurveyFactory.create(network=network, closed=True)
        for one, other in pairwise(members):
            tie(survey, one, other)
        read_ties(str(network.uid))

    grow(3)
    with django_assert_max_num_queries(40) as few:
        client.get(url)
    grow(47)
    with django_assert_max_num_queries(len(few)):
        client.get(url)


def test_the_list_asks_as_much_for_one_network_as_for_fifty(
    client: Client, network: Network, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    url = reverse("networks:list")
    with django_assert_max_num_queries(20) as few:
        client.get(url)
    for _ in range(49):
        NetworkMembershipFactory.create()
    with django_assert_max_num_queries(len(few)):
        page = client.get(url).content.decode()
    assert "50 reti" in page


def test_the_list_is_by_municipio_with_what_is_not_known_said(
    client: Client, network: Network, viola: User
) -> None:
    NetworkFactory.create(name="Senza luogo", mapped=True)
    page = client.get(reverse("networks:list")).content.decode()
    assert "2 reti in un Municipio; di una si sa solo che c’è." in page
    assert page.index("Municipio 91") < page.index("Municipio non noto")
    assert "non noti" in page
