"""The board, what lies behind a figure, the index: what they say, to whom, and what they don't."""

import csv
import io
import re
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import reverse

from tests.costs import questions_of
from trama.core import clock
from trama.needs.lifecycle.coverage import ask_run
from trama.needs.models import CoverageRun, RunStatus
from trama.needs.tests.factories import CoverageMeasureFactory, NeedFactory
from trama.needs.tests.quarters import Quarters, component, computed, months_ago, quarters
from trama.needs.tests.reading import BOARD, rows, soup, words
from trama.territory.models import Zone
from trama.territory.tests.factories import IndicatorFactory, IndicatorValueFactory, ZoneFactory

pytestmark = pytest.mark.django_db
Enter = Callable[..., Client]
TERRITORY = ("/territorio/nil/", "/territorio/municipio/")


@pytest.fixture
def place() -> Quarters:
    return quarters()


def test_the_board_answers_in_a_sentence_and_in_a_table(client: Client, place: Quarters) -> None:
    place.service(place.north, capacity=40)
    place.service(place.middle, capacity=45)
    computed()
    page = soup(client, BOARD)
    assert page.h1 is not None
    found = words(page.select_one("p.lead"))
    assert "Mancano posti: Nord 60, Mezzo 5." in found
    assert "Di un quartiere non sappiamo abbastanza." in found
    lines = rows(page)
    assert lines["Nord"][:4] == ["100", "40", "60", "40"]
    assert lines["Sud"][:4] == ["30", "non noto", "–", "–"]
    assert list(lines) == ["Città di prova", "Nord", "Mezzo", "Sud"]
    assert lines["Città di prova"][:4] == ["150", "85", "65", "57"]
    assert lines["Città di prova"][-1] == "2 NIL su 3"


def test_the_filters_live_in_the_address(client: Client, place: Quarters) -> None:
    place.service(place.north, capacity=40, verified_at=months_ago(14))
    place.service(place.north, capacity=5)
    place.service(place.middle, capacity=45)
    computed()
    page = soup(client, f"{BOARD}?municipio=21&risorse=verificate&ordine=nome")
    lines = rows(page)
    assert list(lines) == ["Municipio 21", "Mezzo", "Nord"]
    assert lines["Nord"][:3] == ["100", "5", "95"]
    assert lines["Municipio 21"][:3] == ["130", "32", "98"]  # 0.6 of the middle
    assert (
        "/territorio/copertura/?bisogno=doposcuola&municipio=21&risorse=verificate&ordine=nome"
    ) in words(page)


def test_a_filter_that_does_not_exist_is_as_if_it_were_not_there(
    client: Client, place: Quarters
) -> None:
    computed()
    page = soup(client, f"{BOARD}?bisogno=nessuno&municipio=99&ordine=x&risorse=y")
    assert len(rows(page)) == 4


def test_zero_is_a_zero_and_unknown_is_unknown(client: Client, place: Quarters) -> None:
    place.service(place.north, capacity=0)
    computed()
    page = soup(client, BOARD)
    assert rows(page)["Nord"][:4] == ["100", "0", "100", "0"]
    assert rows(page)["Mezzo"][1] == "non noto"
    assert "Non ce n’è nessuno a Nord." in words(page)


def test_how_sure_it_is_and_how_old(client: Client, place: Quarters) -> None:
    place.service(place.north, capacity=1, verified_at=months_ago(14))
    place.service(place.middle, capacity=1)
    place.service(place.south, capacity=1, verified_at=None)
    computed()
    lines = rows(soup(client, BOARD))
    assert lines["Nord"][-2:] == ["bassa", "14 mesi fa"]
    assert lines["Mezzo"][-2:] == ["alta", "questo mese"]
    assert lines["Sud"][-2:] == ["bassa", "Mai"]


def test_the_board_says_how_it_is_computed_with_sources(client: Client, place: Quarters) -> None:
    computed()
    said = words(soup(client, BOARD).select_one("details#calcolo"))
    assert "× 0,1 (quota che lo cerca)" in said
    assert "quota che lo cerca: di prova" in said
    assert "Residenti di prova" in said
    assert "2024" in said
    assert "suppress-1" in said


