import io
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction

from trama.accounts.models import User
from trama.core import clock, events
from trama.ledger.lifecycle import keep_document, number, publish
from trama.ledger.models import Document, Event, Opening
from trama.ledger.tests.factories import DocumentFactory

pytestmark = pytest.mark.django_db
CODE = "COP-2026-01"
NOON = datetime(2026, 11, 20, 11, tzinfo=UTC)


def printed(*command: str) -> Any:
    out = io.StringIO()
    call_command(*command, stdout=out)
    return json.loads(out.getvalue())


@pytest.fixture
def three_acts(anna: User) -> None:
    for name in "abc":
        with transaction.atomic():
            events.record(events.Act("rename", anna, anna, NOON, {"name": name}))


def test_a_whole_history_is_verified(three_acts: None) -> None:
    assert printed("verify_history") == {
        "events": 3,
        "verified": 3,
        "discarded": 0,
        "mismatched": 0,
        "named": [],
    }


def test_an_empty_history_is_whole() -> None:
    assert printed("verify_history")["events"] == 0


def test_an_altered_fact_is_found_and_named(
    three_acts: None, capsys: pytest.CaptureFixture[str]
) -> None:
    altered = Opening.objects.earliest("event__recorded_at")
    Opening.objects.filter(pk=altered.pk).update(payload='{"name":"z"}')
    with pytest.raises(SystemExit) as stop:
        call_command("verify_history")
    assert stop.value.code == 1
    report = json.loads(capsys.readouterr().out)
    assert (report["verified"], report["mismatched"]) == (2, 1)
    assert report["named"] == [str(altered.pk)]


def test_a_discarded_fact_is_no_fault(three_acts: None) -> None:
    Opening.objects.earliest("event__recorded_at").delete()
    report = printed("verify_history")
    assert (report["verified"], report["discarded"], report["mismatched"]) == (2, 1, 0)


def test_the_index_of_a_file_has_acts_numbers_publications_and_documents(anna: User) -> None:
    document = keep_document(
        b"%PDF", name="avviso.pdf", media_type="application/pdf", at=NOON, dossier=CODE
    )
    publish(CODE, "notice", "Avviso", at=NOON + timedelta(hours=1), actor=anna, document=document)
    number(document, at=NOON)
    index = printed("export_dossier", CODE)
    assert [(event["words"], event["actor"]) for event in index["events"]] == [
        ("Prodotto il documento «avviso.pdf»", "piattaforma"),
        ("Pubblicato: Avviso", anna.name),
    ]
    assert index["events"][0]["at"] == "2026-11-20T12:00:00+01:00"
    assert [entry["number"] for entry in index["registry"]] == ["0000001/2026"]
    assert [one["document"] for one in index["publications"]] == [document.sha256]
    assert [(one["name"], one["sha256"]) for one in index["documents"]] == [
        ("avviso.pdf", document.sha256)
    ]


def test_a_file_that_does_not_exist_is_said_to_be_missing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as stop:
        call_command("export_dossier", "COP-1999-01")
    assert stop.value.code == 2
    said = capsys.readouterr()
    assert (said.out, "COP-1999-01" in said.err) == ("", True)


def test_the_nightly_command_proposes_old_documents_and_erases_nothing() -> None:
    now = clock.now()
    old = DocumentFactory.create(received_at=now - timedelta(days=3651))
    DocumentFactory.create(received_at=now - timedelta(days=3649))
    out = io.StringIO()
    for _ in range(2):
        call_command("apply_retention", stdout=out)
    assert out.getvalue().splitlines() == [f"propose discard ledger.Document {old.pk}"] * 2
    assert Document.objects.count() == 2
    assert not Event.objects.exists()
