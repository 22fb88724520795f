"""The city's own files: every fault that they are known to have is told, and nothing else.

They are not part of the project: without them these checks are skipped, and say so.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from trama.territory.models import IndicatorValue, Zone, ZoneShare
from trama.territory.queries.drawing import Fill, draw
from trama.territory.queries.places import Found, NotFound, locate, nil_at
from trama.territory.tests.commands import counts, run

DATA = Path(settings.BASE_DIR).parent / "shared/data"
pytestmark = [
    pytest.mark.skipif(not DATA.is_dir(), reason="the city's real files are not on this machine"),
    pytest.mark.django_db,
]
Reports = dict[str, dict[str, Any]]


def bring_in() -> Reports:
    territory, indicators = DATA / "territory", DATA / "indicators"
    return {
        "municipi": run(
            "import_boundaries",
            territory / "municipi_approximate.geojson",
            kind="municipio",
            source="municipi",
            id_field="MUNICIPIO",
            name_field="nome",
            precision="approximate",
        ),
        "city": run(
            "import_boundaries", territory / "city_outline.geojson", kind="city", source="confine"
        ),
        "nil": run(
            "import_boundaries",
            territory / "nil_ds964.geojson",
            kind="nil",
            source="ds964",
            shares=territory / "nil_municipio.csv",
        ),
        "ds205": run(
            "import_indicators",
            indicators / "ds205_milano_nil_2024.csv",
            layout="ds205",
            source="ds205",
        ),
        "households": run(
            "import_indicators",
            indicators / "households_by_nil.csv",
            layout="households",
            source="ds1440",
        ),
        "services": run(
            "import_indicators",
            indicators / "wemi_services_by_nil.csv",
            layout="services",
            source="wemi-services",
            year=2025,
        ),
        "addresses": run(
            "import_addresses",
            DATA / "addresses/milano_indirizzi_geocodificati.csv",
            source="indirizzi",
        ),
    }


@pytest.fixture(scope="module")
def reports(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Reports]:
    """Brought in once for all these tests, and gone after them."""
    if not DATA.is_dir():
        pytest.skip("the city's real files are not on this machine")
    with django_db_blocker.unblock(), transaction.atomic():
        yield bring_in()
        transaction.set_rollback(True)


def faults(report: dict[str, Any], key: str = "refused") -> list[tuple[int, str, str]]:
    return [(one["row"], one["column"], one["value"]) for one in report[key]]


def test_all_zones_come_in_with_their_shares(reports: Reports) -> None:
    assert counts(reports["municipi"]) == (9, 0, 0)
    assert counts(reports["city"]) == (1, 0, 0)
    assert counts(reports["nil"]) == (88 + 106, 0, 0)
    assert not reports["nil"]["refused"]
    assert faults(reports["nil"], "warnings") == [(37, "quota_pop_istat2011", "")]
    straddling = Counter(ZoneShare.objects.values_list("part__code", flat=True))
    assert sum(1 for count in straddling.values() if count > 1) == 16
    approximate = Zone.objects.filter(kind="municipio", precision="approximate")
    assert approximate.count() == 9


def test_swapped_areas_and_the_row_of_nobody_are_refused(reports: Reports) -> None:
    column = "area_(metri_quadrati)"
    assert faults(reports["ds205"]) == [
        (30, column, "1135239,32"),
        (61, column, "3427070,6"),
        (88, column, "3005623,49"),
        (90, "nil", "N.D."),
    ]
    likely = [one["reason"] for one in reports["ds205"]["refused"][:3]]
    assert [reason.rpartition("zona ")[2] for reason in likely] == ["5.", "71.", "16."]
    refused = IndicatorValue.objects.filter(indicator__code="area-m2", zone__code__in=[5, 16, 71])
    assert not refused.exists()
    assert counts(reports["ds205"]) == (88 * 13 - 3, 0, 0)


def test_blanks_that_stand_for_zero_and_lost_letters_are_told(reports: Reports) -> None:
    told = Counter(one["column"] for one in reports["ds205"]["warnings"])
    assert told == {
        "scuola_dell'infanzia_(numero)": 19,
        "scuola_primaria_(numero)": 21,
        "scuola_secondaria_di_primo_grado_(numero)": 26,
        "seconda_cittadinanza": 4,
        "terza_cittadinanza": 10,
        "quartiere": 1,
    }
    [name] = [one for one in reports["ds205"]["warnings"] if one["column"] == "quartiere"]
    assert name["value"].startswith("Niguarda - Ca? Granda")


def test_households_are_summed_only_where_all_is_known(reports: Reports) -> None:
    assert counts(reports["households"]) == (518, 0, 0)
    assert faults(reports["households"]) == [
        (490, "categoria", "Coppia convivente senza figli"),
        (491, "categoria", "Coppia convivente con almeno un figlio minorenne"),
        (1532, "categoria", "Coppia sposata senza figli"),
    ]
    alone = IndicatorValue.objects.filter(indicator__code="single-parents-with-minors")
    assert alone.count() == 87
    assert alone.get(zone__code="8").year == 2019


def test_every_listed_service_counts_even_without_a_category(reports: Reports) -> None:
    assert counts(reports["services"]) == (81, 0, 0)
    assert len(reports["services"]["warnings"]) == 79
    services = IndicatorValue.objects.filter(indicator__code="listed-services")
    assert sum(int(row.value) for row in services) == 1093


def test_addresses_come_in_and_their_faults_are_told(reports: Reports) -> None:
    report = reports["addresses"]
    assert counts(report) == (1874, 0, 0)
    reasons = Counter(one["reason"].split(" alla riga")[0] for one in report["refused"])
    assert reasons == {
        "Non è il nome di una via.": 2,
        "È un incrocio, senza numero civico.": 46,
        "Lo stesso indirizzo è": 15,
        "Il punto è nel NIL 22: la riga si contraddice.": 1,
    }
    assert len(report["warnings"]) == 135
    assert 1874 + 64 + 135 == 2073


def test_the_same_files_again_change_nothing(reports: Reports) -> None:
    again = bring_in()
    for name, report in reports.items():
        assert counts(again[name]) == (0, 0, report["created"]), name


@pytest.mark.parametrize(
    ("text", "address", "nil"),
    [
        ("via Larga 8", "Via Larga 8", "1"),
        ("V. LARGA, 8 - 20122 MILANO", "Via Larga 8", "1"),
        ("via Giovanni Fattori n. 6", "Via Fattori Giovanni 6", "76"),
        ("Corso XXII Marzo 52/7", "Corso 22 Marzo 52/7", "26"),
        ("p.le Baracca 5", "Piazzale Francesco Baracca 5", "7"),
    ],
)
def test_addresses_of_the_city_are_found(
    reports: Reports, text: str, address: str, nil: str
) -> None:
    found = locate(text)
    assert isinstance(found, Found)
    assert (found.address, found.nil and found.nil.code) == (address, nil)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("viale Monza 106", "number"),
        ("corso Lodi", "several"),
        ("via che non c’è 3", "street"),
        (" , ", "empty"),
    ],
)
def test_an_address_that_is_not_known_is_said_not_to_be(
    reports: Reports, text: str, why: str
) -> None:
    answer = locate(text)
    assert isinstance(answer, NotFound)
    assert answer.why == why


def test_points_fall_where_they_are(reports: Reports) -> None:
    duomo = nil_at(9.1919, 45.4642)
    assert duomo is not None
    assert duomo.code == "1"
    assert nil_at(9.27, 45.58) is None  # Sesto San Giovanni


def test_the_whole_city_is_a_light_drawing(reports: Reports) -> None:
    drawing = draw(
        "nil",
        fills={str(number): Fill("g1", "1") for number in range(1, 88)},
        legend={"g1": "uno"},
        link=lambda zone: f"/territorio/nil/{zone.code}/",
        title="Prova",
        outlined=["7"],
    )
    city, near = drawing.views
    assert len(city.shapes) == 88
    assert 12 <= len(near.shapes) < 60
    assert sum(len(shape.path) for shape in city.shapes) < 20_000
    assert any("approssimati" in note for note in drawing.notes)
    assert drawing.legend[-1].count == 1
