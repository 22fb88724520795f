"""Certified messages written by an invented provider: transport envelopes, receipts, anomalies.

For the demo city and for tests. The same letter, provider and instant give the same bytes, save
for the keys. Lines end with CRLF, as in mail.
"""

import base64
import hashlib
import quopri
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from email.header import Header
from email.utils import format_datetime
from urllib.parse import quote
from xml.etree.ElementTree import Element, SubElement, tostring

from .authority import Provider, sign_detached
from .envelope import ANOMALY, RECEIPTS, TRANSPORT

SUBJECTS = {
    TRANSPORT: "POSTA CERTIFICATA",
    ANOMALY: "ANOMALIA MESSAGGIO",
    "accettazione": "ACCETTAZIONE",
    "non-accettazione": "AVVISO DI NON ACCETTAZIONE",
    "presa-in-carico": "PRESA IN CARICO",
    "avvenuta-consegna": "CONSEGNA",
    "errore-consegna": "AVVISO DI MANCATA CONSEGNA",
    "preavviso-errore-consegna": "AVVISO DI MANCATA CONSEGNA PER SUP. TEMPO MASSIMO",
    "rilevazione-virus": "PROBLEMA DI SICUREZZA",
}
# The first of the DTD's errors that may go with a kind; the others have "nessuno".
ERRORS = {"errore-consegna": "no-dest", "non-accettazione": "altro", "rilevazione-virus": "virus"}
MICALG = {"sha1": "sha1", "sha256": "sha-256"}
ABOUT_ONE_RECIPIENT = {
    "avvenuta-consegna",
    "errore-consegna",
    "preavviso-errore-consegna",
    "rilevazione-virus",
}


@dataclass(frozen=True)
class Document:
    """A file to enclose."""

    name: str
    content: bytes
    media_type: str = "application/pdf"


@dataclass(frozen=True)
class Letter:
    """What a person writes: addresses without display names, plain text, documents.

    `receipt_type` is the delivery receipt they ask for: `completa`, `breve` or `sintetica`.
    `external` lists those of the recipients whose mailbox is not certified.
    """

    sender: str
    recipients: tuple[str, ...]
    subject: str
    body: str = ""
    documents: tuple[Document, ...] = ()
    message_id: str = ""
    reply_to: str = ""
    receipt_type: str = "completa"
    external: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Act:
    """What the provider does with a letter, and when."""

    provider: Provider
    kind: str
    letter: Letter
    at: datetime
    digest: str = "sha256"

    @property
    def identifier(self) -> str:
        seed = (self.provider.domain, self.kind, _message_id(self.letter), self.at.isoformat())
        digest = hashlib.sha256("\0".join(seed).encode()).hexdigest()[:12]
        return f"opec.{self.at:%Y%m%d%H%M%S}.{digest}@{self.provider.domain}"


def transport_envelope(
    provider: Provider, letter: Letter, at: datetime, *, digest: str = "sha256"
) -> bytes:
    """The *busta di trasporto* in which a letter, accepted at that instant, reaches people."""
    act = _Act(provider, TRANSPORT, letter, at, digest)
    headers = [
        ("Return-Path", f"<{letter.sender}>"),
        ("X-Trasporto", "posta-certificata"),
        ("X-Riferimento-Message-ID", _message_id(letter)),
        ("X-TipoRicevuta", letter.receipt_type),
        ("From", f'"Per conto di: {letter.sender}" <{provider.address}>'),
        ("Reply-To", letter.reply_to or letter.sender),
        ("To", ", ".join(letter.recipients)),
    ]
    return _envelope(act, headers, [_daticert(act), _postacert(original_message(letter, at))])


def receipt(
    provider: Provider,
    kind: str,
    letter: Letter,
    at: datetime,
    *,
    recipient: str = "",
    error: str = "",
    error_detail: str = "",
    digest: str = "sha256",
) -> bytes:
    """A receipt about a letter: `accettazione`, `avvenuta-consegna` and so on.

    `recipient` is whom it speaks of (the first one otherwise), `error` one of the DTD's words,
    `error_detail` the provider's own. ValueError for a kind that is no receipt.
    """
    if kind not in RECEIPTS:
        raise ValueError(kind)
    act = _Act(provider, kind, letter, at, digest)
    headers = [
        ("X-Ricevuta", kind),
        ("X-Riferimento-Message-ID", _message_id(letter)),
        ("From", provider.address),
        ("To", letter.sender),
    ]
    data = _daticert(
        act, about=recipient or letter.recipients[0], error=error, error_detail=error_detail
    )
    parts = [data]
    if kind == "avvenuta-consegna" and letter.receipt_type != "sintetica":
        shown = _brief(letter) if letter.receipt_type == "breve" else letter
        parts.append(_postacert(original_message(shown, at)))
    return _envelope(act, headers, parts)


