"""The verdict on a certified message's signature: four questions, one state.

1. Is the signature over these exact bytes?  2. Does the signer's certificate lead to one we trust,
valid at the message's time?  3. Does it belong to the provider named by the envelope?  4. Is the
certified sender the one the message shows?  A message may pass the first three and fail the last:
somebody with a lawful mailbox posing as another. (RFC 6109 §2.2.2, §5.5; the design's standards.)
"""

import hashlib
import re
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from asn1crypto import x509
from django.utils.translation import gettext as _

from .cms import CmsSignature, UnreadableSignatureError, read_signature
from .envelope import ANOMALY, RECEIPTS, CertifiedMessage
from .headers import domain
from .trust import Chain, TrustStore

LINE_END = re.compile(rb"\r?\n")


class SignatureState(StrEnum):
    """The verdict in a word; only `trusted` goes on by itself."""

    TRUSTED = "trusted"
    UNKNOWN_ISSUER = "unknown_issuer"
    EXPIRED = "expired"
    MISMATCH = "mismatch"
    ALTERED = "altered"
    UNSIGNED = "unsigned"
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class Check:
    """One of the four answers, with its sentence for people."""

    ok: bool
    sentence: str


@dataclass(frozen=True)
class Verdict:
    """The state, the four answers, and notes that do not change it (SHA-1, line ends).

    `at` is the instant at which the certificates were judged, None when nothing told it.
    """

    state: SignatureState
    integrity: Check
    chain: Check
    signer: Check
    sender: Check
    notes: tuple[str, ...] = ()
    at: datetime | None = None

    @property
    def checks(self) -> tuple[Check, Check, Check, Check]:
        return self.integrity, self.chain, self.signer, self.sender

    @property
    def reasons(self) -> list[str]:
        """Why the message is not trusted, a sentence per failed check."""
        nothing_signed = self.state in {SignatureState.UNSIGNED, SignatureState.UNREADABLE}
        checks = (self.integrity, self.sender) if nothing_signed else self.checks
        return [check.sentence for check in checks if not check.ok]


@dataclass
class _Seal:
    """What is found out about the signature alone."""

    integrity: Check
    failure: SignatureState | None = None
    cms: CmsSignature | None = None
    notes: list[str] = field(default_factory=list)


def verify(
    raw: bytes, message: CertifiedMessage, trust: TrustStore, at: datetime | None = None
) -> Verdict:
    """Judges the message read from `raw`. `at` (with its zone) is the instant at which certificates
    must be in force: when not given, the certified one, else the one in the signature."""
    seal = _seal(raw, message, trust)
    signing_time = seal.cms.signing_time if seal.cms else None
    moment = at or message.certified_at or signing_time
    chain_state, chain = _chain(seal.cms, trust, moment)
    signer, sender = _signer(seal.cms, message), _sender(message)
    state = (
        seal.failure
        or {
            Chain.UNKNOWN: SignatureState.UNKNOWN_ISSUER,
            Chain.EXPIRED: SignatureState.EXPIRED,
            Chain.TRUSTED: (
                SignatureState.TRUSTED if signer.ok and sender.ok else SignatureState.MISMATCH
            ),
        }[chain_state]
    )
    return Verdict(state, seal.integrity, chain, signer, sender, tuple(seal.notes), moment)


def _seal(raw: bytes, message: CertifiedMessage, trust: TrustStore) -> _Seal:
    """The first question, with the failures that come before it."""
    if message.signature is None:
        return _Seal(Check(False, _("Il messaggio non è firmato.")), SignatureState.UNSIGNED)
    if message.signed is None:
        opaque = _("La firma non è separata dal contenuto, come la posta certificata richiede.")
        return _Seal(Check(False, opaque), SignatureState.UNREADABLE)
    try:
        cms = read_signature(message.signature, trust.certificates)
    except UnreadableSignatureError as error:
        return _Seal(Check(False, str(error)), SignatureState.UNREADABLE)
    notes: list[str] = []
    fault = _fault(cms, raw, message, notes)
    if cms.digest_algorithm == "sha1":
        notes.append(_("La firma usa SHA-1, un algoritmo vecchio: è accettata."))
    if fault:
        return _Seal(Check(False, fault), SignatureState.ALTERED, cms, notes)
    return _Seal(Check(True, _("La firma corrisponde al contenuto.")), None, cms, notes)


def _fault(cms: CmsSignature, raw: bytes, message: CertifiedMessage, notes: list[str]) -> str:
    if hashlib.sha256(raw).hexdigest() != message.digest or message.signed is None:
        return _("Il messaggio letto non è quello di cui si verifica la firma.")
    usage = cms.signer.key_usage_value
    if usage is None:
        notes.append(_("Il certificato non dice a che cosa serve la chiave."))
    elif "digital_signature" not in usage.native:
        return _("Il certificato di chi ha firmato non serve a firmare.")
    fault = cms.fault(message.signed)
    normal = LINE_END.sub(b"\r\n", message.signed)
    if fault and normal != message.signed and not cms.fault(normal):
        # A file saved by a program that rewrites line ends: mail itself always has CRLF.
        notes.append(_("La firma corrisponde dopo aver ripristinato i fine riga della posta."))
        return ""
    return fault


