"""Real certified messages, anonymised: read as far as they go, and what does not read is told."""

from datetime import datetime
from pathlib import Path

import pytest

from trama.mailbox.formats.envelope import read_message
from trama.mailbox.formats.signature import verify
from trama.mailbox.formats.trust import TrustStore

SAMPLES = Path(__file__).resolve().parents[3] / "../shared/data/pec"

pytestmark = pytest.mark.skipif(
    not SAMPLES.is_dir(), reason="THE REAL CERTIFIED MESSAGES ARE ABSENT: ../shared/data/pec"
)


@pytest.mark.parametrize(
    ("file", "kind", "certified_at", "attachments"),
    [
        ("go-pec/accettazione.eml", "accettazione", "2024-11-15T18:20:38+01:00", 0),
        ("go-pec/consegna.eml", "errore-consegna", "2024-11-15T18:21:03+01:00", 0),
        ("go-pec/email_2.eml", "avvenuta-consegna", "2021-05-13T14:35:30+02:00", 2),
        ("go-pec/email_3.eml", "posta-certificata", "2021-05-14T12:02:08+02:00", 0),
        ("php-imap/pec.eml", "ordinaria", None, 3),
    ],
)
def test_a_real_message_is_read_for_what_it_is(
    file: str, kind: str, certified_at: str | None, attachments: int
) -> None:
    raw = (SAMPLES / file).read_bytes()
    message = read_message(raw)
    assert message.kind == kind
    assert message.certified_at == (datetime.fromisoformat(certified_at) if certified_at else None)
    assert len(message.attachments()) == attachments
    # Their signatures were cut out when they were anonymised.
    assert verify(raw, message, TrustStore()).state == "unreadable"


def test_the_failure_of_delivery_says_what_failed() -> None:
    message = read_message((SAMPLES / "go-pec/consegna.eml").read_bytes())
    assert message.daticert is not None
    assert message.daticert.errore == "no-dest"
    assert message.daticert.errore_esteso.startswith("5.1.1")
    assert message.daticert.consegna == "rec@fakepec.it"
    assert ["«a»" in problem for problem in message.problems] == [True]


def test_certification_data_that_are_another_document_are_told() -> None:
    message = read_message((SAMPLES / "php-imap/pec.eml").read_bytes())
    assert message.daticert is None
    assert ["daticert.xml" in problem for problem in message.problems] == [True]


def test_the_text_of_the_original_is_read_not_that_of_the_envelope() -> None:
    assert read_message((SAMPLES / "go-pec/email_3.eml").read_bytes()).text == "text"