def test_without_a_run_the_page_says_what_is_missing(client: Client) -> None:
    quarters()
    assert "Il calcolo parte da solo" in words(soup(client, BOARD))
    ask_run(None, clock.now())
    assert "in corso" in words(soup(client, BOARD))
    for name in ("coverage_csv", "coverage_xlsx", "risk_csv"):
        assert client.get(reverse(f"needs:{name}")).status_code == 404


def test_a_failed_run_is_told_beside_the_last_good_figures(client: Client, place: Quarters) -> None:
    computed()
    CoverageRun.objects.create(
        status=RunStatus.FAILED, asked_at=clock.now(), problem="Manca un fattore."
    )
    said = words(soup(client, BOARD))
    assert "non è riuscito: Manca un fattore." in said
    assert "Nord" in said


def everything_public(client: Client, place: Quarters) -> dict[str, str]:
    """All the doors through which figures of coverage leave, as text."""
    cells = [
        reverse("needs:coverage_cell", args=[place.measure.code, kind, zone.code])
        for kind, zone in (
            ("nil", place.south), ("nil", place.north), ("municipio", place.west),
            ("citta", place.city),
        )
    ]  # fmt: skip
    doors = [
        BOARD, f"{BOARD}?municipio=22", f"{BOARD}?risorse=verificate", f"{BOARD}matrice/",
        "/territorio/nil/13/", "/territorio/municipio/22/",
        reverse("needs:coverage_csv"), reverse("needs:risk"), reverse("needs:risk_csv"), *cells,
    ]  # fmt: skip
    found = {url: client.get(url).content.decode() for url in doors}
    book = openpyxl.load_workbook(io.BytesIO(client.get(reverse("needs:coverage_xlsx")).content))
    found["xlsx"] = repr([list(sheet.values) for sheet in book])
    return found


def test_a_hidden_figure_leaves_by_no_door(client: Client) -> None:
    """37.31 minors, 3.731 places: digits that nothing else has."""
    place = quarters({"Sud": 37.31})
    for zone in (place.north, place.middle, place.south):
        place.service(zone, capacity=20)
    component()
    computed()
    for url, text in everything_public(client, place).items():
        assert not re.search(r"3[.,]73|16[.,]26|5[.,]36|0[.,]186", text), url
    lines = rows(soup(client, BOARD))
    assert lines["Sud"][:2] == ["meno di 5", "non mostrato: pochi casi, persone riconoscibili"]
    assert lines["Città di prova"][-1] == "2 NIL su 3"


def test_hidden_figures_do_not_differ_by_what_they_hide(client: Client) -> None:
    """The same doors, word by word, with another hidden value behind."""
    place = quarters({"Sud": 20})
    for zone in (place.north, place.middle, place.south):
        place.service(zone, capacity=20)
    place.service(place.city, capacity=90)
    computed()
    before = everything_public(client, place)
    place.south.values.filter(indicator__code="minors").update(value=45)
    computed()
    after = everything_public(client, place)
    for url in before:
        if "rischio" in url or url == "xlsx" or url.startswith(TERRITORY):
            continue  # these tell the series itself, which is not small
        assert without_instants(before[url]) == without_instants(after[url]), url


def without_instants(text: str) -> str:
    return re.sub(r"<time.*?</time>|csrfmiddlewaretoken.*?>", "", text)


def test_a_card_s_small_count_is_not_shown_behind_the_figure(
    client: Client, place: Quarters
) -> None:
    NeedFactory.create(
        title="Tre ragazzi senza posto", theme=place.theme, zones=[place.north], magnitude=3,
        unit="places", magnitude_source="rete", evidence="counted",
    )  # fmt: skip
    computed()
    url = reverse("needs:coverage_cell", args=[place.measure.code, "nil", place.north.code])
    page = words(soup(client, url))
    assert "meno di 5 posti · contato" in page
    assert "troppo pochi" in page


def test_behind_a_figure_are_its_inputs_resources_and_cards(
    client: Client, place: Quarters
) -> None:
    here = place.service(place.north, capacity=40, title="Doposcuola Nord")
    wide = place.service(place.city, title="Numero verde")
    elsewhere = place.service(place.south, capacity=9, title="Doposcuola Sud")
    NeedFactory.create(title="Mancano posti a Nord", theme=place.theme, zones=[place.north])
    computed()
    url = reverse("needs:coverage_cell", args=[place.measure.code, "nil", place.north.code])
    page = soup(client, url)
    said = words(page)
    assert "Servono circa 100 posti, se ne conoscono 40: ne mancano 60." in said
    assert f"/risorse/{here.uid}/" in str(page)
    assert f"/risorse/{wide.uid}/" in str(page)
    assert f"/risorse/{elsewhere.uid}/" not in str(page)
    assert "capacità non nota" in said
    assert "Mancano posti a Nord" in said
    assert "× 0,1" in said
    assert "1.000" in said


