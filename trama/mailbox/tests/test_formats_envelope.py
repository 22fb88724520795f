from dataclasses import replace
from datetime import timedelta

import pytest

from trama.mailbox.formats.compose import (
    Letter,
    anomaly_envelope,
    original_message,
    receipt,
    transport_envelope,
)
from trama.mailbox.formats.content import body_text
from trama.mailbox.formats.envelope import KINDS, RECEIPTS, attachments, read_message

from .pec_factory import AT, DOMAIN, LETTER, acceptance, envelope, provider, with_header


def test_a_transport_envelope_says_who_wrote_what_and_when() -> None:
    message = read_message(envelope())
    assert (message.kind, message.problems) == ("posta-certificata", [])
    assert message.sender == f"posta-certificata@{DOMAIN}"
    assert message.reply_to == LETTER.sender
    assert message.subject == f"POSTA CERTIFICATA: {LETTER.subject}"
    assert message.certified_at == AT
    assert message.original == original_message(LETTER, AT)
    assert message.original_senders == (LETTER.sender,)


def test_the_certification_data_are_all_there() -> None:
    data = read_message(envelope(replace(LETTER, external=("welfare@pec.citta.example",)))).daticert
    assert data is not None
    assert (data.tipo, data.errore, data.ricevuta_tipo) == (
        "posta-certificata",
        "nessuno",
        "completa",
    )
    assert (data.mittente, data.risposte) == (LETTER.sender, LETTER.sender)
    assert [(one.address, one.certified) for one in data.destinatari] == [
        ("welfare@pec.citta.example", False)
    ]
    assert (data.oggetto, data.gestore) == (LETTER.subject, "Posta Finta S.p.A.")
    assert data.msgid == read_message(envelope()).reference


def test_text_and_attachments_are_those_of_the_original() -> None:
    message = read_message(envelope())
    assert message.text == LETTER.body.strip()
    assert [(one.name, one.declared_type, one.content) for one in message.attachments()] == [
        (document.name, document.media_type, document.content) for document in LETTER.documents
    ]


@pytest.mark.parametrize("kind", RECEIPTS)
def test_every_receipt_is_read_by_its_own_word(kind: str) -> None:
    message = read_message(receipt(provider(), kind, LETTER, AT, error_detail="5.1.1 - prova"))
    assert (message.kind, message.problems, message.certified_at) == (kind, [], AT)
    assert message.daticert is not None
    assert message.daticert.tipo == kind
    assert message.daticert.errore_esteso == "5.1.1 - prova"
    assert message.reference == message.daticert.msgid


def test_a_delivery_receipt_tells_whom_it_reached_and_returns_the_message() -> None:
    message = read_message(receipt(provider(), "avvenuta-consegna", LETTER, AT))
    assert message.daticert is not None
    assert message.daticert.consegna == LETTER.recipients[0]
    assert message.original == original_message(LETTER, AT)


def test_a_taking_in_charge_lists_its_recipients() -> None:
    message = read_message(receipt(provider(), "presa-in-carico", LETTER, AT))
    assert message.daticert is not None
    assert message.daticert.ricezione == LETTER.recipients


def test_a_brief_receipt_holds_hashes_instead_of_documents() -> None:
    letter = replace(LETTER, receipt_type="breve")
    message = read_message(receipt(provider(), "avvenuta-consegna", letter, AT))
    names = [(one.name, len(one.content)) for one in message.attachments()]
    assert names == [("Domanda è pronta.pdf.hash", 40), ("statuto.pdf.hash", 40)]


def test_a_concise_receipt_has_no_original_and_that_is_no_problem() -> None:
    letter = replace(LETTER, receipt_type="sintetica")
    message = read_message(receipt(provider(), "avvenuta-consegna", letter, AT))
    assert (message.original, message.problems, message.text) == (None, [], "")
    assert message.attachments() == []


def test_an_anomaly_envelope_carries_an_ordinary_message_and_certifies_nothing() -> None:
    ordinary = original_message(LETTER, AT)
    message = read_message(anomaly_envelope(provider(), ordinary, LETTER, AT))
    assert (message.kind, message.daticert, message.problems) == ("anomalia", None, [])
    assert message.original == ordinary


