"""A detached CMS signature (RFC 5652) over exact bytes, as certified mail carries it."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import cms, core, x509
from cryptography.exceptions import InvalidSignature
from django.utils.translation import gettext as _
from pyhanko_certvalidator.sig_validate import (
    DefaultSignatureValidator,
    SignatureValidationContext,
)

MAX_SIGNATURE_BYTES = 1024 * 1024
MAX_CERTIFICATES = 64
ACCEPTED_DIGESTS = {"sha1", "sha224", "sha256", "sha384", "sha512"}


class UnreadableSignatureError(ValueError):
    """There is something where the signature should be, but no CMS signature can be read in it."""


@dataclass(frozen=True)
class CmsSignature:
    """One signature: its signer's certificate, the certificates sent along, the digest's name."""

    info: cms.SignerInfo
    content_type: str
    signer: x509.Certificate
    bundle: tuple[x509.Certificate, ...]
    digest_algorithm: str
    signing_time: datetime | None

    def fault(self, content: bytes) -> str:
        """Why this is not the signer's signature over those bytes; empty when it is."""
        if not self._algorithms() <= ACCEPTED_DIGESTS:
            return _("La firma usa un algoritmo che non protegge più: %(name)s.") % {
                "name": self.digest_algorithm
            }
        digest = hashlib.new(self.digest_algorithm, content).digest()
        try:
            return self._fault(digest)
        except Exception:  # noqa: BLE001 - asn1crypto reads lazily and fails in any way on hostile data
            return _("La firma non si può verificare: i suoi dati sono guasti.")

    def _algorithms(self) -> set[str]:
        try:
            return {self.digest_algorithm, self.info["signature_algorithm"].hash_algo}
        except ValueError:  # plain RSA names no digest of its own
            return {self.digest_algorithm}

    def _fault(self, digest: bytes) -> str:
        attributes = self.info["signed_attrs"]
        if isinstance(attributes, core.Void):
            return "" if self._signs(digest, prehashed=True) else _changed()
        if _attribute(attributes, "content_type") != self.content_type:
            return _("La firma dichiara un contenuto di altro tipo.")
        if _attribute(attributes, "message_digest") != digest:
            return _changed()
        # RFC 5652 §5.4: signed is the SET OF, not its form in the message with an implicit tag.
        return "" if self._signs(attributes.untag().dump(), prehashed=False) else _changed()

    def _signs(self, content: bytes, *, prehashed: bool) -> bool:
        context = SignatureValidationContext(self.digest_algorithm, prehashed=prehashed)
        try:
            DefaultSignatureValidator().validate_signature(
                self.info["signature"].native,
                content,
                self.signer.public_key,
                self.info["signature_algorithm"],
                context,
            )
        except InvalidSignature:
            return False
        return True


def read_signature(content: bytes, known: tuple[x509.Certificate, ...] = ()) -> CmsSignature:
    """The only signature of a CMS object. Its signer's certificate is looked for in it, then among
    the known ones. Raises `UnreadableSignatureError`."""
    if len(content) > MAX_SIGNATURE_BYTES:
        raise UnreadableSignatureError(_("La firma è troppo grande per essere letta."))
    try:
        return _read(content, known)
    except UnreadableSignatureError:
        raise
    except Exception as error:  # asn1crypto has no error of its own for data that are not ASN.1
        raise UnreadableSignatureError(_("La firma c’è ma non si legge.")) from error


def _read(content: bytes, known: tuple[x509.Certificate, ...]) -> CmsSignature:
    envelope = cms.ContentInfo.load(content)
    if envelope["content_type"].native != "signed_data":
        raise UnreadableSignatureError(_("L’allegato della firma non contiene una firma."))
    data = envelope["content"]
    if len(data["signer_infos"]) != 1:
        raise UnreadableSignatureError(_("La firma deve avere un solo firmatario."))
    sent = data["certificates"]
    choices = [] if isinstance(sent, core.Void) else list(sent)[:MAX_CERTIFICATES]
    bundle = tuple(choice.chosen for choice in choices if choice.name == "certificate")
    info = data["signer_infos"][0]
    signer = next((one for one in (*bundle, *known) if _is_signer(one, info["sid"])), None)
    if signer is None:
        raise UnreadableSignatureError(_("Nella firma manca il certificato di chi ha firmato."))
    signer.native  # noqa: B018 - read all of it now, while a failure still has a name
    attributes = info["signed_attrs"]
    time = None if isinstance(attributes, core.Void) else _attribute(attributes, "signing_time")
    return CmsSignature(
        info=info,
        content_type=data["encap_content_info"]["content_type"].native,
        signer=signer,
        bundle=tuple(one for one in bundle if one is not signer),
        digest_algorithm=info["digest_algorithm"]["algorithm"].native,
        signing_time=time if isinstance(time, datetime) else None,
    )


def _is_signer(certificate: x509.Certificate, identifier: cms.SignerIdentifier) -> bool:
    if identifier.name == "subject_key_identifier":
        return bool(certificate.key_identifier == identifier.chosen.native)
    return bool(
        certificate.serial_number == identifier.chosen["serial_number"].native
        and certificate.issuer == identifier.chosen["issuer"]
    )


def _attribute(attributes: cms.CMSAttributes, name: str) -> object:
    """The one value of an attribute that must occur once; None otherwise."""
    values = [value for one in attributes if one["type"].native == name for value in one["values"]]
    return values[0].native if len(values) == 1 else None


def _changed() -> str:
    return _("La firma non corrisponde al contenuto: il messaggio è stato modificato.")