@pytest.mark.parametrize(
    "address",
    [
        "nessuna/nil/11", "doposcuola/nil/99", "doposcuola/quartiere/11", "doposcuola/citta/11",
    ],
)  # fmt: skip
def test_what_does_not_exist_is_not_found(client: Client, place: Quarters, address: str) -> None:
    assert client.get(f"{BOARD}{address}/").status_code == 404


def test_the_other_needs_of_the_municipio_are_in_a_table(client: Client, place: Quarters) -> None:
    other = CoverageMeasureFactory.create(code="italiano", label_it="Italiano")
    computed()
    page = soup(client, f"{BOARD}?municipio=21")
    assert list(rows(page, "altri")) == ["Italiano"]
    link = page.select_one("table#altri a")
    assert link is not None
    assert f"bisogno={other.code}&municipio=21" in str(link["href"])


def test_the_matrix_has_every_need_in_every_quarter(client: Client, place: Quarters) -> None:
    CoverageMeasureFactory.create(code="italiano")
    place.service(place.north, capacity=40)
    computed()
    page = soup(client, f"{BOARD}matrice/?municipio=21")
    lines = {
        words(line.th).strip(): [words(cell).strip() for cell in line.find_all("td")]
        for line in page.select("table#matrice tbody tr")
    }
    assert lines == {"11 Nord": ["40", "? non noto"], "12 Mezzo": ["? non noto", "? non noto"]}


def test_csv_and_spreadsheet_have_the_same_rows(client: Client, place: Quarters) -> None:
    place.service(place.north, capacity=140)
    computed()
    text = client.get(reverse("needs:coverage_csv")).content.decode("utf-8-sig")
    from_csv = list(csv.reader(io.StringIO(text)))
    book = openpyxl.load_workbook(io.BytesIO(client.get(reverse("needs:coverage_xlsx")).content))
    sheet = [["" if v is None else v for v in line] for line in book["Copertura"].values]
    assert [[str(v) for v in line] for line in sheet][1:] != []
    assert len(sheet) == len(from_csv) == 1 + 6
    for line, other in zip(sheet[1:], from_csv[1:], strict=True):
        assert [_same(v) for v in line] == [_same(v) for v in other]
    north = next(line for line in from_csv if line[4] == "Nord")
    assert north[6:10] == ["100.0", "140.0", "140.0", "-40.0"]  # not «'-40»
    narrow = client.get(reverse("needs:coverage_csv"), {"municipio": "21"}).content.decode()
    assert narrow.count("\r\n") == 1 + 3


def _same(value: Any) -> Any:
    try:
        return float(value)
    except ValueError:
        return value


def test_a_name_that_looks_like_a_formula_is_only_a_name(client: Client, place: Quarters) -> None:
    Zone.objects.filter(pk=place.north.pk).update(name="=1+1")
    computed()
    assert "'=1+1" in client.get(reverse("needs:coverage_csv")).content.decode()
    book = openpyxl.load_workbook(io.BytesIO(client.get(reverse("needs:coverage_xlsx")).content))
    cell = next(c for line in book["Copertura"] for c in line if c.value == "=1+1")
    assert cell.data_type == "s"


@pytest.mark.parametrize("path", ["", "matrice/", "tabella.csv"])
def test_the_board_asks_the_same_questions_however_large_the_city(
    client: Client, place: Quarters, path: str
) -> None:
    def questions() -> int:
        client.get(f"{BOARD}{path}")
        caches["drawn"].clear()  # as the first visitor finds it
        return questions_of(client, f"{BOARD}{path}")

    place.service(place.north, capacity=40)
    computed()
    few = questions()
    minors = IndicatorFactory.create(code="minors")
    for number in range(50):
        zone = ZoneFactory.create(number=500 + number)
        IndicatorValueFactory.create(indicator=minors, zone=zone)
        place.service(zone, capacity=3)
    for number in range(5):
        CoverageMeasureFactory.create(code=f"altra-{number}")
    computed()
    assert questions() == few
