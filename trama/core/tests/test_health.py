from unittest import mock

import pytest
from django.db import OperationalError
from django.test import Client

from trama.core.middleware import proxy_instant

pytestmark = pytest.mark.django_db


def test_the_process_is_alive_without_a_database(client: Client) -> None:
    response = client.get("/salute/vivo")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_it_is_ready_when_the_schema_is_this_codes(client: Client) -> None:
    assert client.get("/salute/pronto").json() == {"status": "ok"}


def test_it_is_not_ready_when_the_database_does_not_answer(client: Client) -> None:
    with mock.patch("trama.core.views.MigrationExecutor", side_effect=OperationalError("gone")):
        response = client.get("/salute/pronto")
    assert (response.status_code, response.json()["database"]) == (503, "no answer")


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("t=1700000000.25", 1700000000.25),
        ("t=1700000000250", 1700000000.25),
        ("1700000000", 1700000000.0),
        ("", None),
        ("t=", None),
        ("t=soon", None),
        ("t=1e999", None),
        ("t=99999999999999999999", None),
        ("t=-1", None),
        ("t=१७", None),
    ],
)
def test_the_proxys_word_is_read_or_left(header: str, seconds: float | None) -> None:
    instant = proxy_instant(header)
    assert (instant.timestamp() if instant else None) == seconds
