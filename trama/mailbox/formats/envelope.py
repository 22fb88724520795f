"""The envelope of a certified message (RFC 6109 §2.1.1): what it is, what it encloses.

Its header is not covered by the signature: what it claims is compared with what is signed by
`signature.verify`, and until then is a claim.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from .content import MESSAGE_TYPES, Attachment, attachments, body_text
from .daticert import FILE_NAMES, Daticert, parse_daticert
from .headers import Headers, addresses, printable
from .mime import Part, read_mime

__all__ = ["KINDS", "CertifiedMessage", "attachments", "body_text", "read_message"]

TRANSPORT, ANOMALY, ORDINARY = "posta-certificata", "anomalia", "ordinaria"
RECEIPTS = (
    "accettazione",
    "non-accettazione",
    "presa-in-carico",
    "avvenuta-consegna",
    "errore-consegna",
    "preavviso-errore-consegna",
    "rilevazione-virus",
)
KINDS = (TRANSPORT, *RECEIPTS, ANOMALY, ORDINARY)
TRANSPORTS = {"posta-certificata": TRANSPORT, "errore": ANOMALY}


@dataclass(frozen=True)
class CertifiedMessage:
    """A message as it came, in the words of its envelope.

    `kind` is the envelope's own word, or `ordinaria`. `sender` and `reply_to` are addresses in
    lower case, several ones joined by a comma. `original` holds the bytes of the message a person
    wrote: `postacert.eml`, the message itself when ordinary, None for a receipt without it.
    `signed` is the exact signed part and `signature` its detached CMS. `problems` says in
    sentences what could not be read.
    """

    kind: str
    message_id: str
    reference: str
    subject: str
    sender: str
    reply_to: str
    original: bytes | None
    original_senders: tuple[str, ...]
    original_reply_to: str
    daticert: Daticert | None
    signed: bytes | None
    signature: bytes | None
    digest: str
    problems: list[str] = field(default_factory=list)

    @property
    def certified_at(self) -> datetime | None:
        """The instant the provider certifies, to the second."""
        return self.daticert.certified_at if self.daticert else None

    def attachments(self) -> list[Attachment]:
        """The attachments of the original message."""
        return attachments(self.original) if self.original else []

    @property
    def text(self) -> str:
        """The text of the original message."""
        return body_text(self.original) if self.original else ""


def read_message(raw: bytes) -> CertifiedMessage:
    """Reads any bytes as a message, certified or not. Never raises: see `problems`."""
    root, problems = read_mime(raw)
    kind, doubts = _classify(root.headers)
    signed, signature = _signed_parts(root)
    inner = signed or root
    daticert, faults = _daticert(inner, kind, is_signed=signature is not None)
    original, missing = _original(inner, kind, raw)
    original_root = read_mime(original)[0].headers if original is not None else Headers()
    return CertifiedMessage(
        kind=kind,
        message_id=root.headers.text("message-id"),
        reference=root.headers.text("x-riferimento-message-id"),
        subject=root.headers.text("subject"),
        sender=", ".join(addresses(root.headers.all("from"))),
        reply_to=", ".join(addresses(root.headers.all("reply-to"))),
        original=original,
        original_senders=addresses(original_root.all("from")),
        original_reply_to=", ".join(addresses(original_root.all("reply-to"))),
        daticert=daticert,
        signed=signed.raw if signed else None,
        signature=signature,
        digest=hashlib.sha256(raw).hexdigest(),
        problems=[*problems, *doubts, *faults, *missing],
    )


def _classify(headers: Headers) -> tuple[str, list[str]]:
    """By `X-Ricevuta`, else by `X-Trasporto`; a subject proves nothing."""
    receipt = headers.first("x-ricevuta").strip().lower()
    transport = headers.first("x-trasporto").strip().lower()
    if receipt in RECEIPTS:
        return receipt, []
    if not receipt and transport in TRANSPORTS:
        return TRANSPORTS[transport], []
    if not receipt and not transport:
        return ORDINARY, []
    sentence = _("La busta dichiara un tipo di messaggio sconosciuto: «%(kind)s».")
    return ORDINARY, [sentence % {"kind": printable(receipt or transport)[:100]}]


def _signed_parts(root: Part) -> tuple[Part | None, bytes | None]:
    """The signed part and the signature over it. Certified mail wants it detached: an opaque
    one (`application/pkcs7-mime`) is handed on as a signature over nothing readable."""
    if root.headers.media_type == "multipart/signed" and root.children:
        signature = root.children[1].content if len(root.children) > 1 else None
        return root.children[0], signature
    if root.headers.media_type in {"application/pkcs7-mime", "application/x-pkcs7-mime"}:
        return None, root.content
    return None, None


def _daticert(inner: Part, kind: str, *, is_signed: bool) -> tuple[Daticert | None, list[str]]:
    """The certification data beside the original message, never inside it.

    An ordinary unsigned mail may well enclose a `data.xml` of its own: that certifies nothing.
    """
    if kind == ORDINARY and not is_signed:
        return None, []
    files = [leaf for leaf in inner.leaves() if leaf.headers.filename.lower() in FILE_NAMES]
    if not files:
        certifies = kind not in {ORDINARY, ANOMALY}
        return None, [_("Mancano i dati di certificazione (daticert.xml).")] if certifies else []
    daticert, problems = parse_daticert(files[0].content)
    if len(files) > 1:
        problems.append(_("Il messaggio ha più di un daticert.xml: si è letto il primo."))
    return daticert, problems


def _original(inner: Part, kind: str, raw: bytes) -> tuple[bytes | None, list[str]]:
    if kind == ORDINARY:
        return raw, []
    enclosed = sorted(_messages(inner), key=lambda leaf: leaf.headers.filename != "postacert.eml")
    if enclosed:
        content, whole = enclosed[0].decoded()
        fault = _("La codifica di postacert.eml è guasta: il messaggio può essere incompleto.")
        return content, [] if whole else [fault]
    expected = kind in {TRANSPORT, ANOMALY}
    return None, [_("Manca il messaggio originale (postacert.eml).")] if expected else []


def _messages(inner: Part) -> Iterator[Part]:
    for leaf in inner.leaves():
        if leaf.headers.media_type in MESSAGE_TYPES or leaf.headers.filename == "postacert.eml":
            yield leaf
