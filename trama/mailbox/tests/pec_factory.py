"""Certified messages for tests: an invented provider, Bruno's letter to the city, its envelopes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from trama.mailbox.formats.authority import (
    Credential,
    Provider,
    invent_provider,
    issue_authority,
    issue_signer,
)
from trama.mailbox.formats.compose import Document, Letter, receipt, transport_envelope
from trama.mailbox.formats.envelope import read_message
from trama.mailbox.formats.signature import Verdict, verify
from trama.mailbox.formats.trust import TrustStore

ROME = ZoneInfo("Europe/Rome")
AT = datetime(2023, 5, 15, 11, 59, 59, tzinfo=ROME)
BEGIN, END = AT - timedelta(days=400), AT + timedelta(days=400)
DOMAIN = "postafinta.example"

LETTER = Letter(
    sender="ilponte@postafinta.example",
    recipients=("welfare@pec.citta.example",),
    subject="Manifestazione di interesse – Il Ponte",
    body="Buongiorno,\nin allegato la nostra candidatura.\n",
    documents=(
        Document("Domanda è pronta.pdf", b"%PDF-1.7 domanda"),
        Document("statuto.pdf", b"%PDF-1.7 statuto" * 100),
    ),
)


@lru_cache
def provider() -> Provider:
    """The provider that the tests trust. Keys are slow to make: one for all."""
    return invent_provider("Posta Finta S.p.A.", DOMAIN, BEGIN, END)


@lru_cache
def rogue() -> Provider:
    """Same names as the trusted one, its own authority: what a forger can make."""
    return invent_provider("Posta Finta S.p.A.", DOMAIN, BEGIN, END)


def trusting(*credentials: Credential) -> TrustStore:
    return TrustStore(tuple(credential.asn1 for credential in credentials))


def trust() -> TrustStore:
    return trusting(provider().chain[-1])


def envelope(letter: Letter = LETTER, by: Provider | None = None, at: datetime = AT) -> bytes:
    """A transport envelope around a letter."""
    return transport_envelope(by or provider(), letter, at)


def acceptance(letter: Letter = LETTER, at: datetime = AT) -> bytes:
    """The acceptance receipt of a letter."""
    return receipt(provider(), "accettazione", letter, at)


def provider_with(
    *,
    email: str = f"posta-certificata@{DOMAIN}",
    issuer: Credential | None = None,
    above: tuple[Credential, ...] = (),
    begin: datetime = BEGIN,
    end: datetime = END,
    signs_messages: bool = True,
) -> Provider:
    """A provider whose certificate is as said, issued by the trusted authority unless said."""
    authority = issuer or provider().chain[-1]
    signing = issue_signer(
        authority, "Posta Finta", email, begin, end, signs_messages=signs_messages
    )
    return replace(provider(), signing=signing, chain=(*above, provider().chain[-1]))


def authority_below(issuer: Credential, name: str, *, is_authority: bool = True) -> Credential:
    return issue_authority(name, BEGIN, END, issuer=issuer, is_authority=is_authority)


def judged(raw: bytes, store: TrustStore | None = None, at: datetime | None = None) -> Verdict:
    return verify(raw, read_message(raw), trust() if store is None else store, at)


def with_header(raw: bytes, name: str, change: Callable[[str], str]) -> bytes:
    """The same message with one line of the envelope's header rewritten."""
    head, empty, rest = raw.partition(b"\r\n\r\n")
    lines = [
        f"{name}: {change(line.partition(': ')[2])}" if line.startswith(f"{name}: ") else line
        for line in head.decode().split("\r\n")
    ]
    return "\r\n".join(lines).encode() + empty + rest
