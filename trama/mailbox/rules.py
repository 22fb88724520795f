"""Judgements on a message: who sent it, whether it is a copy, whether it goes on by itself."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trama.mailbox.formats.envelope import ANOMALY, ORDINARY, RECEIPTS, CertifiedMessage
from trama.mailbox.formats.headers import addresses
from trama.mailbox.formats.mime import read_mime
from trama.mailbox.formats.signature import SignatureState, Verdict
from trama.mailbox.models import IncomingMessage

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

PARTS = ("integrity", "chain", "signer", "sender")
NOTE, UNREAD = "note", "unread"
MAX_RECIPIENTS = 100
MAX_REASONS = 20
REASON_CHARS = 500


@dataclass(frozen=True)
class Understood:
    """A message as it was read, and the verdict on it; `failed`: our program could not read it."""

    content: CertifiedMessage
    verdict: Verdict
    failed: bool = False

    @property
    def is_receipt(self) -> bool:
        return self.content.kind in RECEIPTS


def identity(understood: Understood) -> str:
    """What makes two trusted messages the same one, as a SHA-256; empty when nothing is certain.

    Only what the provider signed counts: the envelope's header, its Message-ID too, anybody on the
    way may have rewritten. One message gives a receipt for each recipient: `consegna` tells them.
    """
    content = understood.content
    if understood.verdict.state != SignatureState.TRUSTED:
        return ""
    data = content.daticert
    if data is None or not data.identificativo:
        signed = (content.signed or b"").replace(b"\r\n", b"\n")
        return hashlib.sha256(b"signed\0" + signed).hexdigest() if signed else ""
    instant = data.certified_at.isoformat() if data.certified_at else ""
    facts = (content.kind, data.identificativo, data.msgid, data.consegna, *data.ricezione, instant)
    return hashlib.sha256("\0".join(facts).encode("utf-8", "replace")).hexdigest()


def sender(content: CertifiedMessage) -> str:
    """Whoever the provider certifies as the writer; failing that, whoever the message claims."""
    certified = content.daticert.mittente if content.daticert else ""
    claimed = ", ".join(content.original_senders)
    return (certified or claimed or content.sender).strip().lower()


def subject(content: CertifiedMessage) -> str:
    """The subject that the provider certifies: the envelope's own is not signed."""
    certified = content.daticert.oggetto if content.daticert else ""
    return certified or content.subject


def recipients(content: CertifiedMessage) -> list[str]:
    if content.daticert and content.daticert.destinatari:
        found = [one.address.lower() for one in content.daticert.destinatari]
    else:
        header = read_mime(content.original or b"")[0].headers
        found = list(addresses([*header.all("to"), *header.all("cc")]))
    return [address[:320] for address in dict.fromkeys(found)][:MAX_RECIPIENTS]


def verdict_rows(understood: Understood) -> list[dict[str, Any]]:
    """The four answers, the notes that do not change them, and what could not be read."""
    verdict = understood.verdict
    rows: list[dict[str, Any]] = [
        {"part": part, "ok": check.ok, "sentence": check.sentence}
        for part, check in zip(PARTS, verdict.checks, strict=True)
    ]
    rows += [{"part": NOTE, "ok": True, "sentence": note} for note in verdict.notes]
    problems = understood.content.problems
    return rows + [{"part": UNREAD, "ok": False, "sentence": problem} for problem in problems]


def certifies_instant(message: IncomingMessage) -> bool:
    """A known provider has signed the instants that the message bears.

    That the sender is not the one shown (MISMATCH) takes nothing from them.
    """
    if message.signature == SignatureState.TRUSTED:
        return True
    answers = {row["part"]: row["ok"] for row in message.verdict}
    return all(answers.get(part, False) for part in ("integrity", "chain", "signer"))


def why_held(understood: Understood) -> list[str]:
    """Why a person must look at it before anything follows; nothing when it may go on by itself."""
    if understood.failed:
        return [
            _("Il programma non è riuscito a leggere questo messaggio. L’originale è conservato.")
        ]
    if understood.verdict.state != SignatureState.TRUSTED:
        if is_plain(understood):
            return [_("È posta ordinaria: nessun gestore certifica chi l’ha spedita e quando.")]
        return understood.verdict.reasons or [_("La firma del gestore non è verificata.")]
    if understood.content.kind in {ANOMALY, ORDINARY}:
        return [_("È posta ordinaria in una busta firmata: il mittente non è certificato.")]
    return []


def is_plain(understood: Understood) -> bool:
    """Ordinary mail as anybody sends it, with no envelope of a provider around it: held only
    because nobody certifies who wrote it."""
    content = understood.content
    return not understood.failed and content.kind == ORDINARY and content.signature is None


def shortened(reasons: Iterable[str]) -> list[str]:
    """Each reason once, as long as a row can hold."""
    return [reason[:REASON_CHARS] for reason in dict.fromkeys(reasons) if reason][:MAX_REASONS]


def outbox_name() -> "StrPromise":
    """What the page is called where the letters of invented people are read."""
    if settings.REHEARSAL:
        return gettext_lazy("Posta della prova")
    return gettext_lazy("E-mail della dimostrazione")
