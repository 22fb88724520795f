"""A notice as a file: exact both ways, precise in what it refuses."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trama.accounts.models import Office, User
from trama.accounts.tests.factories import OfficeRoleFactory
from trama.notices.formats.notice_file import FileRefused, dump, parse, schema
from trama.notices.lifecycle import (
    ImportRefused,
    create_from_model,
    export_file,
    import_file,
)
from trama.notices.models import Notice, NoticeStatus
from trama.notices.queries import contents, findings
from trama.notices.tests.factories import officer_of
from trama.programming.models import Strand

pytestmark = pytest.mark.django_db
SCHEMA = Path(__file__).parents[3] / "docs/formats/notice.schema.json"


@pytest.fixture
def written(notice: Notice) -> dict[str, Any]:
    """A published notice as a file, under a code that is free."""
    officer = officer_of(notice)
    OfficeRoleFactory.create(user=officer, office=notice.office)
    return {**dump(export_file(notice)), "code": "COP-2030-01"}


def read(written: dict[str, Any]) -> Notice:
    return import_file(parse(json.dumps(written).encode()), actor=None)[0]


def refused(written: dict[str, Any]) -> list[str]:
    try:
        read(written)
    except (FileRefused, ImportRefused) as refusal:
        return [error["path"] for error in refusal.errors]
    return []


def test_what_comes_in_goes_out_to_the_letter(written: dict[str, Any]) -> None:
    notice = read(written)
    assert dump(export_file(notice)) == written
    assert notice.status == NoticeStatus.DRAFT


def test_the_same_file_again_changes_nothing(written: dict[str, Any]) -> None:
    read(written)
    _notice, is_new = import_file(parse(json.dumps(written).encode()), actor=None)
    assert not is_new
    assert Notice.objects.filter(code="COP-2030-01").count() == 1


def test_a_known_code_with_another_content_is_refused(written: dict[str, Any]) -> None:
    read(written)
    assert refused({**written, "title": "Altro"}) == ["code"]


texts = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=60)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(title=texts, body=texts, label=texts, number=st.integers(1, 10**9))
def test_whatever_the_words_the_round_trip_is_exact(
    written: dict[str, Any], title: str, body: str, label: str, number: int
) -> None:
    code = f"COP-2031-{number}"
    said = json.loads(json.dumps({**written, "title": title, "code": code}))
    said["sections"][0]["body"] = body
    said["documents"][0]["label"] = label
    notice = Notice.objects.filter(code=code).first()
    if notice is None:
        assert dump(export_file(read(said))) == said


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"titolo": "X"}, "titolo"),
        ({"code": "nuovo"}, "code"),
        ({"title": ""}, "title"),
        ({"type": "GARA"}, "type"),
        ({"office": "che-non-c-e"}, "office"),
        ({"officer": "nessuno@comune.example"}, "officer"),
        ({"strand": "che-non-c-e"}, "strand"),
        ({"programming_acts": ["piano"]}, "programming_acts/0"),
        ({"closes_at": "2023-05-15T12:00:00"}, "closes_at"),
        ({"closes_at": "2023-05-15T12:00:00+00:00"}, "closes_at"),
        ({"closes_at": "15 maggio"}, "closes_at"),
        ({"closes_at": 1684144800}, "closes_at"),
        ({"pec_address": "non un indirizzo"}, "pec_address"),
        ({"answer_days": 0}, "answer_days"),
        ({"answer_days": "30"}, "answer_days"),
        ({"channels": ["web", "web"]}, "channels"),
        ({"format": "trama.notice/2"}, "format"),
    ],
)
def test_each_refusal_says_where(
    written: dict[str, Any], change: dict[str, Any], path: str
) -> None:
    assert refused({**written, **change}) == [path]
    assert not Notice.objects.filter(code="COP-2030-01").exists()


def test_a_missing_key_is_named(written: dict[str, Any]) -> None:
    del written["summary"]
    assert refused(written) == ["summary"]


def test_a_requirement_with_the_parameters_of_another_kind_is_refused(
    written: dict[str, Any],
) -> None:
    written["requirements"][1]["parameters"] = {"months": 3}
    assert refused(written) == ["requirements/1/runts/parameters/months"]


def test_a_theme_that_is_not_in_the_list_is_refused(written: dict[str, Any]) -> None:
    written["requirements"][3]["parameters"]["theme"] = "astrologia"
    assert refused(written) == ["requirements/3/parameters/theme"]


@settings(max_examples=60, deadline=None)
@given(content=st.binary(max_size=200))
def test_whatever_the_bytes_there_is_a_refusal_and_no_crash(content: bytes) -> None:
    with pytest.raises(FileRefused):
        parse(content)


def test_a_key_written_twice_is_refused() -> None:
    with pytest.raises(FileRefused, match="twice"):
        parse(b'{"code": "A", "code": "B"}')


def test_the_schema_on_paper_is_the_schema_in_force() -> None:
    assert json.loads(SCHEMA.read_text()) == schema()


# ---------------------------------------------------------------- commands


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, Any]:
    code = 0
    try:
        call_command(*arguments)
    except SystemExit as end:
        code = int(end.code or 0)
    return code, json.loads(capsys.readouterr().out)


def test_the_commands_speak_json_and_say_how_it_went(
    written: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "avviso.json"
    file.write_text(json.dumps(written))
    assert run(capsys, "import_notice", str(file)) == (
        0, {"notice": "COP-2030-01", "outcome": "created", "errors": []},
    )  # fmt: skip
    assert run(capsys, "import_notice", str(file))[1]["outcome"] == "unchanged"
    assert run(capsys, "export_notice", "COP-2030-01") == (0, written)
    file.write_text(json.dumps({**written, "title": 3}))
    code, report = run(capsys, "import_notice", str(file))
    assert (code, report["outcome"], report["errors"][0]["path"]) == (1, "refused", "title")


@pytest.mark.parametrize("command", ["export_notice", "import_notice"])
def test_unusable_arguments_end_with_two(command: str) -> None:
    with pytest.raises(CommandError) as refusal:
        call_command(command, "/che/non/esiste")
    assert refusal.value.returncode == 2


def test_a_file_may_name_a_strand(written: dict[str, Any]) -> None:
    strand = Strand.objects.order_by("pk").first()
    assert strand is not None
    assert read({**written, "strand": strand.code}).strand == strand


def test_the_model_of_ours_lacks_only_what_an_officer_must_say(office: Office, anna: User) -> None:
    notice = create_from_model(office, title="Casa", code="COP-2030-09", actor=anna)
    places = {
        found.where for found in findings(contents(Notice.objects.filter(pk=notice.pk)).get())
    }
    assert places == {"art5_letters", "officer", "closes_at", "questions_until"}
