"""An invented city by files and settings alone: two boroughs, three neighbourhoods."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from pytest_django import Settings

from trama.ledger.models import Event
from trama.territory.models import Address, IndicatorValue, Source, Zone, ZoneShare
from trama.territory.queries.places import Found, locate, nil_at
from trama.territory.tests.commands import counts, run
from trama.territory.tests.factories import IndicatorFactory

pytestmark = pytest.mark.django_db
WEST, SOUTH, SIDE = 12.30, 41.80, 0.02
NEW = {"source_title": "Carte di Borgo Inventato", "source_licence": "CC0"}


@pytest.fixture(autouse=True)
def borgo(settings: Settings) -> None:
    settings.CITY_NAME = "Borgo Inventato"
    settings.CITY_CENTER = (WEST, SOUTH)
    settings.CITY_SCALES = {
        "city": ("Borgo", "Borgo"),
        "municipio": ("Sestiere", "Sestieri"),
        "nil": ("Contrada", "Contrade"),
    }


def strip(left: float, right: float, bottom: float = 0, top: float = 1) -> dict[str, Any]:
    """A rectangle, in sides of a neighbourhood."""
    xs = [WEST + SIDE * x for x in (left, right, right, left, left)]
    ys = [SOUTH + SIDE * y for y in (bottom, bottom, top, top, bottom)]
    return {"type": "Polygon", "coordinates": [[list(pair) for pair in zip(xs, ys, strict=True)]]}


def write(path: Path, shapes: dict[int, tuple[str, dict[str, Any]]]) -> Path:
    features = [
        {"type": "Feature", "properties": {"cod": code, "nome": name}, "geometry": shape}
        for code, (name, shape) in shapes.items()
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


CONTRADE = {
    1: ("Fontana", strip(0, 1)),
    2: ("Mulino", strip(1, 2)),
    3: ("Torre", strip(2, 3)),
}
SESTIERI = {1: ("Sestiere di Ponente", strip(0, 1.5)), 2: ("Sestiere di Levante", strip(1.5, 3))}
BOUNDARIES = {"id_field": "cod", "name_field": "nome", "source": "carte", **NEW}


@pytest.fixture
def city(tmp_path: Path) -> Path:
    run(
        "import_boundaries", write(tmp_path / "s.geojson", SESTIERI), kind="municipio", **BOUNDARIES
    )
    run("import_boundaries", write(tmp_path / "c.geojson", CONTRADE), kind="nil", **BOUNDARIES)
    return tmp_path


def sheet(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "tabella.csv"
    path.write_bytes(text.encode(encoding))
    return path


def mapping(folder: Path, **layout: Any) -> Path:
    path = folder / "descrizione.json"
    path.write_text(json.dumps(layout))
    return path


def indicator(code: str, **more: Any) -> dict[str, Any]:
    words = {"label_it": code, "label_en": code, "unit_it": "persone", "unit_en": "people"}
    return {"code": code, "counts_people": True, **words, **more}


RESIDENTS = {
    "zone_column": "Contrada",
    "name_column": "Nome",
    "year_column": "Anno",
    "decimal": ",",
    "columns": [
        {"column": "Abitanti", "indicator": indicator("residents")},
        {
            "column": "Superficie",
            "whole": False,
            "is_area": True,
            "indicator": indicator("area-m2"),
        },
        {"column": "Scuole", "blank_is_zero": True, "indicator": indicator("schools")},
    ],
    "words": ["Nota"],
}
AREA = "3687000,5"  # square metres of each neighbourhood, within two hundredths
TABLE = f"""\ufeffContrada;Nome;Anno;Abitanti;Superficie;Scuole;Nota
1;Fontana;2024;1.200,0;{AREA};2;
2;Molino;2024;N.D.;{AREA};;Per—
3;Torre;2024;900;1000000,5;alcune;
9;Altrove;2024;5;1;1;
;N.D.;2024;;;;
1;Fontana;2024;7;{AREA};2;
"""


def test_zones_and_computed_shares_come_from_the_boundaries_alone(city: Path) -> None:
    assert list(Zone.objects.filter(kind="nil").values_list("code", "name").order_by("number")) == [
        ("1", "Fontana"),
        ("2", "Mulino"),
        ("3", "Torre"),
    ]
    shares = {
        (share.part.name, share.whole.number): share.area_share
        for share in ZoneShare.objects.select_related("part", "whole")
    }
    assert shares == pytest.approx(
        {("Fontana", 1): 1, ("Mulino", 1): 0.5, ("Mulino", 2): 0.5, ("Torre", 2): 1}, abs=1e-3
    )
    assert Source.objects.get().licence == "CC0"


def test_the_same_file_twice_is_one_import(city: Path) -> None:
    events = Event.objects.count()
    again = run("import_boundaries", city / "c.geojson", kind="nil", **BOUNDARIES)
    assert counts(again) == (0, 0, 7)
    assert again["exit"] == 0
    assert Event.objects.count() == events


def test_an_import_is_an_event_with_its_file_s_hash(city: Path) -> None:
    event = Event.objects.filter(verb="import_boundaries").get(
        subject_id=Source.objects.get().pk, opening__payload__contains="c.geojson"
    )
    facts = json.loads(event.opening.payload)
    # Three contrade, and their shares after them.
    assert (facts["name"], facts["created"], len(facts["sha256"])) == ("c.geojson", 3, 64)


def test_a_dry_run_says_the_same_and_writes_nothing(tmp_path: Path) -> None:
    file = write(tmp_path / "c.geojson", CONTRADE)
    report = run("import_boundaries", file, kind="nil", dry_run=True, **BOUNDARIES)
    assert counts(report) == (3, 0, 0)
    assert not Zone.objects.exists()
    assert not Source.objects.exists()
    assert not Event.objects.exists()


def test_another_edition_renames_and_says_so(city: Path) -> None:
    changed = {
        1: ("FONTANA", strip(0, 1)),
        2: ("Mulino Nuovo", strip(1, 2)),
        4: ("Ponte", strip(3, 4)),
    }
    file = write(city / "c2.geojson", changed)
    report = run("import_boundaries", file, kind="nil", **BOUNDARIES)
    names = dict(Zone.objects.filter(kind="nil").values_list("code", "name"))
    assert names == {"1": "Fontana", "2": "Mulino Nuovo", "3": "Torre", "4": "Ponte"}
    told = {(remark["value"], remark["column"]) for remark in report["warnings"]}
    assert {("Mulino Nuovo", "name"), ("3", "code")} <= told


def test_names_may_come_from_a_table(city: Path) -> None:
    table = sheet(city, "numero,bello\n1,La Fontana\n")
    report = run(
        "import_boundaries",
        city / "c.geojson",
        kind="nil",
        names=table,
        names_fields="numero,bello",
        **BOUNDARIES,
    )
    assert counts(report)[1] == 1
    assert Zone.objects.get(kind="nil", code="1").name == "La Fontana"


def test_a_table_of_shares_replaces_what_was_computed(city: Path) -> None:
    table = sheet(
        city,
        "nil,municipio,quota_area,quota_pop\n1,1,1,1\n2,1,0.5,0.2\n2,2,0.5,0.8\n3,2,0.7,1\n",
    )
    report = run(
        "import_boundaries",
        city / "c.geojson",
        kind="nil",
        shares=table,
        shares_source="carte",
        **BOUNDARIES,
    )
    assert report["exit"] == 1
    assert [(one["row"], one["column"]) for one in report["refused"]] == [(5, "quota_area")]
    mulino = ZoneShare.objects.get(part__code="2", whole__code="2")
    assert mulino.people_share == 0.8
    assert ZoneShare.objects.get(part__code="3").source is None  # as computed


@pytest.mark.parametrize(
    ("rows", "faults"),
    [
        ("9,1,1,1", [(2, "nil")]),
        ("1,7,1,1", [(2, "municipio")]),
        ("1,1,1.5,1", [(2, "quota_area")]),
        ("1,1,,1", [(2, "quota_area")]),
        ("1,1,1,metà", [(2, "quota_pop")]),
        ("1,1,0.5,1\n1,1,0.5,0", [(2, "municipio"), (3, "municipio")]),
        ("1,1,0.5,0.5\n1,2,0.5,0.2", [(2, "quota_pop"), (3, "quota_pop")]),
        ("1,1,0.5,0.5\n1,9,0.5,0.5", [(2, "nil"), (3, "municipio")]),
    ],
)
def test_shares_that_are_not_good_are_refused_by_row_and_column(
    city: Path, rows: str, faults: list[tuple[int, str]]
) -> None:
    table = sheet(city, f"nil,municipio,quota_area,quota_pop\n{rows}\n")
    before = set(ZoneShare.objects.values_list("pk", "people_share"))
    report = run(
        "import_boundaries",
        city / "c.geojson",
        kind="nil",
        shares=table,
        shares_source="carte",
        **BOUNDARIES,
    )
    assert [(one["row"], one["column"]) for one in report["refused"]] == faults
    assert set(ZoneShare.objects.values_list("pk", "people_share")) == before


def test_a_table_of_its_own_is_read_by_its_description(city: Path) -> None:
    options = {"mapping": mapping(city, **RESIDENTS), "source": "anagrafe", **NEW}
    report = run("import_indicators", sheet(city, TABLE), **options)
    refused = [(one["row"], one["column"], one["value"]) for one in report["refused"]]
    assert refused == [
        (3, "abitanti", "N.D."),
        (4, "superficie", "1000000,5"),
        (4, "scuole", "alcune"),
        (5, "contrada", "9"),
        (6, "contrada", "N.D."),
        (7, "contrada", "1"),
    ]
    warned = [(one["row"], one["column"]) for one in report["warnings"]]
    assert warned == [(3, "nota"), (3, "nome"), (3, "scuole")]
    values = IndicatorValue.objects.values_list("zone__code", "indicator__code", "value")
    assert {(zone, code): int(value) for zone, code, value in values} == {
        ("1", "residents"): 1200,
        ("3", "residents"): 900,
        ("1", "area-m2"): 3687000,
        ("2", "area-m2"): 3687000,
        ("1", "schools"): 2,
        ("2", "schools"): 0,
    }
    again = run("import_indicators", sheet(city, TABLE), **options)
    assert counts(again) == (0, 0, 6)


def test_a_spreadsheet_is_read_as_a_csv_is(city: Path) -> None:
    book = Workbook()
    page = book.active
    assert isinstance(page, Worksheet)
    for row in (["zone", "year", "indicator", "value"], [1, 2024, "felicità", 12.5]):
        page.append(row)
    book.save(city / "t.xlsx")
    IndicatorFactory.create(code="felicità")
    report = run("import_indicators", city / "t.xlsx", layout="long", source="x", **NEW)
    assert counts(report) == (1, 0, 0)
    assert str(IndicatorValue.objects.get().value) == "12.5000"


def test_an_indicator_nobody_defined_is_refused(city: Path) -> None:
    table = sheet(city, "zone,year,indicator,value\n1,2024,felicità,7\n1,anno,residents,7\n")
    report = run("import_indicators", table, layout="long", source="x", **NEW)
    assert [(one["row"], one["column"]) for one in report["refused"]] == [
        (2, "indicator"),
        (3, "year"),
    ]


def test_a_sum_wants_all_its_parts(city: Path) -> None:
    layout = mapping(
        city,
        zone_column="zona",
        dimension_column="gruppo",
        category_column="voce",
        value_column="n",
        series=[
            {"dimension": "g", "categories": ["a", "b"], "indicator": indicator("ab")},
            {"dimension": "g", "indicator": indicator("all")},
        ],
    )
    rows = "zona,gruppo,voce,n\n1,g,a,3\n1,g,b,4\n2,g,a,5\n2,h,b,9\n1,g,,1\n1,g,a,3\n"
    options = {"mapping": layout, "source": "x", "year": 2024, **NEW}
    report = run("import_indicators", sheet(city, rows), **options)
    assert [(one["row"], one["column"]) for one in report["refused"]] == [(4, "voce"), (7, "voce")]
    assert [one["row"] for one in report["warnings"]] == [6]
    values = IndicatorValue.objects.values_list("zone__code", "indicator__code", "value")
    assert {(zone, code): int(value) for zone, code, value in values} == {
        ("1", "ab"): 7,
        ("1", "all"): 8,
        ("2", "all"): 5,
    }


def test_addresses_find_their_contrada_by_their_point(city: Path) -> None:
    columns = mapping(city, address="via", longitude="x", latitude="y")
    table = sheet(
        city,
        "via;x;y\n"
        f"Via Lunga 1;{WEST + 0.01};{SOUTH + 0.01}\n"
        f"Via Lunga, 9;{WEST + 0.05};{SOUTH + 0.01}\n"
        f"via lunga 1;{WEST + 0.03};{SOUTH + 0.01}\n"
        f"VIA LUNGA 1;{WEST + 0.01};{SOUTH + 0.01}\n"
        f"Via Corta 2;{WEST - 0.5};{SOUTH}\n"
        f"Via Corta 3;{SOUTH};{WEST}\n"
        "Via Corta 4;est;nord\n"
        f"Via Corta-Via Lunga;{WEST + 0.01};{SOUTH + 0.01}\n"
        f"9;{WEST + 0.01};{SOUTH + 0.01}\n",
    )
    options = {"mapping": columns, "source": "vie", **NEW}
    report = run("import_addresses", table, **options)
    assert counts(report) == (2, 0, 0)
    assert [(one["row"], one["column"]) for one in report["refused"]] == [
        (4, "via"), (6, "x"), (7, "x"), (8, "x"), (9, "via"), (10, "via"),
    ]  # fmt: skip
    assert [one["row"] for one in report["warnings"]] == [5]
    assert counts(run("import_addresses", table, **options)) == (0, 0, 2)
    found = locate("via Lunga 9, Borgo Inventato")
    assert isinstance(found, Found)
    assert (str(found.nil), str(found.municipio)) == ("Torre", "Sestiere di Levante")
    assert Address.objects.get(number="1").nil == nil_at(WEST + 0.01, SOUTH + 0.01)


def test_a_row_whose_point_and_contrada_disagree_is_refused(city: Path) -> None:
    columns = mapping(city, address="via", longitude="x", latitude="y", nil="c", postcode="cap")
    table = sheet(
        city,
        "via;x;y;c;cap\n"
        f"Via Lunga 1;{WEST + 0.01};{SOUTH + 0.01};3;00100\n"
        f"Via Lunga 2;{WEST + 0.01};{SOUTH + 0.01};8;00100\n"
        f"Via Lunga 3;{WEST + 0.01};{SOUTH + 0.01};1;100\n",
    )
    report = run("import_addresses", table, mapping=columns, source="vie", **NEW)
    assert [(one["row"], one["column"]) for one in report["refused"]] == [
        (2, "c"),
        (3, "c"),
        (4, "cap"),
    ]


def test_the_pages_speak_of_that_city_in_its_own_words(city: Path, client: Client) -> None:
    options = {"mapping": mapping(city, **RESIDENTS), "source": "anagrafe", **NEW}
    run("import_indicators", sheet(city, TABLE), **options)
    page = client.get("/territorio/").content.decode()
    assert "Borgo Inventato: 2 Sestieri, 3 Contrade" in page
    assert "Municip" not in page
    assert "NIL" not in page
    assert "Milano" not in page.split("<main")[1].split("</main>")[0]


@pytest.mark.parametrize(
    ("command", "name", "content", "options", "says"),
    [
        ("import_boundaries", "x.geojson", b"{}", {"kind": "nil"}, "FeatureCollection"),
        ("import_indicators", "x.csv", b"a,b\n1,2\n", {"layout": "ds205", "year": 2024}, "colonne"),
        ("import_indicators", "x.csv", b"", {"layout": "ds205"}, "vuoto"),
        ("import_addresses", "x.csv", b"a\n1\n", {}, "colonne"),
    ],
)
def test_a_file_that_is_not_one_ends_with_two(
    tmp_path: Path, command: str, name: str, content: bytes, options: dict[str, Any], says: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(CommandError, match=says) as refused:
        call_command(command, str(path), source="ds205", **options)
    assert refused.value.returncode == 2


def test_a_missing_file_an_unknown_source_and_a_bad_description_are_told(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="non si legge"):
        call_command("import_addresses", str(tmp_path / "no.csv"), source="ds205")
    file = sheet(tmp_path, "a\n1\n")
    with pytest.raises(CommandError, match="--source-title"):
        call_command("import_addresses", str(file), source="mai-vista")
    bad = mapping(tmp_path, colonne=[])
    with pytest.raises(CommandError, match="descrizione"):
        call_command("import_indicators", str(file), source="ds205", mapping=bad)


def test_a_table_without_a_year_asks_for_it(city: Path) -> None:
    table = sheet(city, "id_nil,nil,dimensione,categoria,n_servizi\n1,Fontana,area_attivita,A,2\n")
    with pytest.raises(CommandError, match="--year"):
        call_command("import_indicators", str(table), source="wemi-services", layout="services")
