"""A message arrives: what becomes of it, and that it is never lost."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as project
from hypothesis import HealthCheck, given, strategies
from hypothesis import settings as hypothesis
from procrastinate.contrib.django.models import ProcrastinateJob

from trama.core.workflow import ActRefused
from trama.ledger.formats import store
from trama.ledger.models import Event
from trama.mailbox import lifecycle, queries
from trama.mailbox.formats.compose import anomaly_envelope, original_message, receipt
from trama.mailbox.handlers import Claim
from trama.mailbox.lifecycle import incoming, take_in
from trama.mailbox.models import IncomingMessage, MessageStatus, OutgoingMessage, RawMessage

from .conftest import Handler
from .pec_factory import AT, LETTER, envelope, provider, rogue, with_header

pytestmark = pytest.mark.django_db


def word(raw: bytes) -> str:
    return take_in(raw, source="prova", at=AT).word


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(MessageStatus.RECEIVED, "received"), (MessageStatus.LATE, "late")],
)
def test_a_trusted_message_goes_on_by_itself(
    handler: Handler, status: MessageStatus, outcome: str
) -> None:
    handler.receives(status, dossier="COP-1")
    taken = take_in(envelope(), source="prova", at=AT)
    message = IncomingMessage.objects.get()
    assert taken.word == outcome
    assert (message.status, message.dossier, message.certified_at) == (status, "COP-1", AT)
    assert message.outcome_label == "mailbox.outgoingmessage"
    assert message.outcome_uid == OutgoingMessage.objects.get().uid
    assert (message.sender, message.subject) == (LETTER.sender, LETTER.subject)
    assert message.recipients == list(LETTER.recipients)
    assert [row["ok"] for row in message.verdict[:4]] == [True] * 4
    verbs = Event.objects.filter(subject_label="mailbox.incomingmessage").order_by("recorded_at")
    assert [event.verb for event in verbs] == [
        "take_in",
        "match" if status == MessageStatus.RECEIVED else "match_late",
    ]


def test_nobody_understands_it_and_it_waits_with_the_reason(handler: Handler) -> None:
    taken = take_in(envelope(), source="prova", at=AT)
    assert (taken.word, taken.message.status) == ("unmatched", MessageStatus.UNMATCHED)
    assert taken.reasons == taken.message.reasons != []


@pytest.mark.parametrize(
    ("raw", "signature"),
    [
        (envelope(by=rogue()), "unknown_issuer"),
        (envelope().replace(b"postacert.eml", b"postacert.eMl", 1), "altered"),
        (original_message(LETTER, AT), "unsigned"),
        (with_header(envelope(), "Reply-To", lambda _old: "ladro@altrove.example"), "mismatch"),
        (b"niente di leggibile", "unsigned"),
    ],
)
def test_only_a_trusted_message_reaches_the_handlers(
    handler: Handler, raw: bytes, signature: str
) -> None:
    handler.receives()
    taken = take_in(raw, source="prova", at=AT)
    assert (taken.word, taken.message.signature) == ("held", signature)
    assert handler.seen == []
    assert taken.reasons


def test_ordinary_mail_in_an_anomaly_envelope_certifies_nobody_and_is_held(
    handler: Handler,
) -> None:
    handler.receives()
    raw = anomaly_envelope(provider(), original_message(LETTER, AT), LETTER, AT)
    taken = take_in(raw, source="prova", at=AT)
    assert (taken.word, taken.message.signature) == ("held", "trusted")
    assert handler.seen == []


def test_a_refusal_of_the_handler_holds_the_message_with_its_sentence(handler: Handler) -> None:
    handler.refuses("L’avviso non riceve domande.")
    taken = take_in(envelope(), source="prova", at=AT)
    assert (taken.word, list(taken.reasons)) == ("held", ["L’avviso non riceve domande."])


def test_a_receipt_is_tied_to_the_message_it_speaks_of(
    handler: Handler, outgoing: OutgoingMessage
) -> None:
    OutgoingMessage.objects.update(dossier_code="COP-1")
    letter = replace(LETTER, message_id=outgoing.message_id)
    taken = take_in(receipt(provider(), "accettazione", letter, AT), source="prova", at=AT)
    assert (taken.word, taken.message.kind) == ("receipt", "accettazione")
    assert (taken.message.outcome_uid, taken.message.dossier) == (outgoing.uid, "COP-1")
    assert handler.seen == []


def test_a_receipt_of_somebody_elses_message_says_so(handler: Handler) -> None:
    taken = take_in(receipt(provider(), "accettazione", LETTER, AT), source="prova", at=AT)
    assert taken.word == "receipt"
    assert taken.message.outcome_uid is None
    assert taken.reasons


def test_two_recipients_give_two_receipts(handler: Handler) -> None:
    letter = replace(LETTER, recipients=("uno@pec.example", "due@pec.example"))
    first, second = (
        receipt(provider(), "avvenuta-consegna", letter, AT, recipient=one)
        for one in letter.recipients
    )
    assert (word(first), word(second)) == ("receipt", "receipt")


# ---------------------------------------------------------------- the same message twice


def test_the_same_bytes_twice_are_one_message(handler: Handler) -> None:
    handler.receives()
    first = take_in(envelope(), source="prova", at=AT)
    again = take_in(envelope(), source="altra casella", at=AT + timedelta(hours=1))
    assert (first.word, again.word) == ("received", "duplicate")
    assert again.message == first.message
    assert (RawMessage.objects.count(), IncomingMessage.objects.count()) == (1, 1)
    assert len(handler.seen) == 1


@pytest.mark.parametrize("header", ["Return-Path", "Message-ID", "X-Riferimento-Message-ID"])
def test_a_copy_whose_unsigned_header_was_rewritten_is_the_same_message(
    handler: Handler, header: str
) -> None:
    handler.receives()
    first = take_in(envelope(), source="prova", at=AT)
    copy = take_in(with_header(envelope(), header, lambda old: f"{old}x"), source="prova", at=AT)
    assert (copy.word, copy.message) == ("duplicate", first.message)
    assert RawMessage.objects.get(duplicate_of=first.message) != first.message.raw
    assert len(handler.seen) == 1


def test_a_message_cannot_take_the_place_of_another_by_borrowing_its_identifier(
    handler: Handler,
) -> None:
    victim = envelope()
    stolen = next(line for line in victim.split(b"\r\n") if line.startswith(b"Message-ID: "))
    borrowed = with_header(
        envelope(replace(LETTER, subject="Altro")),
        "Message-ID",
        lambda _old: stolen.decode().removeprefix("Message-ID: "),
    )
    assert (word(borrowed), word(victim)) == ("unmatched", "unmatched")


# ---------------------------------------------------------------- nothing is lost


def kept(message: IncomingMessage) -> bytes:
    return store.path_of(project.DOCUMENT_ROOT, message.raw.sha256).read_bytes()


def test_the_original_is_kept_byte_by_byte(handler: Handler) -> None:
    assert kept(take_in(envelope(), source="prova", at=AT).message) == envelope()


def test_an_empty_message_is_refused_with_a_sentence() -> None:
    with pytest.raises(ActRefused, match="vuoto"):
        take_in(b"", source="prova", at=AT)


def test_a_fault_in_a_handler_keeps_the_message_and_tries_again(handler: Handler) -> None:
    handler.answer = ZeroDivisionError()
    taken = take_in(envelope(), source="prova", at=AT)
    message = taken.message
    assert (taken.word, message.status) == ("held", MessageStatus.STORED)
    assert "guasto" in taken.reasons[0]
    assert ProcrastinateJob.objects.filter(task_name="mailbox.read_again").count() == 1

    handler.receives()
    lifecycle.read_again(message, is_last=False)
    assert (message.status, message.reasons) == (MessageStatus.RECEIVED, [])
    lifecycle.read_again(message, is_last=False)
    assert len(handler.seen) == 2


def test_the_last_try_holds_it_for_a_person(handler: Handler) -> None:
    handler.answer = ZeroDivisionError()
    message = take_in(envelope(), source="prova", at=AT).message
    with pytest.raises(ZeroDivisionError):
        lifecycle.read_again(message, is_last=False)
    lifecycle.read_again(message, is_last=True)
    assert (message.status, "guasto" in message.reasons[0]) == (MessageStatus.HELD, True)


def test_a_crash_while_reading_leaves_the_original_and_it_is_read_later(
    handler: Handler, monkeypatch: pytest.MonkeyPatch, later: Callable[[timedelta], None]
) -> None:
    class PowerCut(BaseException):
        pass

    def dies(content: bytes) -> object:
        raise PowerCut

    with monkeypatch.context() as patch:
        patch.setattr(incoming, "read_message", dies)
        with pytest.raises(PowerCut):
            take_in(envelope(), source="prova", at=AT)
    assert IncomingMessage.objects.count() == 0

    later(timedelta(minutes=1))
    assert queries.left_behind() == []
    later(timedelta(minutes=6))
    handler.receives()
    (raw,) = queries.left_behind()
    assert lifecycle.finish_reading(raw).word == "received"
    assert queries.left_behind() == []


def test_a_crash_between_reading_and_concluding_is_taken_up_too(
    handler: Handler, monkeypatch: pytest.MonkeyPatch, later: Callable[[timedelta], None]
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(incoming, "conclude", lambda *args, **kwargs: None)
        take_in(envelope(), source="prova", at=AT)
    later(timedelta(minutes=6))
    handler.receives()
    (raw,) = queries.left_behind()
    assert lifecycle.finish_reading(raw).word == "received"


def test_a_copy_is_not_read_over_and_over(
    handler: Handler, later: Callable[[timedelta], None]
) -> None:
    take_in(envelope(), source="prova", at=AT)
    take_in(
        with_header(envelope(), "Return-Path", lambda _old: "<x@y.example>"), source="prova", at=AT
    )
    later(timedelta(hours=1))
    assert queries.left_behind() == []


def test_our_own_reader_failing_holds_the_message(
    handler: Handler, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = incoming.verify

    def fails(raw: bytes, *args: object, **kwargs: object) -> object:
        if raw:
            raise RecursionError
        return real(raw, *args, **kwargs)  # type: ignore[arg-type] # passed through as they came

    monkeypatch.setattr(incoming, "verify", fails)
    taken = take_in(envelope(), source="prova", at=AT)
    assert (taken.word, taken.message.signature) == ("held", "unreadable")
    assert kept(taken.message) == envelope()


PIECES = [
    b"\r\n",
    b"Subject: ",
    b"=?utf-8?b?AAAA?=",
    b"X-Trasporto: posta-certificata",
    b"\0",
    b"--a",
]
MAILS = strategies.one_of(
    strategies.binary(min_size=1, max_size=300),
    strategies.lists(strategies.sampled_from(PIECES), min_size=1).map(b"".join),
    strategies.tuples(strategies.integers(0, 4000), strategies.binary(min_size=1, max_size=8)).map(
        lambda cut: envelope()[: cut[0]] + cut[1] + envelope()[cut[0] + 8 :]
    ),
)


@hypothesis(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(raw=MAILS)
def test_any_bytes_at_all_are_kept_and_get_an_outcome(handler: Handler, raw: bytes) -> None:
    taken = take_in(raw, source="prova", at=AT)
    assert taken.word in {"held", "unmatched", "duplicate", "receipt"}
    assert kept(taken.message) == raw or taken.word == "duplicate"


def test_the_folder_of_trusted_certificates_is_read_again_when_it_changes(
    handler: Handler, trusted: Path
) -> None:
    trusted.write_bytes(rogue().trust_pem)
    assert take_in(envelope(), source="prova", at=AT).message.signature == "unknown_issuer"
    assert word(envelope(by=rogue())) == "unmatched"


def test_the_handler_is_told_what_the_command_said(handler: Handler) -> None:
    handler.answer = Claim(MessageStatus.UNMATCHED, ["Nessun avviso ha questo codice."])
    take_in(envelope(), source="prova", at=AT, notice_code="COP-1")
    assert [arrival.notice_code for arrival in handler.seen] == ["COP-1"]