def test_a_message_without_the_headers_of_certified_mail_is_ordinary() -> None:
    raw = original_message(replace(LETTER, subject="POSTA CERTIFICATA: fidatevi"), AT)
    message = read_message(raw)
    assert (message.kind, message.daticert, message.problems) == ("ordinaria", None, [])
    assert message.original == raw


def test_the_subject_never_decides_the_kind() -> None:
    raw = with_header(acceptance(), "Subject", lambda _text: "POSTA CERTIFICATA: domanda")
    assert read_message(raw).kind == "accettazione"


def test_a_receipt_header_wins_over_a_transport_header() -> None:
    assert read_message(b"X-Trasporto: posta-certificata\r\n" + acceptance()).kind == "accettazione"


def test_an_unknown_word_in_the_envelope_is_told() -> None:
    message = read_message(with_header(acceptance(), "X-Ricevuta", lambda _word: "pro\0messa"))
    assert message.kind == "ordinaria"
    assert any("«promessa»" in problem for problem in message.problems)


@pytest.mark.parametrize("name", ["certdata.xml", "data.xml", "DATICERT.XML"])
def test_the_certification_data_may_go_by_other_names(name: str) -> None:
    raw = envelope().replace(b"daticert.xml", name.encode())
    assert read_message(raw).certified_at == AT


def test_the_parts_may_come_in_any_order() -> None:
    raw = envelope()
    boundary = next(line for line in raw.split(b"\r\n") if line.startswith(b"------=mixed"))
    before, text, data, rest = raw.split(boundary + b"\r\n")
    original, closing = rest.split(b"\r\n" + boundary + b"--", 1)
    swapped = (before, text, original + b"\r\n", data.removesuffix(b"\r\n"))
    message = read_message(
        (boundary + b"\r\n").join(swapped) + b"\r\n" + boundary + b"--" + closing
    )
    assert (message.problems, message.certified_at) == ([], AT)
    assert message.original == original_message(LETTER, AT)


def test_a_data_file_attached_by_the_writer_certifies_nothing() -> None:
    forged = transport_envelope(provider(), LETTER, AT - timedelta(days=1))
    data = read_message(forged).signed
    assert data is not None
    inside = b"From: a@b.example\r\n" + data
    message = read_message(anomaly_envelope(provider(), inside, LETTER, AT))
    assert message.daticert is None


def test_an_envelope_without_its_data_says_so() -> None:
    message = read_message(b"X-Trasporto: posta-certificata\r\nFrom: a@b.example\r\n\r\nCiao")
    assert (message.kind, message.daticert, message.original) == ("posta-certificata", None, None)
    assert len(message.problems) == 2


def test_line_ends_of_a_saved_file_do_not_hide_anything() -> None:
    message = read_message(envelope().replace(b"\r\n", b"\n"))
    assert (message.problems, message.certified_at) == ([], AT)
    assert [one.content for one in message.attachments()] == [
        document.content for document in LETTER.documents
    ]


def test_two_senders_are_both_shown() -> None:
    raw = envelope()
    assert read_message(b"Reply-To: carla@altrove.example\r\n" + raw).reply_to == (
        f"carla@altrove.example, {LETTER.sender}"
    )


def test_the_kinds_are_the_ten_words_of_the_envelopes() -> None:
    assert len(set(KINDS)) == len(KINDS) == 10


def test_the_same_letter_makes_the_same_message() -> None:
    assert envelope() == envelope()
    other = Letter(LETTER.sender, LETTER.recipients, "Altro")
    assert read_message(envelope(other)).message_id != read_message(envelope()).message_id


def test_a_receipt_of_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="promessa"):
        receipt(provider(), "promessa", LETTER, AT)


def test_mail_ends_its_lines_with_crlf() -> None:
    raw = envelope()
    assert raw.count(b"\n") == raw.count(b"\r\n")


def test_the_text_alone_can_be_asked_for() -> None:
    original = original_message(LETTER, AT)
    assert body_text(original) == LETTER.body.strip()
    assert len(attachments(original)) == 2
