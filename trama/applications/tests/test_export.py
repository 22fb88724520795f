import csv
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from trama.applications.models import Application
from trama.applications.tests.factories import ApplicationFactory
from trama.core import clock
from trama.ledger.formats.delimited import DANGEROUS, neutral, write_csv
from trama.notices.models import Notice
from trama.notices.tests.factories import NoticeFactory
from trama.organizations.models import Organization

StopClock = Callable[[datetime | None], None]


def export(code: str, *options: str) -> str:
    out = StringIO()
    call_command("export_applications", code, *options, stdout=out)
    return out.getvalue()


@pytest.fixture
def closed(db: None) -> Notice:
    """Closed, with two received and one left as a draft."""
    notice: Notice = NoticeFactory.create(closed=True, complete=True)
    ApplicationFactory.create(notice=notice, complete=True, submitted=True)
    ApplicationFactory.create(notice=notice, complete=True, late=True)
    ApplicationFactory.create(notice=notice, complete=True)
    return notice


def test_json_goes_to_standard_output_alone(closed: Notice) -> None:
    rows = json.loads(export(closed.code))
    assert [row["status"] for row in rows] == ["submitted", "late"]
    assert rows[0]["answers"]["forma"] == ["da soli"]
    assert rows[0]["experiences"][0]["theme"] == "child-poverty"
    assert len(rows[0]["documents"]) == 2
    assert rows[0]["number"] == "0000001/2026"


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
def test_a_table_goes_to_its_file_and_a_summary_to_standard_output(
    closed: Notice, tmp_path: Path, kind: str
) -> None:
    file = tmp_path / f"domande.{kind}"
    summary = json.loads(export(closed.code, "--format", kind, "--output", str(file)))
    assert summary == {"format": kind, "rows": 2, "file": str(file)}
    assert file.stat().st_size > 0


def test_a_formula_is_a_text_in_every_format(closed: Notice, tmp_path: Path) -> None:
    name = '=HYPERLINK("http://x";"clic")'
    Organization.objects.filter(applications__status="submitted").update(name=name)
    sheet, table = tmp_path / "d.xlsx", tmp_path / "d.csv"
    export(closed.code, "--format", "xlsx", "--output", str(sheet))
    export(closed.code, "--format", "csv", "--output", str(table))
    first = next(load_workbook(sheet).worksheets[0].iter_rows(min_row=2))
    assert first[5].value == f"'{name}"
    assert first[5].data_type == "s"
    with table.open(encoding="utf-8-sig", newline="") as text:
        assert list(csv.reader(text))[1][5] == f"'{name}"


def test_before_closing_only_the_count_is_said(
    db: None, stop_clock: StopClock, capsys: pytest.CaptureFixture[str]
) -> None:
    notice = NoticeFactory.create(published=True)
    ApplicationFactory.create(notice=notice, submitted=True, organization__name="Gelsi")
    out = StringIO()
    with pytest.raises(CommandError, match="only the count") as refusal:
        call_command("export_applications", notice.code, stdout=out)
    assert refusal.value.returncode == 1
    assert json.loads(out.getvalue()) == {"notice": notice.code, "received": 1}
    stop_clock(clock.now() + timedelta(days=60))
    Notice.objects.update(status="suspended")  # resumed, it may have a later deadline
    with pytest.raises(CommandError, match="only the count"):
        export(notice.code)
    Notice.objects.update(status="published")
    assert "Gelsi" in export(notice.code)


@pytest.mark.parametrize(
    ("code", "options"),
    [("IGNOTO", []), ("{code}", ["--format", "csv"]),
     ("{code}", ["--format", "csv", "--output", "/cartella/che/manca/d.csv"])],
)  # fmt: skip
def test_arguments_that_cannot_be_used_exit_with_two(
    closed: Notice, code: str, options: list[str]
) -> None:
    with pytest.raises(CommandError) as refusal:
        export(code.format(code=closed.code), *options)
    assert refusal.value.returncode == 2


@given(st.text(max_size=60))
def test_no_cell_begins_as_a_formula_and_none_loses_its_text(text: str) -> None:
    cell = neutral(text)
    assert not cell.startswith(DANGEROUS)
    assert cell.removeprefix("'") == text or cell == text


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=20), min_size=1))
def test_what_is_written_as_csv_reads_back(values: list[str]) -> None:
    file = StringIO(newline="")
    write_csv([["intestazione"], values], file)
    file.seek(0)
    if "\x00" not in "".join(values):
        assert list(csv.reader(file))[1] == [neutral(value) for value in values]


def test_drafts_stay_out(closed: Notice) -> None:
    drafts = Application.objects.filter(notice=closed, status="draft")
    assert str(drafts.get().uid) not in export(closed.code)
