import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from trama.notices.models import Notice
from trama.notices.tests.factories import NoticeFactory
from trama.organizations.tests.factories import OrganizationFactory

pytestmark = pytest.mark.django_db


def test_whoever_comes_reads_what_is_open_and_until_when(client: Client, notice: Notice) -> None:
    page = client.get(reverse("portal:home")).content.decode()
    assert notice.title in page
    assert reverse("notices:detail", args=[notice.code]) in page
    assert "mancano" in page


def test_a_draft_is_not_on_the_home_page(client: Client) -> None:
    draft = NoticeFactory.create(title="Ancora segreto")
    assert draft.title not in client.get(reverse("portal:home")).content.decode()


def test_with_nothing_open_it_says_so(client: Client) -> None:
    assert "Nessun avviso aperto" in client.get(reverse("portal:home")).content.decode()


@pytest.mark.parametrize("rows", [1, 50])
def test_home_costs_the_same_however_many_procedures(
    client: Client, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    NoticeFactory.create_batch(rows, published=True)
    client.get(reverse("portal:home"))
    with django_assert_num_queries(8):
        client.get(reverse("portal:home"))


def test_search_finds_notices_and_bodies_whatever_the_accents(
    client: Client, notice: Notice
) -> None:
    OrganizationFactory.create(name="Cooperativa Sociale L’Attività")
    page = client.get(reverse("portal:search"), {"q": "attivita"}).content.decode()
    assert "L’Attività" in page
    assert notice.title in client.get(reverse("portal:search"), {"q": notice.code}).content.decode()


@pytest.mark.parametrize("words", ["", " ", "\x00", "%", "'\"<script>", "a" * 5000, "((:*&|!"])
def test_no_question_breaks_the_search(client: Client, words: str) -> None:
    assert client.get(reverse("portal:search"), {"q": words}).status_code == 200


@pytest.mark.parametrize(
    "name", ["privacy", "accessibility", "legal", "faq", "report", "contacts", "robots", "security"]
)
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_pages_a_public_site_owes_are_there_in_both_languages(
    client: Client, name: str, prefix: str
) -> None:
    assert client.get(prefix + reverse(f"portal:{name}")).status_code == 200


def test_the_footer_carries_the_hooks_of_the_municipal_model(client: Client) -> None:
    page = client.get(reverse("portal:home")).content.decode()
    for hook in ("privacy-policy-link", "accessibility-link", "legal-notes", "faq", "contacts"):
        assert f'data-element="{hook}"' in page


def test_the_map_of_the_site_names_public_pages_only(client: Client, notice: Notice) -> None:
    draft = NoticeFactory.create()
    body = client.get(reverse("portal:sitemap")).content.decode()
    assert reverse("notices:detail", args=[notice.code]) in body
    assert draft.code not in body