def anomaly_envelope(provider: Provider, ordinary: bytes, letter: Letter, at: datetime) -> bytes:
    """The *busta di anomalia* around an ordinary message, of which it certifies nothing."""
    headers = [
        ("X-Trasporto", "errore"),
        ("From", f'"Per conto di: {letter.sender}" <{provider.address}>'),
        ("Reply-To", letter.reply_to or letter.sender),
        ("To", ", ".join(letter.recipients)),
    ]
    return _envelope(_Act(provider, ANOMALY, letter, at), headers, [_postacert(ordinary)])


def original_message(letter: Letter, at: datetime) -> bytes:
    """The letter as its writer's program sends it: also an ordinary mail, if sent as it is."""
    text = letter.body.encode()
    parts = [_part([("Content-Type", "text/plain; charset=utf-8")], text)]
    parts += [_document(document) for document in letter.documents]
    headers = [
        ("From", letter.sender),
        ("To", ", ".join(letter.recipients)),
        *([("Reply-To", letter.reply_to)] if letter.reply_to else []),
        ("Subject", _words(letter.subject)),
        ("Date", format_datetime(at)),
        ("Message-ID", _message_id(letter)),
        ("X-TipoRicevuta", letter.receipt_type),
        ("MIME-Version", "1.0"),
    ]
    return _header_block(headers) + _multipart("mixed", parts)


def _envelope(act: _Act, headers: Sequence[tuple[str, str]], parts: Sequence[bytes]) -> bytes:
    """`multipart/signed` around `multipart/mixed`, the signature detached (RFC 6109 §2.1)."""
    signed = _multipart("mixed", [_for_people(act), *parts])
    signature = _part(
        [
            ("Content-Type", 'application/pkcs7-signature; name="smime.p7s"'),
            ("Content-Disposition", 'attachment; filename="smime.p7s"'),
        ],
        sign_detached(act.provider, signed, act.at, act.digest),
    )
    all_headers = [
        *headers,
        ("Subject", _words(f"{SUBJECTS[act.kind]}: {act.letter.subject}")),
        ("Date", format_datetime(act.at)),
        ("Message-ID", f"<{act.identifier}>"),
        ("MIME-Version", "1.0"),
    ]
    parameters = f'; protocol="application/pkcs7-signature"; micalg="{MICALG[act.digest]}"'
    return _header_block(all_headers) + _multipart("signed", [signed, signature], parameters)


def _for_people(act: _Act) -> bytes:
    """The text nobody may parse, in the charset the rules set."""
    letter, at = act.letter, act.at
    text = (
        f"{SUBJECTS[act.kind]}\n\n"
        f"Il giorno {at:%d/%m/%Y} alle ore {at:%H:%M:%S} ({at:%z}) il messaggio\n"
        f'"{letter.subject}" inviato da "{letter.sender}"\n'
        f"e indirizzato a: {', '.join(letter.recipients)}\n"
        f"Identificativo del messaggio: {act.identifier}\n"
    )
    content = quopri.encodestring(text.encode("iso-8859-1", "replace"))
    headers = [
        ("Content-Type", 'text/plain; charset="iso-8859-1"'),
        ("Content-Transfer-Encoding", "quoted-printable"),
    ]
    return _header_block(headers) + b"\r\n" + _crlf(content)


