"""The command that others script against: JSON on stdout, an exit code, nothing twice."""

import io
import json
import time
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from procrastinate.contrib.django.models import ProcrastinateJob

from trama.ledger.models import Event
from trama.organizations.models import (
    LegalType,
    ListImport,
    NearNames,
    Organization,
    OrganizationStatus,
)
from trama.organizations.rules.names import broken_word, vocabulary
from trama.organizations.tasks import compare_names
from trama.organizations.tests.factories import OrganizationFactory, fiscal_code

pytestmark = pytest.mark.django_db

REAL = Path("../shared/data/organizations/milano_5x1000_2022.csv")
ONE, TWO, THREE = (fiscal_code(n) for n in (1, 2, 3))


def run(path: Path, *options: str) -> tuple[dict[str, Any], int, str]:
    """What it prints, its exit code, and what it says on stderr."""
    out, err, code = io.StringIO(), io.StringIO(), 0
    try:
        call_command("import_organizations", str(path), *options, stdout=out, stderr=err)
    except SystemExit as exit_:
        code = int(exit_.code or 0)
    return json.loads(out.getvalue()), code, err.getvalue()


@pytest.fixture
def listing(tmp_path: Path) -> Path:
    path = tmp_path / "elenco.csv"
    path.write_text(f"codice_fiscale,denominazione,nome_comune\n{ONE},Uno ODV,MILANO\n{TWO},Due,\n")
    return path


def test_it_creates_listed_bodies_with_their_source_and_guesses_no_legal_type(
    listing: Path,
) -> None:
    report, code, _ = run(listing)
    assert (report, code) == ({"created": 2, "updated": 0, "unchanged": 0, "refused": []}, 0)
    body = Organization.objects.get(codice_fiscale=ONE)
    assert (body.name, body.city, body.source) == ("Uno ODV", "MILANO", "elenco.csv")
    assert (body.status, body.legal_type) == (OrganizationStatus.LISTED, LegalType.UNKNOWN)
    assert body.updated_at is not None


def test_a_dry_run_says_the_same_and_writes_nothing(listing: Path) -> None:
    report, code, _ = run(listing, "--dry-run")
    assert (report["created"], code) == (2, 0)
    assert (Organization.objects.count(), Event.objects.count()) == (0, 0)
    assert not ProcrastinateJob.objects.exists()


def test_the_second_time_nothing_changes_and_no_event_is_written(listing: Path) -> None:
    run(listing)
    before = Event.objects.count(), list(Organization.objects.order_by("pk").values())
    report, code, _ = run(listing)
    assert (report, code) == ({"created": 0, "updated": 0, "unchanged": 2, "refused": []}, 0)
    assert (Event.objects.count(), list(Organization.objects.order_by("pk").values())) == before
    assert ListImport.objects.count() == 1


def test_the_import_is_one_event_that_names_the_bodies_and_the_file(listing: Path) -> None:
    run(listing)
    event = Event.objects.select_related("opening").get()
    facts = json.loads(event.opening.payload)
    assert (event.subject_label, event.verb) == ("organizations.listimport", "apply")
    assert (facts["created"], facts["refused"], len(facts["sha256"])) == (2, 0, 64)
    uids = {str(uid) for uid in Organization.objects.values_list("uid", flat=True)}
    assert set(facts["bodies"]) == uids


def test_a_changed_name_is_updated_with_an_event_of_its_own(listing: Path) -> None:
    run(listing)
    listing.write_text(listing.read_text().replace("Uno ODV", "Uno ETS"))
    report, _, _ = run(listing)
    assert (report["updated"], report["unchanged"]) == (1, 1)
    body = Organization.objects.get(codice_fiscale=ONE)
    event = Event.objects.select_related("opening").get(verb="update_from_list")
    assert (body.name, event.subject_id) == ("Uno ETS", str(body.pk))
    assert json.loads(event.opening.payload)["before"] == {"name": "Uno ODV", "city": "MILANO"}


def test_what_the_body_itself_curates_is_never_overwritten(listing: Path) -> None:
    mine = OrganizationFactory.create(codice_fiscale=ONE, name="Associazione Uno", city="Milano")
    report, code, _ = run(listing)
    mine.refresh_from_db()
    assert (mine.name, mine.city, mine.source, code) == ("Associazione Uno", "Milano", "", 1)
    (refusal,) = report["refused"]
    assert (refusal["row"], refusal["column"], refusal["value"]) == (2, "denominazione", "Uno ODV")


def test_refused_rows_leave_the_others_in_and_exit_one(listing: Path) -> None:
    with listing.open("a") as file:
        file.write(
            f"{ONE},Un altro nome,MILANO\nRSSMRA85T10A562S,Mario Rossi,MILANO\n{THREE},PSYCH?,\n"
        )
    report, code, _ = run(listing)
    assert (report["created"], code) == (2, 1)
    assert [(r["row"], r["column"]) for r in report["refused"]] == [
        (4, "codice_fiscale"),
        (5, "codice_fiscale"),
        (6, "denominazione"),
    ]
    assert all(set(r) == {"row", "column", "value", "reason"} for r in report["refused"])


@pytest.mark.parametrize("text", ["", "nome,codice\na,b\n", "codice_fiscale\n1\n"])
def test_a_file_without_the_needed_columns_is_unusable(tmp_path: Path, text: str) -> None:
    path = tmp_path / "elenco.csv"
    path.write_text(text)
    with pytest.raises(CommandError) as refusal:
        call_command("import_organizations", str(path))
    assert refusal.value.returncode == 2


def test_a_file_that_is_not_there_and_a_sheet_of_a_csv_are_unusable(listing: Path) -> None:
    for arguments in (["/non/esiste.csv"], [str(listing), "--sheet", "Foglio1"]):
        with pytest.raises(CommandError) as refusal:
            call_command("import_organizations", *arguments)
        assert refusal.value.returncode == 2


def test_two_thousand_rows_are_imported_in_a_few_statements(
    tmp_path: Path, django_assert_max_num_queries: Any
) -> None:
    path = tmp_path / "elenco.csv"
    rows = (f"{fiscal_code(n)},Associazione numero {n},MILANO\n" for n in range(2_000))
    path.write_text("codice_fiscale,denominazione,nome_comune\n" + "".join(rows))
    with django_assert_max_num_queries(40):
        report, code, _ = run(path)
    assert (report["created"], code) == (2_000, 0)


@pytest.mark.skipif(not REAL.exists(), reason=f"NOT CHECKED: the real list is not here ({REAL})")
def test_the_real_list_goes_in_with_its_known_faults_reported() -> None:
    started = time.monotonic()
    report, code, said = run(REAL)
    assert time.monotonic() - started < 20
    assert (report["created"] + len(report["refused"]), code) == (1930, 1)
    assert [r["row"] for r in report["refused"]] == [258, 770, 1225, 1555, 1912]
    assert "«PROM OZIONE»" in said
    assert {line.split(",")[0] for line in said.splitlines() if "Stessa" in line} == {
        "1643",
        "1780",
    }
    again, _, _ = run(REAL)
    assert (again["unchanged"], again["created"], again["updated"]) == (1925, 0, 0)

    compare_names()
    same = NearNames.objects.select_related("first", "second").filter(first__name__contains="METAM")
    assert [(n.first.codice_fiscale, n.second.codice_fiscale) for n in same] == [
        ("04725050969", "10358950961")
    ]
    assert 20 < NearNames.objects.count() < 100
    names = Organization.objects.values_list("name", flat=True)
    known = vocabulary(names)
    assert sum(bool(broken_word(name, known)) for name in names) < 20
