"""Lists of services: every fault told by row and column, nothing guessed, twice is once."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from trama.accounts.models import User
from trama.ledger.formats.sheets import files
from trama.ledger.formats.sheets.sheet import UnreadableError
from trama.needs.lifecycle import cards, service_lists
from trama.needs.models import CardWord, Resource, ServiceImport
from trama.needs.rules.layouts import layout_of
from trama.needs.tasks.cards import count_words, read_services
from trama.organizations.models import Organization
from trama.territory.models import Source, Zone
from trama.territory.tests.factories import AddressFactory, ZoneFactory, ZoneShareFactory

pytestmark = pytest.mark.django_db
Enter = Any
REAL = Path("../shared/data")
HEAD = (
    "titolo;che_cosa_è;tema;indirizzo;municipio;longitudine;latitudine;capacità;unità;telefono;"
    "descrizione"
)


@pytest.fixture
def nil() -> Zone:
    """Number 101, a square of the invented city, in Municipio 7."""
    return ZoneShareFactory.create(
        part__number=101, part__square=True, part__name="Baggio",
        whole__number=7, whole__name="Municipio 7",
    ).part  # fmt: skip


def row(nil: Zone, **said: str) -> str:
    cells = {
        "titolo": "Doposcuola dei gelsi",
        "che_cosa_è": "servizio",
        "tema": "Sostegno scolastico",
        "longitudine": str(nil.longitude),
        "latitudine": str(nil.latitude),
        **said,
    }
    return ";".join(cells.get(name, "") for name in HEAD.split(";"))


def bring_in(*rows: str, dry_run: bool = False, code: str = "prova") -> dict[str, Any]:
    sheet = files.read("\n".join([HEAD, *rows]).encode())
    layout = layout_of(sheet)
    return service_lists.import_sheet(sheet, layout, code=code, name="prova.csv", dry_run=dry_run)


def test_a_list_becomes_published_cards_that_nobody_keeps_yet(nil: Zone) -> None:
    report = bring_in(row(nil, capacità="20", unità="posti", telefono="02 12345678"))
    assert (report["created"], report["refused"]) == (1, [])
    resource = Resource.objects.get()
    assert (resource.status, resource.is_listed, resource.verified_at) == ("published", True, None)
    assert (resource.nil, resource.capacity) == (nil, Decimal(20))
    assert resource.unit == "places"
    assert resource.phone == "02 12345678"
    assert nil.pk in resource.reach
    assert resource.versions.get().note == "dall’elenco «prova.csv»"
    count_words()
    assert CardWord.objects.filter(word="doposcuola").exists()


def test_the_same_list_twice_changes_nothing(nil: Zone) -> None:
    bring_in(row(nil))
    report = bring_in(row(nil))
    assert (report["created"], report["updated"], report["unchanged"]) == (0, 0, 1)
    assert ServiceImport.objects.count() == 1


def test_a_dry_run_leaves_nothing_written(nil: Zone) -> None:
    assert bring_in(row(nil), dry_run=True)["created"] == 1
    assert not Resource.objects.exists()
    assert not Source.objects.filter(code="prova").exists()


def test_a_changed_row_makes_a_version(nil: Zone) -> None:
    bring_in(row(nil, capacità="20", unità="posti"))
    report = bring_in(row(nil, capacità="25", unità="posti"))
    assert report["updated"] == 1
    resource = Resource.objects.get()
    assert (resource.capacity, resource.version) == (Decimal(25), 2)
    assert resource.versions.count() == 2


def test_what_a_body_keeps_is_not_written_over(nil: Zone, bruno: User) -> None:
    bring_in(row(nil, capacità="20", unità="posti"))
    Resource.objects.update(organization=Organization.objects.get())
    cards.claim(Resource.objects.get(), actor=bruno)
    report = bring_in(row(nil, capacità="99", unità="posti"))
    assert report["updated"] == 0
    assert "curata" in report["refused"][0]["reason"]
    assert Resource.objects.get().capacity == 20


@pytest.mark.parametrize(
    ("said", "column", "reason"),
    [
        ({"capacità": "-3", "unità": "posti"}, "capacità", "negativo"),
        ({"capacità": "alcuni", "unità": "posti"}, "capacità", "Non è un numero"),
        ({"capacità": "20"}, "unità", "Manca l’unità"),
        ({"capacità": "20", "unità": "secchi"}, "unità", "elenco delle voci"),
        ({"titolo": " "}, "titolo", "Manca il nome"),
        ({"tema": ""}, "tema", "Manca il tema"),
        ({"tema": "giardinaggio"}, "tema", "elenco delle voci"),
        ({"che_cosa_è": "boh"}, "che_cosa_è", "elenco delle voci"),
        ({"longitudine": "12.5", "latitudine": "41.9"}, "latitudine", "fuori dalla città"),
        ({"longitudine": "nove"}, "longitudine", "Non è un numero"),
        ({"latitudine": ""}, "latitudine", "vuota"),
        ({"municipio": "99"}, "municipio", "Non è un Municipio"),
        ({"municipio": "8"}, "municipio", "non è in Municipio 8"),
        ({"descrizione": "chiedere di RSSMRA80A01F205X"}, "descrizione", "toglilo"),
        ({"longitudine": "", "latitudine": "", "indirizzo": "v. X 3"}, "indirizzo", "non è tra"),
        ({"longitudine": "", "latitudine": ""}, "indirizzo", "Manca il dove"),
    ],
)  # fmt: skip
def test_each_fault_is_told_by_row_and_column(
    nil: Zone, said: dict[str, str], column: str, reason: str
) -> None:
    ZoneFactory.create(kind="municipio", number=8, name="Municipio 8")
    report = bring_in(row(nil, titolo="Buona"), row(nil, **said))
    assert report["created"] == 1
    [refused] = report["refused"]
    assert (refused["row"], refused["column"]) == (3, column)
    assert reason in refused["reason"]


def test_a_report_does_not_keep_whose_the_fiscal_code_is(nil: Zone) -> None:
    report = bring_in(row(nil, descrizione="chiedere di RSSMRA80A01F205X"))
    assert "RSSMRA80A01F205X" not in json.dumps(report)
    assert report["refused"][0]["value"] == "RSS…"


def test_a_telephone_in_the_text_is_taken_and_to_be_looked_at(nil: Zone) -> None:
    report = bring_in(row(nil, descrizione="chiamare il 347 1234567"))
    assert report["created"] == 1
    assert report["doubts"][0]["column"] == "descrizione"


def test_a_contact_that_does_not_read_is_left_out_and_said(nil: Zone) -> None:
    report = bring_in(row(nil, telefono="chiedere in portineria"))
    assert report["created"] == 1
    assert report["doubts"][0]["column"] == "telefono"
    assert Resource.objects.get().phone == ""


def test_the_same_service_twice_in_a_list_is_told(nil: Zone) -> None:
    report = bring_in(row(nil), row(nil, capacità="3", unità="posti"))
    assert report["created"] == 1
    assert "della riga 2" in report["refused"][0]["reason"]


def test_an_address_without_a_point_is_found_in_the_city_s_list(nil: Zone) -> None:
    AddressFactory.create(street="Via dei Gelsi", number="4", nil=nil, longitude=9.1, latitude=45.4)
    report = bring_in(row(nil, longitudine="", latitudine="", indirizzo="V. dei gelsi, 4"))
    assert report["refused"] == []
    resource = Resource.objects.get()
    assert (resource.nil, resource.longitude) == (nil, 9.1)


def test_an_address_not_found_counts_for_its_municipio_and_is_said(nil: Zone) -> None:
    report = bring_in(
        row(nil, longitudine="", latitudine="", indirizzo="via Ignota 3", municipio="7")
    )
    assert "senza NIL" in report["doubts"][0]["reason"]
    resource = Resource.objects.get()
    assert resource.nil is None
    assert [zone.name for zone in resource.served.all()] == ["Municipio 7"]


def test_a_mapping_reads_another_city_s_columns(nil: Zone, tmp_path: Path) -> None:
    sheet = tmp_path / "altra.csv"
    sheet.write_text(f"Nome,Lon,Lat\nSportello,{nil.longitude},{nil.latitude}\n")
    mapping = tmp_path / "mappa.json"
    mapping.write_text(
        json.dumps({
            "columns": {"title": "Nome", "longitude": "Lon", "latitude": "Lat"},
            "constants": {"kind": "service", "theme": "work"},
            "key": ["Nome"],
        })
    )  # fmt: skip
    call_command("import_services", str(sheet), source="altra", mapping=mapping)
    assert Resource.objects.get().theme.code == "work"


@pytest.mark.parametrize(
    "mapping", ["[]", "{", "{}", '{"columns": {"title": "a", "x": "b"}, "key": ["a"]}']
)
def test_a_mapping_that_is_none_is_refused(nil: Zone, tmp_path: Path, mapping: str) -> None:
    sheet = tmp_path / "altra.csv"
    sheet.write_text("a,b\n1,2\n")
    file = tmp_path / "mappa.json"
    file.write_text(mapping)
    with pytest.raises(CommandError) as error:
        call_command("import_services", str(sheet), source="altra", mapping=file)
    assert error.value.returncode == 2


def test_a_list_without_a_title_is_unreadable() -> None:
    with pytest.raises(UnreadableError, match="titolo"):
        layout_of(files.read(b"nome;dove\nx;y\n"))


# ---------------------------------------------------------------- on the web


def handed(client: Client, nil: Zone, *rows: str) -> ServiceImport:
    content = "\n".join([HEAD, *rows]).encode()
    upload = SimpleUploadedFile("servizi.csv", content, "text/csv")
    answer = client.post(reverse("needs:import_new"), {"upload": upload})
    assert answer.status_code == 303
    return ServiceImport.objects.get()


def test_a_body_hands_a_list_over_reads_the_faults_and_confirms(
    enter: Enter, bruno: User, organization: Organization, nil: Zone
) -> None:
    client = enter(bruno)
    found = handed(
        client, nil, row(nil), row(nil, titolo="Altro", capacità="alcuni", unità="posti")
    )
    url = reverse("needs:import", args=[found.uid])
    assert "Ci stiamo lavorando" in client.get(url).content.decode()
    read_services(str(found.uid))
    text = client.get(url).content.decode()
    assert "Che cosa cambierebbe" in text
    assert "alcuni" in text
    assert not Resource.objects.exists()
    confirm = reverse("needs:import_confirm", args=[found.uid])
    for _click in range(2):
        assert client.post(confirm).status_code == 303
    for _run in range(2):
        read_services(str(found.uid))
    resource = Resource.objects.get()
    assert (resource.organization, resource.author) == (organization, bruno)
    assert resource.verified_at
    assert "Che cosa è cambiato" in client.get(url).content.decode()


def test_another_body_does_not_see_the_list(
    enter: Enter, bruno: User, carla: User, nil: Zone
) -> None:
    found = handed(enter(bruno), nil, row(nil))
    client = enter(carla)
    assert client.get(reverse("needs:import", args=[found.uid])).status_code == 403
    assert client.post(reverse("needs:import_confirm", args=[found.uid])).status_code == 403


def test_a_file_that_is_no_list_is_said(enter: Enter, bruno: User) -> None:
    client = enter(bruno)
    upload = SimpleUploadedFile("servizi.csv", b"nome;dove\nx;y\n", "text/csv")
    client.post(reverse("needs:import_new"), {"upload": upload})
    found = ServiceImport.objects.get()
    read_services(str(found.uid))
    text = client.get(reverse("needs:import", args=[found.uid])).content.decode()
    assert "nulla è stato importato" in text


# ---------------------------------------------------------------- the real lists


@pytest.fixture
def milan() -> None:
    """The 88 NIL of the real city and its addresses."""
    if not REAL.is_dir():
        pytest.skip("THE REAL LISTS OF SERVICES ARE ABSENT: ../shared/data")
    territory = REAL / "territory"
    call_command(
        "import_boundaries", str(territory / "municipi_approximate.geojson"), source="municipi",
        source_title="Municipi", kind="municipio", id_field="MUNICIPIO", name_field="nome",
        precision="approximate",
    )  # fmt: skip
    call_command(
        "import_boundaries", str(territory / "nil_ds964.geojson"), source="ds964", kind="nil",
        source_title="NIL", shares=territory / "nil_municipio.csv",
    )  # fmt: skip


def real(name: str, code: str) -> dict[str, Any]:
    sheet = files.read((REAL / "services" / name).read_bytes())
    return service_lists.import_sheet(sheet, layout_of(sheet), code=code, name=name)


def faults(report: dict[str, Any]) -> list[tuple[int, str]]:
    return [(one["row"], one["column"]) for one in report["refused"]]


def test_of_the_real_libraries_those_outside_the_city_are_told(milan: None) -> None:
    report = real("milano_biblioteche_geo.csv", "biblioteche")
    outside = [one for one in report["refused"] if "fuori dalla città" in one["reason"]]
    assert len(outside) == 73
    too_long = [one for one in report["refused"] if "più lungo" in one["reason"]]
    assert [one["row"] for one in too_long] == [78, 178]
    assert report["created"] == 140


def test_of_the_real_offices_the_one_of_another_municipio_is_told(milan: None) -> None:
    report = real("ds1303_servizio_sociale_sedi.csv", "ds1303")
    assert faults(report) == [(18, "municipio")]
    assert [one["row"] for one in report["doubts"]] == [7, 15, 17, 20]  # without coordinates
    assert report["created"] == 18
    again = real("ds1303_servizio_sociale_sedi.csv", "ds1303")
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, 18)


@pytest.mark.parametrize(
    ("name", "code", "created", "wrong"),
    [
        ("ds3017_case_di_quartiere_2026.csv", "ds3017", 34, []),
        ("ds551_scuole_italiano_campione.csv", "ds551", 29, [(20, "municipio")]),
        ("milano_scuole_miur_2016_geo.csv", "scuole-miur", 324, [(93, "lat")]),
    ],
)
def test_the_other_real_lists_come_in_whole_but_for_their_faults(
    milan: None, name: str, code: str, created: int, wrong: list[tuple[int, str]]
) -> None:
    report = real(name, code)
    assert (report["created"], faults(report)) == (created, wrong)