def _daticert(act: _Act, *, about: str = "", error: str = "", error_detail: str = "") -> bytes:
    """The certification data, element by element in the order of the DTD."""
    letter, at = act.letter, act.at
    fault = error or ERRORS.get(act.kind, "nessuno")
    root = Element("postacert", tipo=act.kind, errore=fault)
    head = SubElement(root, "intestazione")
    SubElement(head, "mittente").text = letter.sender
    for recipient in letter.recipients:
        certified = "esterno" if recipient in letter.external else "certificato"
        SubElement(head, "destinatari", tipo=certified).text = recipient
    SubElement(head, "risposte").text = letter.reply_to or letter.sender
    SubElement(head, "oggetto").text = letter.subject
    data = SubElement(root, "dati")
    SubElement(data, "gestore-emittente").text = act.provider.name
    instant = SubElement(data, "data", zona=f"{at:%z}")
    SubElement(instant, "giorno").text = f"{at:%d/%m/%Y}"
    SubElement(instant, "ora").text = f"{at:%H:%M:%S}"
    SubElement(data, "identificativo").text = act.identifier
    SubElement(data, "msgid").text = _message_id(letter)
    if act.kind in {TRANSPORT, "avvenuta-consegna"}:
        SubElement(data, "ricevuta", tipo=letter.receipt_type)
    if act.kind in ABOUT_ONE_RECIPIENT:
        SubElement(data, "consegna").text = about
    if act.kind == "presa-in-carico":
        SubElement(data, "ricezione").text = about
    if error_detail:
        SubElement(data, "errore-esteso").text = error_detail
    headers = [
        ("Content-Type", 'application/xml; name="daticert.xml"'),
        ("Content-Disposition", 'inline; filename="daticert.xml"'),
    ]
    return _part(headers, tostring(root, encoding="utf-8", xml_declaration=True))


def _postacert(original: bytes) -> bytes:
    encoding = "7bit" if original.isascii() else "8bit"
    headers = [
        ("Content-Type", 'message/rfc822; name="postacert.eml"'),
        ("Content-Disposition", 'inline; filename="postacert.eml"'),
        ("Content-Transfer-Encoding", encoding),
    ]
    return _header_block(headers) + b"\r\n" + original


def _brief(letter: Letter) -> Letter:
    """RFC 6109 §3.3.2.2: each document replaced by the SHA-1 of its base64 part."""
    hashes = tuple(
        Document(
            f"{document.name}.hash",
            hashlib.sha1(_base64(document.content), usedforsecurity=False).hexdigest().encode(),
            "text/plain",
        )
        for document in letter.documents
    )
    return replace(letter, documents=hashes)


def _document(document: Document) -> bytes:
    name = quote(document.name, safe="")
    headers = [
        ("Content-Type", document.media_type),
        ("Content-Disposition", f"attachment;\r\n filename*=utf-8''{name}"),
    ]
    return _part(headers, document.content)


def _part(headers: Sequence[tuple[str, str]], content: bytes) -> bytes:
    encoded = [*headers, ("Content-Transfer-Encoding", "base64")]
    return _header_block(encoded) + b"\r\n" + _base64(content)


def _multipart(kind: str, parts: Sequence[bytes], parameters: str = "") -> bytes:
    """The header's last line and the body. The boundary is drawn from the content it divides."""
    digest = hashlib.sha256(b"\0".join(parts)).hexdigest()[:32]
    boundary = f"----={kind}_{digest}"
    header = f'Content-Type: multipart/{kind}{parameters};\r\n boundary="{boundary}"\r\n\r\n'
    delimiter = f"--{boundary}".encode()
    body = b"".join(delimiter + b"\r\n" + part + b"\r\n" for part in parts)
    return header.encode() + body + delimiter + b"--\r\n"


def _header_block(headers: Sequence[tuple[str, str]]) -> bytes:
    return "".join(f"{name}: {value}\r\n" for name, value in headers).encode()


def _words(text: str) -> str:
    """A header's text in encoded words where ASCII or its length do not allow it as it is."""
    if text.isascii() and len(text) < 60 and "=?" not in text:
        return text
    return Header(text, "utf-8", maxlinelen=72).encode(linesep="\r\n")


def _base64(content: bytes) -> bytes:
    return _crlf(base64.encodebytes(content)).rstrip()


def _crlf(content: bytes) -> bytes:
    return content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def _message_id(letter: Letter) -> str:
    if letter.message_id:
        return letter.message_id
    seed = "\0".join((letter.sender, *letter.recipients, letter.subject, letter.body))
    host = letter.sender.rpartition("@")[2]
    return f"<{hashlib.sha256(seed.encode()).hexdigest()[:24]}@{host}>"
