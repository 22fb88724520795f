"""The measures of another city come from a file; what is wrong is told by row and column."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from trama.ledger.models import Event
from trama.needs.models import CoverageMeasure, CoverageRun
from trama.territory.tests.factories import IndicatorFactory

pytestmark = pytest.mark.django_db
GOOD: dict[str, Any] = {
    "code": "doposcuola",
    "label_it": "Doposcuola",
    "label_en": "After-school",
    "theme": "edu-support",
    "targets": ["adolescents"],
    "unit": "places",
    "terms": [
        {"indicator": "minors"},
        {"factor": "0.22", "label_it": "quota", "label_en": "share", "source": "indagine 2026"},
    ],
}


def load(path: Path, rows: object, *options: str, status: int = 0) -> dict[str, Any]:
    file = path / "misure.json"
    file.write_text(json.dumps(rows))
    answer = io.StringIO()
    code = 0
    try:
        call_command("import_measures", str(file), *options, stdout=answer)
    except SystemExit as end:
        code = int(str(end.code))
    assert code == status
    found: dict[str, Any] = json.loads(answer.getvalue())
    return found


def test_it_writes_a_measure_once(tmp_path: Path) -> None:
    CoverageMeasure.objects.all().delete()
    first, second = load(tmp_path, [GOOD]), load(tmp_path, [GOOD])
    assert (first["created"], second["created"], second["unchanged"]) == (1, 0, 1)
    measure = CoverageMeasure.objects.get()
    assert measure.terms == GOOD["terms"]
    assert [target.code for target in measure.targets.all()] == ["adolescents"]
    assert Event.objects.filter(subject_label="needs.coveragemeasure").count() == 1
    assert CoverageRun.objects.count() == 1
    changed = load(tmp_path, [GOOD | {"targets": []}])
    assert changed["updated"] == 1


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    CoverageMeasure.objects.all().delete()
    assert load(tmp_path, [GOOD], "--dry-run")["created"] == 1
    assert not CoverageMeasure.objects.exists()
    assert not CoverageRun.objects.exists()


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"code": "Con spazi"}, "code"),
        ({"unit": "metri"}, "unit"),
        ({"theme": "nessuno"}, "theme"),
        ({"targets": ["nessuno"]}, "targets"),
        ({"terms": []}, "terms"),
        ({"terms": [{"factor": "alcuni", "label_it": "", "label_en": "", "source": ""}]}, "terms"),
        ({"terms": [{"factor": "-3", "label_it": "", "label_en": "", "source": ""}]}, "terms"),
        ({"terms": [{"factor": 0.2, "label_it": "", "label_en": "", "source": ""}]}, "terms"),
        ({"catchment_m": 5}, "catchment_m"),
        ({"colore": "blu"}, "colore"),
    ],
)
def test_a_row_with_a_fault_is_told_and_not_written(
    tmp_path: Path, change: dict[str, Any], column: str
) -> None:
    IndicatorFactory.create(code="minors")
    rows = [GOOD | {"code": "prima"}, GOOD | change]
    found = load(tmp_path, rows, status=1)
    assert found["created"] == 1
    assert {one["row"] for one in found["refused"]} == {2}
    assert found["refused"][0]["column"].startswith(column)
    assert CoverageMeasure.objects.filter(code="prima").exists()


def test_an_indicator_that_nobody_has_imported_is_a_warning(tmp_path: Path) -> None:
    terms = [{"indicator": "giraffe"}]
    found = load(tmp_path, [GOOD | {"terms": terms}])
    assert [one["value"] for one in found["warnings"]] == ["giraffe"]


@pytest.mark.parametrize("text", ["{", '{"code": 1}'])
def test_what_is_no_list_is_not_read(tmp_path: Path, text: str) -> None:
    file = tmp_path / "misure.json"
    file.write_text(text)
    with pytest.raises(CommandError) as error:
        call_command("import_measures", str(file))
    assert error.value.returncode == 2
