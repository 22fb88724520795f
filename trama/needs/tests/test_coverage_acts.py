"""What who keeps an area does on the board and on the index, and who may not; the index itself."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from trama.accounts.models import User
from trama.ledger.models import Event
from trama.needs.models import CoverageRun, IndexComponent, VerifiedAbsence
from trama.needs.tests.quarters import Quarters, component, computed, quarters
from trama.needs.tests.reading import BOARD, rows, soup, words
from trama.territory.models import Area, Zone

pytestmark = pytest.mark.django_db
Enter = Callable[..., Client]


@pytest.fixture
def place() -> Quarters:
    return quarters()


def answering_for(viola: User, zone: Zone) -> None:
    Area.objects.of(viola).get().zones.add(zone)


def test_who_keeps_an_area_sees_who_answers_and_others_do_not(
    client: Client, enter: Enter, viola: User, giulia: User, place: Quarters
) -> None:
    answering_for(viola, place.east)
    computed()
    url = reverse("needs:coverage_cell", args=[place.measure.code, "nil", place.north.code])
    assert "Viola Serra" not in words(soup(client, url))
    assert "Viola Serra" not in words(soup(enter(giulia), url).select_one("main"))
    assert "Viola Serra" in words(soup(enter(viola), url).select_one("main"))


def test_what_was_drawn_for_one_visitor_has_nothing_of_theirs_for_the_next(
    enter: Enter, viola: User, giulia: User, place: Quarters
) -> None:
    computed()
    first = words(soup(enter(viola), BOARD))
    second = words(soup(enter(giulia), BOARD))
    assert "Cambia la formula" in first
    assert "Ricalcola adesso" in first
    assert "Cambia la formula" not in second
    assert "Viola" not in second


def test_a_new_run_is_seen_at_once(client: Client, place: Quarters) -> None:
    computed()
    assert rows(soup(client, BOARD))["Nord"][1] == "non noto"
    place.service(place.north, capacity=40)
    computed()
    assert rows(soup(client, BOARD))["Nord"][1] == "40"
    english = words(soup(client, f"/en{BOARD}"))
    assert "/en/territorio/copertura/" in english


def test_a_manager_marks_that_nothing_is_there_and_takes_it_back(
    enter: Enter, viola: User, place: Quarters
) -> None:
    answering_for(viola, place.east)
    computed()
    client = enter(viola)
    args = [place.measure.code, "nil", place.north.code]
    url, page = (
        reverse("needs:coverage_absence", args=args),
        reverse("needs:coverage_cell", args=args),
    )
    assert client.post(url, {"note": ""}).status_code == 422
    assert client.post(url, {"note": "chiesto alla rete"}).status_code == 303
    computed()
    assert "se ne conoscono 0: ne mancano 100" in words(soup(client, page))
    assert "chiesto alla rete" in words(soup(client, page))
    assert client.post(url, {"act": "withdraw"}).status_code == 303
    assert client.post(url, {"act": "withdraw"}).status_code == 303  # a double click
    assert not VerifiedAbsence.objects.exists()
    assert Event.objects.filter(verb="withdraw_absence").count() == 1


def test_nobody_marks_an_absence_in_a_zone_of_others(
    enter: Enter, viola: User, anna: User, place: Quarters
) -> None:
    url = reverse("needs:coverage_absence", args=[place.measure.code, "nil", place.south.code])
    for person in (viola, anna):
        assert enter(person).post(url, {"note": "x"}).status_code == 403


def test_nobody_marks_an_absence_in_the_whole_city(
    enter: Enter, viola: User, place: Quarters
) -> None:
    answering_for(viola, place.city)
    url = reverse("needs:coverage_absence", args=[place.measure.code, "citta", place.city.code])
    assert enter(viola).post(url, {"note": "x"}).status_code == 403


def test_a_manager_changes_a_formula_with_a_reason(
    enter: Enter, viola: User, anna: User, place: Quarters
) -> None:
    url = reverse("needs:measure_change", args=[place.measure.code])
    data = {"factor_1": "0,25", "source_1": "214 risposte", "catchment_m": "1100", "reason": ""}
    client = enter(viola)
    assert client.get(url).status_code == 200
    assert client.post(url, data).status_code == 422
    assert client.post(url, data | {"reason": "ascolto", "factor_1": "alcuni"}).status_code == 422
    assert client.post(url, data | {"reason": "ascolto", "factor_1": "-3"}).status_code == 422
    assert client.post(url, data | {"reason": "ascolto 2026"}).status_code == 303
    place.measure.refresh_from_db()
    assert place.measure.terms[1]["factor"] == "0.25"
    assert place.measure.terms[1]["source"] == "214 risposte"
    assert enter(anna).post(url, data | {"reason": "x"}).status_code == 403


def test_only_a_manager_asks_for_the_sums(
    client: Client, enter: Enter, viola: User, rosa: User, place: Quarters
) -> None:
    url = reverse("needs:coverage_ask")
    assert client.post(url).status_code == 302
    assert enter(rosa).post(url).status_code == 403
    assert not CoverageRun.objects.exists()
    manager = enter(viola)
    assert manager.get(url).status_code == 405
    for _click in range(2):
        assert manager.post(url).status_code == 303
    assert CoverageRun.objects.count() == 1


def test_the_index_lists_ranks_and_how_stable_they_are(client: Client, place: Quarters) -> None:
    component()
    computed()
    page = soup(client, reverse("needs:risk"))
    lines = rows(page, "indice")
    assert list(lines) == ["Nord", "Mezzo", "Sud"]
    assert lines["Nord"][:2] == ["1", "da 1 a 1"]
    assert lines["Nord"][4] == "16,7"  # 1,000 minors each 6,000 residents, so many each hundred
    assert "Il rischio è più alto a Nord, Mezzo, Sud." in words(page)


def test_other_weights_in_the_address_give_another_index(client: Client, place: Quarters) -> None:
    component()
    few = component("pochi-minori", polarity=-1)
    IndexComponent.objects.filter(pk=few.pk).update(weight=0)
    computed()
    url = reverse("needs:risk")
    assert next(iter(rows(soup(client, url), "indice"))) == "Nord"
    page = soup(client, f"{url}?minors-share=0&pochi-minori=2,5")
    assert next(iter(rows(page, "indice"))) == "Sud"
    assert "una prova con altri pesi" in words(page)
    assert rows(page, "indice")["Sud"][1] == "–"
    for bad in ("minors-share=-1", "minors-share=alcuni", "minors-share=0&pochi-minori=0"):
        assert client.get(f"{url}?{bad}").status_code == 200


def test_weights_for_everybody_change_with_a_reason(
    enter: Enter, viola: User, rosa: User, place: Quarters
) -> None:
    part = component()
    url = reverse("needs:risk_weights")
    client = enter(viola)
    assert client.post(url, {part.code: "3", "reason": ""}).status_code == 422
    assert client.post(url, {part.code: "0", "reason": "zero"}).status_code == 422
    assert client.post(url, {part.code: "3", "reason": "tavolo del 3 novembre"}).status_code == 303
    part.refresh_from_db()
    assert part.weight == Decimal(3)
    assert enter(rosa).get(url).status_code == 403


def test_the_pages_of_the_territory_lead_to_coverage(client: Client, place: Quarters) -> None:
    place.service(place.north, capacity=40)
    zone = f"/territorio/nil/{place.north.code}/"
    assert "Che cosa manca qui" not in words(soup(client, zone))
    computed()
    assert BOARD in str(soup(client, "/territorio/"))
    page = soup(client, zone)
    assert rows(page, "meno-coperti") == {str(place.measure): ["60", "posti", "40"]}
    assert "non sappiamo ancora abbastanza" in words(soup(client, "/territorio/nil/13/"))
