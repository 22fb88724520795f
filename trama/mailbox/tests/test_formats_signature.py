"""Each verdict, from a message well made and then tampered with."""

import base64
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from trama.mailbox.formats.authority import Provider, issue_authority, sign_detached
from trama.mailbox.formats.compose import (
    anomaly_envelope,
    original_message,
    receipt,
    transport_envelope,
)
from trama.mailbox.formats.envelope import RECEIPTS, read_message
from trama.mailbox.formats.signature import Verdict, verify
from trama.mailbox.formats.trust import TrustStore

from .pec_factory import (
    AT,
    BEGIN,
    DOMAIN,
    END,
    LETTER,
    acceptance,
    authority_below,
    envelope,
    judged,
    provider,
    provider_with,
    rogue,
    trust,
    trusting,
    with_header,
)


def failed(verdict: Verdict) -> list[str]:
    names = ("integrity", "chain", "signer", "sender")
    return [name for name, check in zip(names, verdict.checks, strict=True) if not check.ok]


def test_a_message_well_made_is_trusted_in_all_four_parts() -> None:
    verdict = judged(envelope())
    assert (verdict.state, failed(verdict), verdict.notes) == ("trusted", [], ())
    assert (verdict.reasons, verdict.at) == ([], AT)


@pytest.mark.parametrize("kind", RECEIPTS)
def test_every_receipt_well_made_is_trusted(kind: str) -> None:
    assert judged(receipt(provider(), kind, LETTER, AT)).state == "trusted"


def test_an_anomaly_envelope_is_genuine_though_it_certifies_no_sender() -> None:
    raw = anomaly_envelope(provider(), original_message(LETTER, AT), LETTER, AT)
    verdict = judged(raw)
    assert verdict.state == "trusted"
    assert "non certifica nulla" in verdict.sender.sentence


def test_sha1_is_accepted_and_noted() -> None:
    verdict = judged(transport_envelope(provider(), LETTER, AT, digest="sha1"))
    assert verdict.state == "trusted"
    assert ["SHA-1" in note for note in verdict.notes] == [True]


def test_line_ends_rewritten_by_a_program_are_restored_and_noted() -> None:
    verdict = judged(envelope().replace(b"\r\n", b"\n"))
    assert verdict.state == "trusted"
    assert ["fine riga" in note for note in verdict.notes] == [True]


# ------------------------------------------------------------------ unsigned, unreadable, altered


def test_a_message_whose_signature_was_stripped_is_unsigned() -> None:
    raw = envelope()
    start = raw.index(b"Content-Type: application/pkcs7-signature")
    opening = raw.rindex(b"\r\n--", 0, start)
    verdict = judged(raw[:opening] + b"\r\n")
    assert (verdict.state, verdict.reasons) == ("unsigned", ["Il messaggio non è firmato."])


def test_an_ordinary_mail_is_unsigned() -> None:
    assert judged(original_message(LETTER, AT)).state == "unsigned"


@pytest.mark.parametrize("garbage", [b"MQ==", b"", b"MII...njA==", b"!!!!", b"MIIBAA=="])
def test_garbage_in_place_of_the_signature_is_unreadable(garbage: bytes) -> None:
    raw = envelope()
    start = raw.index(b"\r\n\r\n", raw.index(b"Content-Type: application/pkcs7-signature")) + 4
    end = raw.index(b"\r\n--", start)
    assert judged(raw[:start] + garbage + raw[end:]).state == "unreadable"


def test_a_signature_wrapped_around_its_content_is_unreadable() -> None:
    opaque = b"Content-Type: application/pkcs7-mime; smime-type=signed-data\r\n\r\nMII"
    assert judged(opaque).state == "unreadable"


@pytest.mark.parametrize("word", [b"Il giorno", b"PD94bWwg", b"Domanda%20", b"Content-Disposition"])
def test_one_changed_byte_of_the_signed_part_is_an_alteration(word: bytes) -> None:
    raw = envelope()
    at = raw.index(word)
    flipped = raw[:at] + bytes([raw[at] ^ 0x20]) + raw[at + 1 :]
    verdict = judged(flipped)
    assert verdict.state == "altered"
    assert "integrity" in failed(verdict)


def test_a_space_added_inside_is_an_alteration_even_with_rewritten_line_ends() -> None:
    raw = envelope().replace(b"\r\n", b"\n")
    assert judged(raw.replace(b"Il giorno", b"Il  giorno")).state == "altered"


