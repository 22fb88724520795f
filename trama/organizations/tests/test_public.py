"""The register as everybody reads it."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from conftest import Enter
from trama.accounts.models import User
from trama.core import search as global_search
from trama.organizations import queries
from trama.organizations.models import Organization, OrganizationStatus
from trama.organizations.panels import my_organizations
from trama.organizations.tests.factories import (
    MembershipFactory,
    OrganizationFactory,
    fiscal_code,
)

pytestmark = pytest.mark.django_db

LIST = reverse("organizations:list")


def found(text: str, **filters: Any) -> list[str]:
    return [body.name for body in queries.search(text, filters).organizations]


@pytest.fixture
def three() -> None:
    OrganizationFactory.create(
        name="La Corte dei Gelsi APS", legal_type="APS", city="Milano", art5_letters=["a", "l"]
    )
    OrganizationFactory.create(
        name="Università della Comunità", legal_type="ODV", city="ROZZANO", art5_letters=["d"]
    )
    OrganizationFactory.create(
        name="Pane e Scale ODV", codice_fiscale=fiscal_code(5), legal_type="ODV", city="MILANO"
    )


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("text", "finds"),
    [
        ("gelsi corte", ["La Corte dei Gelsi APS"]),
        ("gelso", ["La Corte dei Gelsi APS"]),
        ("comunita", ["Università della Comunità"]),
        ("COMUNITÀ", ["Università della Comunità"]),
        ("univers", ["Università della Comunità"]),
        (fiscal_code(5), ["Pane e Scale ODV"]),
        ("", ["La Corte dei Gelsi APS", "Pane e Scale ODV", "Università della Comunità"]),
        ("\x00", ["La Corte dei Gelsi APS", "Pane e Scale ODV", "Università della Comunità"]),
        ("!!! ???", []),
        ("%", []),
        ("_", []),
        ("zzzzqqq", []),
    ],
)
def test_people_find_a_body_by_what_they_remember(text: str, finds: list[str]) -> None:
    assert found(text) == finds


@pytest.mark.usefixtures("three")
def test_a_misspelt_name_finds_the_nearest_and_says_that_it_is_not_exact(client: Client) -> None:
    assert queries.search("corte dei gelzi").nearest
    page = client.get(LIST, {"q": "pane e scsle"}).content.decode()
    assert "Nessun ente si chiama «pane e scsle»" in page
    assert "Pane e Scale ODV" in page


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ({"legal_type": "ODV"}, 2),
        ({"city": "milano"}, 2),
        ({"letter": "l"}, 1),
        ({"legal_type": "ODV", "city": "Milano"}, 1),
        ({"legal_type": "BANCA"}, 3),
        ({"pagina": "99"}, 3),
        ({"pagina": "-1"}, 3),
        ({"pagina": "x\x00"}, 3),
        ({"city": "'; DROP TABLE"}, 0),
        ({"city": "\x00"}, 3),
    ],
)
def test_filters_live_in_the_address_and_nonsense_is_as_if_it_were_not_there(
    client: Client, filters: dict[str, str], count: int
) -> None:
    response = client.get(LIST, filters)
    assert (response.status_code, len(response.context["organizations"])) == (200, count)


@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(text=st.text(max_size=300))
def test_no_search_breaks_the_page(client: Client, text: str) -> None:
    assert client.get(LIST, {"q": text, "city": text, "letter": text}).status_code == 200


def test_very_long_words_are_cut_and_not_refused(client: Client) -> None:
    assert client.get(LIST, {"q": "gelsi " * 5000}).status_code == 200


@pytest.mark.parametrize("words", ["", "associazione", "assciazione"])
def test_the_list_asks_as_much_with_one_body_as_with_fifty(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries, words: str
) -> None:
    OrganizationFactory.create()
    with django_assert_max_num_queries(5) as one:
        client.get(LIST, {"q": words})
    OrganizationFactory.create_batch(50)
    with django_assert_max_num_queries(len(one)) as fifty:
        client.get(LIST, {"q": words})
    assert len(fifty) == len(one)


def test_htmx_gets_the_table_alone(client: Client, organization: Organization) -> None:
    response = client.get(LIST, headers={"HX-Request": "true"})
    text = response.content.decode()
    assert organization.name in text
    assert "<html" not in text


def test_a_bodys_page_shows_the_register_and_never_its_private_contacts(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    body = OrganizationFactory.create(
        listed=True,
        email="mario.rossi@posta.example",
        phone="333 1234567",
        art5_letters=["l"],
        source="Elenco del 2022",
    )
    with django_assert_max_num_queries(4):
        page = client.get(reverse("organizations:detail", args=[body.uid])).content.decode()
    assert body.name in page
    assert str(body.codice_fiscale) in page
    assert "Elenco del 2022" in page
    assert "povertà educativa" in page
    assert "mario.rossi" not in page
    assert "1234567" not in page


def test_the_public_queryset_does_not_even_read_private_contacts() -> None:
    OrganizationFactory.create(email="mario.rossi@posta.example")
    body = queries.public_organizations().get()
    assert {"email", "phone"} <= body.get_deferred_fields()


def test_a_closed_body_leaves_the_list_and_keeps_its_page(client: Client) -> None:
    body = OrganizationFactory.create(status=OrganizationStatus.CLOSED, name="Ente di ieri")
    assert "Ente di ieri" not in client.get(LIST).content.decode()
    page = client.get(reverse("organizations:detail", args=[body.uid]))
    assert "Non più attivo" in page.content.decode()


@pytest.mark.parametrize(
    ("person", "edits", "people"),
    [("bruno", True, True), ("nico", True, False), ("carla", False, False), ("anna", False, False)],
)
def test_the_page_offers_each_person_what_they_may_do(
    client: Client,
    enter: Enter,
    organization: Organization,
    person: str,
    edits: bool,
    people: bool,
    request: pytest.FixtureRequest,
) -> None:
    enter(request.getfixturevalue(person))
    page = client.get(reverse("organizations:detail", args=[organization.uid])).content.decode()
    assert (reverse("organizations:edit", args=[organization.uid]) in page) is edits
    assert (reverse("organizations:people", args=[organization.uid]) in page) is people


def test_global_search_finds_bodies(organization: Organization) -> None:
    (result,) = (r for r in global_search.find("gelsi") if r.title == organization.name)
    assert result.url == reverse("organizations:detail", args=[organization.uid])


def test_bruno_finds_his_bodies_on_his_profile(rf: Any, bruno: User) -> None:
    MembershipFactory.create(user=bruno, requested=True, organization__name="Ente chiesto")
    request = rf.get("/")
    request.user = bruno
    panel = my_organizations(request, bruno)
    assert panel is not None
    assert [role.organization.name for role in panel.context["roles"]] == [
        "Ente chiesto",
        "La Corte dei Gelsi APS",
    ]


def test_a_body_is_matched_by_code_or_pec_and_never_chosen_between_two(
    organization: Organization,
) -> None:
    other = OrganizationFactory.create()
    code = str(organization.codice_fiscale)
    assert queries.match(codice_fiscale=code) == organization
    assert queries.match(pec=organization.pec.upper()) == organization
    assert queries.match(pec=other.pec, codice_fiscale=code) is None
    assert queries.match(pec="chi@pec.example") is None
    assert queries.match() is None
