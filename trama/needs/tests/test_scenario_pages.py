"""The pages of what-if: from the board to the answer, for whoever may see it."""

import csv
import io
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.costs import questions_of
from trama.accounts.models import OfficeDuty, User
from trama.accounts.tests.factories import OfficeRoleFactory
from trama.needs.lifecycle import scenarios as verbs
from trama.needs.models import (
    Scenario,
    ScenarioChange,
)
from trama.needs.rules.amounts import plain_number
from trama.needs.tasks.scenarios import compute_scenario
from trama.needs.tests.quarters import Quarters, computed, quarters
from trama.needs.tests.trials import adding, made, opening, tried

pytestmark = pytest.mark.django_db
Enter = Callable[..., Client]
LIST = "/territorio/simulazioni/"
NEW = f"{LIST}nuova/"


@pytest.fixture
def place() -> Quarters:
    return quarters()


def soup(client: Client, url: str, status: int = 200) -> BeautifulSoup:
    response = client.get(url)
    assert response.status_code == status
    return BeautifulSoup(response.content, "html.parser")


def words(page: Any) -> str:
    return re.sub(r"\s+", " ", page.get_text(" "))


# ---------------------------------------------------------------- numbers as people write them


@given(st.integers(0, 10**9), st.one_of(st.none(), st.integers(0, 99)), st.sampled_from(".' ,"))
def test_an_amount_is_read_as_it_is_written(units: int, cents: int | None, mark: str) -> None:
    point = "." if mark == "," else ","
    tail = "" if cents is None else f"{point}{cents:02d}"
    expected = Decimal(units) + Decimal(cents or 0) / 100
    for text in (f"{units:,}".replace(",", mark) + tail, f"{units}{tail}", f"{units}{tail} €"):
        assert Decimal(plain_number(text)) == expected


@pytest.mark.parametrize("text", ["alcuni", "1.00.000", "1.000.50", "12.3456", "-3", "1e3", "½"])
def test_what_is_no_amount_stays_as_it_is(text: str) -> None:
    assert plain_number(text) == text


# ---------------------------------------------------------------- the pages


def sent(place: Quarters, **facts: str) -> dict[str, str]:
    return {
        "key": str(uuid4()), "measure": place.measure.code, "places": "40",
        "nil": f"nil/{place.north.code}", "whole": "", "title": "", "act": "ask", **facts,
    }  # fmt: skip


def test_from_the_board_to_the_answer(viola: User, enter: Enter, place: Quarters) -> None:
    place.service(place.north, capacity=70)
    client = enter(viola)
    page = soup(client, f"{NEW}aggiungi/?bisogno=doposcuola&zona=nil/{place.north.code}&posti=40")
    assert page.select_one("option[value=doposcuola][selected]")
    assert page.select_one(f"option[value='nil/{place.north.code}'][selected]")
    assert page.select_one("input[name=places][value='40']")
    data = sent(place)
    first = client.post(f"{NEW}aggiungi/", data)
    assert first.status_code == 303
    assert client.post(f"{NEW}aggiungi/", data)["Location"] == first["Location"]
    waiting = soup(client, first["Location"])
    assert waiting.select_one("[data-hx-trigger='every 3s']")
    assert "Ricarica la pagina" in words(waiting)
    scenario = Scenario.objects.get()
    compute_scenario(str(scenario.uid))
    done = soup(client, first["Location"])
    assert not done.select_one("[data-hx-trigger]")
    assert words(done.h1) == "40 posti in più a Nord: Posti di doposcuola"
    assert words(done.select_one("p.lead")) == "Guadagna un quartiere: Nord 30 posti."
    table = words(done.select_one("table#confronto"))
    assert "Nord +30 +40 100 70 → 110 30 → -10 70 % → 110 %" in table


def test_the_board_and_its_cells_lead_there_with_need_and_quarter(
    viola: User, giulia: User, enter: Enter, place: Quarters
) -> None:
    computed()
    board = reverse("needs:coverage")
    cell = reverse("needs:coverage_cell", args=[place.measure.code, "nil", place.north.code])
    for address, chosen in ((board, 1), (cell, 2)):
        client = enter(viola)
        links = {one.get_text(): str(one["href"]) for one in soup(client, address).select("a")}
        page = soup(client, links["Che cosa cambia se aggiungo 40 posti?"])
        assert len(page.select("option[selected]:not([value=''])")) == chosen
        assert "aggiungo 40 posti" not in words(soup(enter(giulia), address))


def test_the_table_to_take_away_says_the_same(viola: User, enter: Enter, place: Quarters) -> None:
    place.service(place.north, capacity=70)
    scenario = tried(viola, adding(place))
    response = enter(viola).get(reverse("needs:scenario_csv", args=[scenario.uid]))
    lines = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    north = next(line for line in lines if line["zone_name"] == "Nord")
    assert (north["met_change"], north["supply_before"], north["supply_after"]) == (
        "30.0", "70.0", "110.0",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"places": "-3"}, "maggiore o uguale a 1"),
        ({"places": "1.5"}, "numero intero"),
        ({"places": "alcuni"}, "numero intero"),
        ({"places": "999999999"}, "minore o uguale"),
        ({"nil": "nil/999"}, "Scegli un’opzione valida"),
        ({"measure": "nessuna"}, "Scegli un’opzione valida"),
        ({"whole": "nil/11"}, "Scegli un’opzione valida"),
    ],
)
def test_what_cannot_be_tried_is_said_and_kept(
    viola: User, enter: Enter, place: Quarters, changed: dict[str, str], says: str
) -> None:
    response = enter(viola).post(f"{NEW}aggiungi/", sent(place, **changed))
    assert response.status_code == 422
    text = words(BeautifulSoup(response.content, "html.parser")).replace("'", "’")
    assert says in text or "non è tra quelle disponibili" in text
    assert not Scenario.objects.exists()