def test_the_signature_of_another_message_is_an_alteration() -> None:
    def signature(raw: bytes) -> int:
        return raw.index(b"\r\n\r\n", raw.index(b"application/pkcs7-signature; name"))

    one, other = envelope(), envelope(replace(LETTER, body="Altro"))
    closing = one[one.rindex(b"\r\n--") :]
    swapped = one[: signature(one)] + other[signature(other) : other.rindex(b"\r\n--")] + closing
    assert judged(swapped).state == "altered"


def test_a_certificate_not_meant_for_signing_is_refused() -> None:
    verdict = judged(envelope(by=provider_with(signs_messages=False)))
    assert verdict.state == "altered"
    assert "non serve a firmare" in verdict.integrity.sentence


def test_a_message_is_judged_only_with_the_bytes_it_was_read_from() -> None:
    other = envelope(replace(LETTER, sender=f"carla@{DOMAIN}"))
    assert verify(envelope(), read_message(other), trust()).state == "altered"


# ------------------------------------------------------------------ unknown issuer


def test_the_forger_with_the_same_names_is_unknown() -> None:
    verdict = judged(envelope(by=rogue()))
    assert (verdict.state, failed(verdict)) == ("unknown_issuer", ["chain"])


def test_without_trusted_certificates_everybody_is_unknown() -> None:
    assert verify(envelope(), read_message(envelope()), TrustStore()).state == "unknown_issuer"


def test_a_provider_certificate_that_issues_another_is_no_authority() -> None:
    forged = provider_with(issuer=provider().signing, above=(provider().signing,))
    assert judged(envelope(by=forged)).state == "unknown_issuer"


def test_an_issuer_marked_as_no_authority_is_refused() -> None:
    middle = authority_below(provider().chain[-1], "Intermedia", is_authority=False)
    forged = provider_with(issuer=middle, above=(middle,))
    assert judged(envelope(by=forged)).state == "unknown_issuer"


def test_a_trusted_certificate_that_is_no_authority_issues_nothing() -> None:
    root = issue_authority("Radice", BEGIN, END, is_authority=False)
    forged = replace(provider_with(issuer=root), chain=(root,))
    assert judged(envelope(by=forged), trusting(root)).state == "unknown_issuer"


def test_an_authority_in_between_is_followed_up_to_the_trusted_one() -> None:
    middle = authority_below(provider().chain[-1], "Intermedia")
    assert judged(envelope(by=provider_with(issuer=middle, above=(middle,)))).state == "trusted"


def test_a_provider_may_be_trusted_by_its_own_certificate() -> None:
    assert judged(envelope(by=rogue()), trusting(rogue().signing)).state == "trusted"
    later = judged(envelope(by=rogue()), trusting(rogue().signing), END + timedelta(days=1))
    assert later.state == "expired"


# ------------------------------------------------------------------ expired


@pytest.mark.parametrize(
    "by",
    [
        pytest.param(lambda: provider_with(end=AT - timedelta(days=1)), id="expired"),
        pytest.param(lambda: provider_with(begin=AT + timedelta(days=1)), id="not yet valid"),
    ],
)
def test_a_certificate_not_valid_at_the_certified_instant_is_expired(
    by: Callable[[], Provider],
) -> None:
    verdict = judged(envelope(by=by()))
    assert (verdict.state, failed(verdict)) == ("expired", ["chain"])


def test_an_authority_not_valid_at_that_instant_is_expired_too() -> None:
    root = issue_authority("Radice", BEGIN, AT - timedelta(days=1))
    made = replace(provider_with(issuer=root), chain=(root,))
    assert judged(envelope(by=made), trusting(root)).state == "expired"


def test_a_forger_is_unknown_even_when_also_expired() -> None:
    made = replace(
        provider_with(issuer=rogue().chain[-1], end=AT - timedelta(days=1)), chain=rogue().chain
    )
    assert judged(envelope(by=made)).state == "unknown_issuer"


def test_the_validity_is_that_of_the_messages_time_not_of_the_reading() -> None:
    assert judged(envelope(at=END - timedelta(seconds=1))).state == "trusted"
    assert judged(envelope(at=END + timedelta(seconds=1))).state == "expired"
    assert judged(envelope(), at=END + timedelta(seconds=1)).state == "expired"


# ------------------------------------------------------------------ mismatch


def test_somebody_posing_as_another_is_told_as_an_attack() -> None:
    raw = forged_original("ilponte@postafinta.example", shown="presidente@altro.example")
    verdict = judged(raw)
    assert (verdict.state, failed(verdict)) == ("mismatch", ["sender"])
    assert "tentativo di inganno" in verdict.sender.sentence
    assert "presidente@altro.example" in verdict.sender.sentence