def _chain(cms: CmsSignature | None, trust: TrustStore, at: datetime | None) -> tuple[Chain, Check]:
    """The second question."""
    if cms is None:
        return Chain.UNKNOWN, Check(False, _("Senza firma leggibile non si sa chi la garantisca."))
    state = trust.chain(cms.signer, cms.bundle, at)
    sentences = {
        Chain.TRUSTED: _("Il certificato risale a un’autorità fidata ed era valido."),
        Chain.EXPIRED: _(
            "Il certificato risale a un’autorità fidata ma in quel momento non era valido."
        ),
        Chain.UNKNOWN: _("Il certificato non risale a nessuna autorità fidata."),
    }
    if state == Chain.EXPIRED and at is None:
        return state, Check(False, _("Nulla dice a quale momento guardare per la validità."))
    return state, Check(state == Chain.TRUSTED, sentences[state])


def _signer(cms: CmsSignature | None, message: CertifiedMessage) -> Check:
    """The third question: the signer's address is of the provider that the envelope names."""
    emails = _emails(cms.signer) if cms else []
    provider = domain(message.sender)
    facts = {"signer": ", ".join(emails) or "-", "provider": provider or "-"}
    if provider and "," not in message.sender and provider in {domain(email) for email in emails}:
        return Check(True, _("Ha firmato %(signer)s, del gestore %(provider)s.") % facts)
    sentence = _("La firma è di %(signer)s ma la busta si dice del gestore %(provider)s.")
    return Check(False, sentence % facts)


def _emails(certificate: x509.Certificate) -> list[str]:
    """The addresses in subjectAltName, else in the subject."""
    names = certificate.subject_alt_name_value
    emails = [name.native for name in names if name.name == "rfc822_name"] if names else []
    legacy = certificate.subject.native.get("email_address", [])
    return [
        str(email).lower() for email in emails or ([legacy] if isinstance(legacy, str) else legacy)
    ]


def _sender(message: CertifiedMessage) -> Check:
    """The fourth question. The envelope's header is not signed: anyone may have rewritten it."""
    if message.kind == ANOMALY and message.daticert is None:
        # The provider seals an ordinary message: genuine envelope, sender certified by nobody.
        return Check(True, _("È una busta di anomalia: del mittente non certifica nulla."))
    if message.daticert is None:
        return Check(False, _("Nulla certifica il mittente."))
    if message.kind != message.daticert.tipo:
        facts = {"kind": message.kind, "certified": message.daticert.tipo}
        sentence = _(
            "La busta dice «%(kind)s» ma il gestore certifica «%(certified)s»: "
            "può essere contraffatta."
        )
        return Check(False, sentence % facts)
    if message.kind in RECEIPTS:
        return _reference(message)
    return _identity(message, message.daticert.mittente.lower())


def _reference(message: CertifiedMessage) -> Check:
    """A receipt speaks of the message it certifies, not of the one its envelope names."""
    certified = _bare(message.daticert.msgid if message.daticert else "")
    named = _bare(message.reference)
    if certified and named and certified != named:
        return Check(
            False,
            _("La ricevuta non è del messaggio che la busta indica: può essere contraffatta."),
        )
    return Check(True, _("La ricevuta è del messaggio che la busta indica."))


def _bare(message_id: str) -> str:
    return message_id.strip().strip("<>").strip()


def _identity(message: CertifiedMessage, certified: str) -> Check:
    """Reply-To and the original's From show the sender that the provider certifies."""
    facts = {"certified": certified or "-"}
    shown = message.original_senders
    if not certified or shown != (certified,):
        facts["shown"] = ", ".join(shown) or "-"
        sentence = _(
            "Attenzione: il gestore certifica come mittente %(certified)s "
            "ma il messaggio si mostra scritto da %(shown)s. Può essere un tentativo di inganno."
        )
        return Check(False, sentence % facts)
    if message.reply_to == certified:
        return Check(True, _("Il mittente certificato è %(certified)s, come si mostra.") % facts)
    facts["shown"] = message.reply_to or "-"
    if message.reply_to and message.reply_to == message.original_reply_to:
        # RFC 6109 §3.1.5 lets a sender ask for replies elsewhere: lawful, a person judges.
        sentence = _(
            "Il mittente %(certified)s chiede le risposte a un altro indirizzo, %(shown)s."
        )
        return Check(False, sentence % facts)
    sentence = _(
        "Attenzione: il gestore certifica come mittente %(certified)s "
        "ma la busta manda le risposte a %(shown)s. Può essere un tentativo di inganno."
    )
    return Check(False, sentence % facts)
