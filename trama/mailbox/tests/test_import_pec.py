"""`import_pec`: a JSON line per message, and an exit code that scripts can trust."""

import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from trama.mailbox.models import MessageStatus, OutgoingMessage

from .conftest import Handler
from .pec_factory import AT, LETTER, acceptance, envelope, rogue

pytestmark = pytest.mark.django_db

FIELDS = [
    "file", "message_id", "kind", "signature", "certified_at", "sender", "outcome", "application",
    "reasons",
]  # fmt: skip
SAMPLES = Path(__file__).resolve().parents[3] / "../shared/data/pec"


def run(*paths: Path, notice: str | None = None) -> tuple[int, list[dict[str, Any]]]:
    out = io.StringIO()
    code = 0
    try:
        call_command("import_pec", *map(str, paths), notice=notice, stdout=out)
    except SystemExit as end:
        code = int(str(end.code))
    return code, [json.loads(line) for line in out.getvalue().splitlines()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "posta"
    folder.mkdir()
    (folder / "b.eml").write_bytes(envelope())
    (folder / "a.EML").write_bytes(acceptance())
    (folder / "appunti.txt").write_text("non è posta")
    return folder


def test_a_folder_is_read_in_order_and_each_message_has_a_line(
    handler: Handler, folder: Path
) -> None:
    handler.receives()
    code, (receipt, application) = run(folder)
    assert code == 0
    assert list(receipt) == list(application) == FIELDS
    assert (receipt["kind"], receipt["outcome"], receipt["application"]) == (
        "accettazione", "receipt", None,
    )  # fmt: skip
    assert application == {
        "file": str(folder / "b.eml"),
        "message_id": application["message_id"],
        "kind": "posta-certificata",
        "signature": "trusted",
        "certified_at": AT.isoformat(),
        "sender": LETTER.sender,
        "outcome": "received",
        "application": str(OutgoingMessage.objects.get().uid),
        "reasons": [],
    }


def test_a_second_run_says_duplicate_and_where_the_first_went(
    handler: Handler, folder: Path
) -> None:
    handler.receives(MessageStatus.LATE)
    first = run(folder / "b.eml")[1][0]
    code, (again,) = run(folder / "b.eml", folder / "b.eml")
    assert (code, first["outcome"], again["outcome"]) == (0, "late", "duplicate")
    assert again["application"] == first["application"] is not None


def test_what_waits_for_a_person_is_kept_and_said_with_exit_1(
    handler: Handler, folder: Path
) -> None:
    (folder / "c.eml").write_bytes(envelope(replace(LETTER, subject="Altro"), by=rogue()))
    code, lines = run(folder)
    assert code == 1
    assert [line["outcome"] for line in lines] == ["receipt", "unmatched", "held"]
    assert all(line["reasons"] for line in lines[1:])


def test_a_file_without_one_byte_or_that_cannot_be_read_is_told(
    handler: Handler, tmp_path: Path
) -> None:
    (tmp_path / "vuoto.eml").touch()
    (tmp_path / "rotto.eml").symlink_to(tmp_path)
    code, lines = run(tmp_path / "vuoto.eml", tmp_path / "vuoto.eml")
    assert code == 1
    assert [(line["outcome"], bool(line["reasons"])) for line in lines] == [(None, True)]
    assert list(lines[0]) == FIELDS


def test_an_unknown_path_or_notice_is_an_unusable_argument(
    handler: Handler, folder: Path, tmp_path: Path
) -> None:
    for paths, notice in (([tmp_path / "assente.eml", folder], None), ([folder], "NESSUNO")):
        with pytest.raises(CommandError) as refusal:
            call_command("import_pec", *map(str, paths), notice=notice)
        assert refusal.value.returncode == 2
    assert handler.seen == []


def test_the_notice_is_handed_on_in_its_own_spelling(
    handler: Handler, folder: Path, notice: Any
) -> None:
    code, (line,) = run(folder / "b.eml", notice=notice.code.lower())
    assert (code, line["outcome"]) == (1, "unmatched")
    assert handler.seen[-1].message.dossier_code == notice.code


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="THE REAL CERTIFIED MESSAGES ARE ABSENT")
def test_real_messages_are_kept_for_what_they_are() -> None:
    code, lines = run(SAMPLES)
    assert code == 1
    assert [(Path(line["file"]).name, line["kind"], line["outcome"]) for line in lines] == [
        ("accettazione.eml", "accettazione", "held"),
        ("consegna.eml", "errore-consegna", "held"),
        ("email_2.eml", "avvenuta-consegna", "held"),
        ("email_3.eml", "posta-certificata", "held"),
        ("pec.eml", "ordinaria", "held"),
    ]
    assert all(line["signature"] == "unreadable" and line["reasons"] for line in lines)