def forged_original(certified: str, shown: str) -> bytes:
    """A lawful mailbox writes a message that shows another sender; its provider seals it."""
    raw = envelope(replace(LETTER, sender=certified))
    message = read_message(raw)
    assert message.signed is not None
    signed = message.signed.replace(f"From: {certified}".encode(), f"From: {shown}".encode())
    return resealed(raw, message.signed, signed)


def resealed(raw: bytes, before: bytes, after: bytes) -> bytes:
    """The same message with another signed part, signed anew by the same provider."""
    raw = raw.replace(before, after)
    start = raw.index(b"\r\n\r\n", raw.index(b"application/pkcs7-signature; name")) + 4
    end = raw.rindex(b"\r\n--")
    return raw[:start] + base64.encodebytes(sign_detached(provider(), after, AT)) + raw[end:]


def test_the_envelope_that_sends_replies_elsewhere_is_an_attack() -> None:
    verdict = judged(with_header(envelope(), "Reply-To", lambda _one: "carla@altrove.example"))
    assert (verdict.state, failed(verdict)) == ("mismatch", ["sender"])
    assert "carla@altrove.example" in verdict.sender.sentence


def test_a_second_reply_address_in_the_envelope_is_an_attack() -> None:
    verdict = judged(b"Reply-To: carla@altrove.example\r\n" + envelope())
    assert verdict.state == "mismatch"


def test_a_writer_who_asks_for_replies_elsewhere_waits_for_a_person() -> None:
    verdict = judged(envelope(replace(LETTER, reply_to="segreteria@altrove.example")))
    assert verdict.state == "mismatch"
    assert "chiede le risposte" in verdict.sender.sentence


def test_capitals_in_addresses_make_no_difference() -> None:
    raw = with_header(envelope(), "Reply-To", lambda one: one.upper())
    assert judged(raw).state == "trusted"


def test_a_signer_of_another_providers_domain_is_a_mismatch() -> None:
    verdict = judged(envelope(by=provider_with(email="posta-certificata@altra.example")))
    assert (verdict.state, failed(verdict)) == ("mismatch", ["signer"])


def test_an_envelope_that_names_another_provider_is_a_mismatch() -> None:
    raw = with_header(envelope(), "From", lambda one: one.replace(DOMAIN, "altra.example"))
    verdict = judged(raw)
    assert verdict.state == "mismatch"
    assert "signer" in failed(verdict)


def test_an_envelope_from_two_senders_is_a_mismatch() -> None:
    verdict = judged(b"From: carla@altrove.example\r\n" + envelope())
    assert (verdict.state, failed(verdict)) == ("mismatch", ["signer"])


def test_a_domain_that_only_ends_alike_is_another_domain() -> None:
    verdict = judged(envelope(by=provider_with(email=f"x@finta-{DOMAIN}")))
    assert verdict.state == "mismatch"


def test_a_receipt_dressed_up_as_an_application_is_a_mismatch() -> None:
    head, rest = acceptance().split(b"X-Ricevuta: accettazione\r\n")
    raw = head + b"X-Trasporto: posta-certificata\r\n" + rest
    assert judged(raw).state == "mismatch"


def test_a_delivery_receipt_dressed_up_as_an_application_is_a_mismatch() -> None:
    """It holds the original and its sender: only the certified kind tells it from an envelope."""
    raw = receipt(provider(), "avvenuta-consegna", LETTER, AT)
    dress = f"X-Trasporto: posta-certificata\r\nReply-To: {LETTER.sender}"
    verdict = judged(raw.replace(b"X-Ricevuta: avvenuta-consegna", dress.encode()))
    assert (verdict.state, failed(verdict)) == ("mismatch", ["sender"])


def test_a_refusal_dressed_up_as_an_acceptance_is_a_mismatch() -> None:
    raw = receipt(provider(), "non-accettazione", LETTER, AT)
    assert judged(with_header(raw, "X-Ricevuta", lambda _word: "accettazione")).state == "mismatch"


def test_an_anomaly_dressed_up_as_certified_is_a_mismatch() -> None:
    raw = anomaly_envelope(provider(), original_message(LETTER, AT), LETTER, AT)
    dressed = with_header(raw, "X-Trasporto", lambda _word: "posta-certificata")
    assert judged(dressed).state == "mismatch"


def test_an_application_whose_transport_header_was_removed_is_a_mismatch() -> None:
    raw = envelope().replace(b"X-Trasporto: posta-certificata\r\n", b"")
    assert judged(raw).state == "mismatch"


def test_a_receipt_that_names_another_message_is_a_mismatch() -> None:
    raw = with_header(acceptance(), "X-Riferimento-Message-ID", lambda _one: "<altro@x.example>")
    assert judged(raw).state == "mismatch"


# ------------------------------------------------------------------ stores, judges, bad input
