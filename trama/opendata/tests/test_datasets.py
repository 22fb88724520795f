"""The page of open data and its tables."""

import csv
import io

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from trama.notices.models import Notice
from trama.notices.tests.factories import NoticeFactory
from trama.organizations.models import OrganizationStatus
from trama.organizations.tests.factories import OrganizationFactory

pytestmark = pytest.mark.django_db


def rows(client: Client, name: str) -> list[dict[str, str]]:
    answer = client.get(reverse(f"tables:{name}"))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_page_says_what_there_is_and_under_which_licence(
    client: Client, notice: Notice, prefix: str
) -> None:
    page = client.get(f"{prefix}/dati/").content.decode()
    assert "CC BY 4.0" in page
    for address in ("/dati/avvisi.csv", "/dati/enti.csv", "/api/v1/openapi.json"):
        assert f'href="{address}"' in page
        assert client.get(address).status_code == 200


def test_the_page_is_in_the_menu(client: Client) -> None:
    assert f'href="{reverse("opendata:datasets")}"' in client.get("/").content.decode()


def test_the_table_of_bodies_has_public_columns_alone(client: Client) -> None:
    body = OrganizationFactory.create(email="x@gelsi.example", phone="02", art5_letters=["a", "d"])
    OrganizationFactory.create(status=OrganizationStatus.CLOSED)
    (row,) = rows(client, "organizations")
    assert (row["uid"], row["art5_letters"]) == (str(body.uid), "a d")
    assert not {"email", "phone"} & set(row)


def test_the_table_of_notices_holds_no_draft(client: Client, notice: Notice) -> None:
    NoticeFactory.create()
    (row,) = rows(client, "notices")
    assert (row["code"], row["office"]) == (notice.code, notice.office.code)


def test_a_formula_in_a_name_is_only_a_name(client: Client) -> None:
    OrganizationFactory.create(name="=HYPERLINK(1)")
    assert rows(client, "organizations")[0]["name"] == "'=HYPERLINK(1)"


@pytest.mark.parametrize("many", [1, 50])
@pytest.mark.parametrize("name", ["organizations", "notices"])
def test_a_table_is_one_query(
    client: Client, name: str, many: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    OrganizationFactory.create_batch(many)
    NoticeFactory.create_batch(many, published=True)
    with django_assert_num_queries(1):
        assert len(rows(client, name)) == many


@pytest.mark.parametrize("path", ["/dati/", "/dati/enti.csv", "/dati/avvisi.csv"])
def test_nothing_here_is_written(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405
