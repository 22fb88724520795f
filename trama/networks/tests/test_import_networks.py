"""The command that others script against: JSON on stdout, an exit code, nothing twice."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from trama.accounts.models import User
from trama.ledger.models import Event
from trama.networks.lifecycle.networks import update_card
from trama.networks.models import Network, NetworkStatus
from trama.territory.models import Source, Zone
from trama.territory.tests.factories import ZoneFactory

pytestmark = pytest.mark.django_db
REAL = Path("../shared/data/indicators/qubi_networks.csv")
HEAD = "rete_qubi,id_nil_proposti,residenti_2024\n"


def run(path: Path, *options: str, source: str = "qubi") -> tuple[dict[str, Any], int]:
    out, code = io.StringIO(), 0
    try:
        call_command(
            "import_networks", str(path), "--source", source, "--source-title", "Reti di prova",
            *options, stdout=out,
        )  # fmt: skip
    except SystemExit as end:
        code = int(end.code or 0)
    return json.loads(out.getvalue()), code


@pytest.fixture
def nil() -> list[Zone]:
    return [ZoneFactory.create(number=number) for number in (1, 2, 3)]


def listing(tmp_path: Path, rows: str) -> Path:
    path = tmp_path / "reti.csv"
    path.write_text(HEAD + rows)
    return path


@pytest.mark.usefixtures("nil")
def test_networks_are_written_with_their_zones_to_be_confirmed(tmp_path: Path) -> None:
    report, code = run(listing(tmp_path, "Affori,1,26395\nBruzzano-Comasina,2 3,1\n"))
    assert (report["created"], report["refused"], code) == (2, [], 0)
    network = Network.objects.get(code="bruzzano-comasina")
    assert network.status == NetworkStatus.MAPPED
    assert network.source == Source.objects.get(code="qubi")
    assert [row.is_confirmed for row in network.network_zones.all()] == [False, False]


@pytest.mark.usefixtures("nil")
def test_the_figures_of_the_list_are_ignored_and_said(tmp_path: Path) -> None:
    report, _code = run(listing(tmp_path, "Affori,1,26395\n"))
    (warning,) = report["warnings"]
    assert (warning["row"], warning["column"]) == (1, "residenti_2024")
    assert "indicatori" in warning["reason"]


@pytest.mark.usefixtures("nil")
def test_twice_is_once_and_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    path = listing(tmp_path, "Affori,1,\nBaggio,2,\n")
    dry, _code = run(path, "--dry-run")
    assert dry["created"] == 2
    assert not Network.objects.exists()
    assert not Source.objects.filter(code="qubi").exists()
    run(path)
    events = Event.objects.count()
    report, code = run(path)
    assert (report["created"], report["updated"], report["unchanged"], code) == (0, 0, 2, 0)
    assert Event.objects.count() == events


@pytest.mark.usefixtures("nil")
@pytest.mark.parametrize(
    ("rows", "row", "column", "value"),
    [
        ("Affori,999,\n", 2, "id_nil_proposti", "999"),
        ("Affori,1 uno,\n", 2, "id_nil_proposti", "uno"),
        ("Affori,,\n", 2, "id_nil_proposti", ""),
        (",1,\n", 2, "rete_qubi", ""),
        ("Baggio,1,\nBAGGIO,2,\n", 3, "rete_qubi", "BAGGIO"),
        ("Città,1,\n", 2, "rete_qubi", "Città"),
        (f"{'x' * 121},1,\n", 2, "rete_qubi", "x" * 120),
    ],
)
def test_what_is_not_right_is_refused_by_row_and_column(
    tmp_path: Path, rows: str, row: int, column: str, value: str
) -> None:
    report, code = run(listing(tmp_path, rows))
    (refused,) = report["refused"]
    assert (refused["row"], refused["column"], refused["value"]) == (row, column, value)
    assert refused["reason"]
    assert code == 1
    assert Network.objects.count() == rows.count("\n") - 1


def test_a_proposal_is_corrected_until_somebody_keeps_the_network(
    tmp_path: Path, nil: list[Zone], viola: User
) -> None:
    run(listing(tmp_path, "Affori,1,\n"))
    report, _code = run(listing(tmp_path, "Affori,1 2,\n"))
    assert report["updated"] == 1
    network = Network.objects.get()
    assert set(network.zones.all()) == {nil[0], nil[1]}
    update_card(network, {}, [nil[2]], actor=viola)
    kept, code = run(listing(tmp_path, "Affori,1,\n"))
    assert (kept["updated"], kept["unchanged"], code) == (0, 1, 0)
    assert list(network.zones.all()) == [nil[2]]
    assert "resta così" in kept["warnings"][-1]["reason"]


def test_a_file_that_is_no_list_is_refused_whole(tmp_path: Path) -> None:
    path = tmp_path / "altro.csv"
    path.write_text("nome,zona\nAffori,1\n")
    with pytest.raises(CommandError, match="mancano le colonne"):
        run(path)
    with pytest.raises(CommandError):
        run(tmp_path / "non-esiste.csv")


def test_the_real_list_is_taken_whole() -> None:
    if not REAL.exists():
        pytest.skip(f"{REAL} is not here")
    for number in range(1, 89):
        ZoneFactory.create(number=number)
    report, code = run(REAL)
    assert (report["created"], report["refused"], code) == (22, [], 0)
    assert {zone.number for zone in Network.objects.get(code="giambellino-lorenteggio").zones.all()
            } == {49, 53}  # fmt: skip
