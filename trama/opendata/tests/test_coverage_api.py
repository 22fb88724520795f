"""Coverage and risk for programs: null is unknown, a small cell has no figures."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from trama.needs.tests.quarters import component, computed, quarters

pytestmark = pytest.mark.django_db


def ask(client: Client, path: str, **parameters: str) -> dict[str, Any]:
    response = client.get(f"/api/v1/{path}", parameters)
    assert response.status_code == 200, response.content
    found: dict[str, Any] = response.json()
    return found


def test_figures_unknown_and_hidden_are_told_apart(client: Client) -> None:
    place = quarters({"Sud": 30})
    place.service(place.north, capacity=40)
    run = computed()
    found = ask(client, "coverage", kind="nil")
    assert run.done_at is not None
    assert found["computed_at"][:19] == run.done_at.isoformat()[:19]
    cells = {one["zone"]["name"]: one for one in found["items"]}
    assert (cells["Nord"]["shown"], cells["Nord"]["demand"], cells["Nord"]["supply"]) == (
        "yes",
        100,
        40,
    )
    assert (cells["Mezzo"]["shown"], cells["Mezzo"]["demand"], cells["Mezzo"]["supply"]) == (
        "unknown",
        50,
        None,
    )
    assert cells["Sud"]["shown"] == "few"
    figures = ("demand", "supply", "supply_recent", "gap", "ratio", "access")
    assert {cells["Sud"][name] for name in figures} == {None}


def test_it_is_filtered_by_need_scale_and_municipio(client: Client) -> None:
    place = quarters()
    computed()
    assert ask(client, "coverage")["total_items"] == 6
    assert ask(client, "coverage", municipio="21")["total_items"] == 3
    assert ask(client, "coverage", measure="nessuna")["total_items"] == 0
    only = ask(client, "coverage", measure=place.measure.code, kind="city")["items"]
    assert [one["zone"]["name"] for one in only] == ["Città di prova"]
    assert client.get("/api/v1/coverage?misura=x").status_code == 422


def test_before_anything_is_computed_the_list_is_empty(client: Client) -> None:
    quarters()
    for path in ("coverage", "risk"):
        found = ask(client, path)
        assert (found["total_items"], found["computed_at"]) == (0, None)


def test_the_index_has_ranks_and_what_is_missing(client: Client) -> None:
    quarters({"Sud": 3})
    component()
    computed()
    found = ask(client, "risk")["items"]
    assert [(one["zone"]["name"], one["rank"]) for one in found] == [
        ("Nord", 1), ("Mezzo", 2), ("Sud", None),
    ]  # fmt: skip
    assert found[2]["missing"] == "protected"
    assert found[2]["components"] == []
    assert found[0]["components"] == [{"code": "minors-share", "value": 0.166667}]


@pytest.mark.parametrize("path", ["coverage", "risk"])
def test_it_asks_the_same_questions_however_long_the_page(client: Client, path: str) -> None:
    quarters()
    component()
    computed()

    def questions(size: str) -> int:
        with CaptureQueriesContext(connection) as found:
            ask(client, path, page_size=size)
        return len(found)

    questions("1")
    assert questions("1") == questions("50")