def test_a_floor_and_one_municipio_alone_contradict_each_other(
    viola: User, enter: Enter, place: Quarters
) -> None:
    data = sent(
        place, budget="1.000,50", cost_per_place="10", cost_per_site="0", places_per_site="20",
        floor_per_municipio="5", whole=f"municipio/{place.east.code}",
    )  # fmt: skip
    client = enter(viola)
    refused = client.post(f"{NEW}apri/", data)
    assert refused.status_code == 422
    assert "si cercano in tutta la città" in refused.content.decode()
    assert client.post(f"{NEW}apri/", {**data, "whole": ""}).status_code == 303
    assert ScenarioChange.objects.get().budget == Decimal("1000.50")


def test_a_placement_shows_its_bound_its_rule_and_its_sites(
    viola: User, enter: Enter, place: Quarters
) -> None:
    scenario = tried(viola, opening(place))
    text = words(soup(enter(viola), reverse("needs:scenario", args=[scenario.uid])))
    assert "Conviene" in text or "Convengono" in text
    for part in (
        "dimostrato: non esiste una scelta migliore", "Limite dimostrato", "conta il doppio",
        "1.100 metri a piedi", "Church e ReVelle, 1974", "prima chiedilo",
    ):  # fmt: skip
        assert part in text


def test_a_scenario_is_its_owners_until_it_is_shown(
    viola: User, rosa: User, anna: User, giulia: User, enter: Enter, place: Quarters
) -> None:
    scenario = tried(viola, adding(place))
    url = reverse("needs:scenario", args=[scenario.uid])
    assert enter(rosa).get(url).status_code == 404
    assert enter(giulia).get(url).status_code == 403
    verbs.share(scenario, shared=True, actor=viola)
    page = soup(enter(anna), url)
    assert "Viola Serra" in words(page)
    forms = {form["action"] for form in page.select("main form")}
    assert forms == {reverse("needs:scenario_copy", args=[scenario.uid])}
    for name in ("scenario_ask", "scenario_share", "scenario_delete"):
        assert enter(anna).post(reverse(f"needs:{name}", args=[scenario.uid])).status_code == 403
    added = reverse("needs:scenario_change", args=[scenario.uid, "aggiungi"])
    assert enter(anna).post(added, sent(place)).status_code == 403
    assert enter(giulia).get(LIST).status_code == 403


def test_who_leaves_the_office_tries_nothing_more(
    viola: User, enter: Enter, place: Quarters
) -> None:
    scenario = made(viola, adding(place))
    viola.office_roles.update(until="2020-01-01", since="2019-01-01")
    client = enter(viola)
    assert client.get(reverse("needs:scenario", args=[scenario.uid])).status_code == 403
    assert client.get(f"{NEW}togli/").status_code == 403


def test_acts_from_the_page(viola: User, enter: Enter, place: Quarters) -> None:
    scenario = made(viola, adding(place))
    client = enter(viola)

    def post(name: str, *more: Any, **data: str) -> Any:
        return client.post(reverse(f"needs:{name}", args=[scenario.uid, *more]), data)

    assert post("scenario_share", act="share").status_code == 303
    scenario.refresh_from_db()
    assert scenario.shared
    assert post("scenario_change", "aggiungi", **sent(place, places="7")).status_code == 303
    assert scenario.changes.count() == 2
    assert post("scenario_change_remove", scenario.changes.all()[0].uid).status_code == 303
    assert [one.places for one in scenario.changes.all()] == [7]
    key = str(uuid4())
    assert post("scenario_copy", key=key).url == post("scenario_copy", key=key).url
    assert Scenario.objects.count() == 2
    assert post("scenario_delete").url == LIST
    assert post("scenario_delete").status_code == 404
    assert Scenario.objects.get().title.startswith("Copia di")


def test_the_list_costs_the_same_with_one_and_with_fifty(
    viola: User, enter: Enter, place: Quarters
) -> None:
    colleague = OfficeRoleFactory.create(duty=OfficeDuty.OFFICER).user
    made(viola, adding(place))
    client = enter(viola)

    client.get(LIST)
    one = questions_of(client, LIST)
    for number in range(50):
        verbs.share(made(colleague, adding(place, number + 1)), shared=True, actor=colleague)
    assert questions_of(client, LIST) == one


def test_figures_made_before_the_last_computation_say_so(
    viola: User, enter: Enter, place: Quarters
) -> None:
    scenario = tried(viola, adding(place))
    url = reverse("needs:scenario", args=[scenario.uid])
    client = enter(viola)
    assert "la copertura è stata ricalcolata" not in words(soup(client, url))
    computed()
    assert "la copertura è stata ricalcolata" in words(soup(client, url))
