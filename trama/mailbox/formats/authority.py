"""An invented certified-mail provider, with its own authority: for the demo city and for tests.

Its certificates follow the profile of RFC 6109 §5.5; nobody should trust them elsewhere.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import algos, cms, core
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

HASHES: dict[str, hashes.HashAlgorithm] = {
    "sha1": hashes.SHA1(),  # noqa: S303 - still met in certified mail, so still to be tried
    "sha256": hashes.SHA256(),
}


@dataclass(frozen=True)
class Credential:
    """A certificate with its private key."""

    certificate: x509.Certificate
    key: rsa.RSAPrivateKey

    @property
    def pem(self) -> bytes:
        """The certificate alone, as a trust store wants it."""
        return self.certificate.public_bytes(Encoding.PEM)

    @property
    def asn1(self) -> asn1_x509.Certificate:
        return asn1_x509.Certificate.load(self.certificate.public_bytes(Encoding.DER))


@dataclass(frozen=True)
class Provider:
    """A certified-mail provider (*gestore*): its name, its mail domain, what it signs with and
    the certificates it sends along, its authority first."""

    name: str
    domain: str
    signing: Credential
    chain: tuple[Credential, ...]

    @property
    def address(self) -> str:
        return f"posta-certificata@{self.domain}"

    @property
    def trust_pem(self) -> bytes:
        """The authority's certificate: the contents of a `PEC_TRUST_STORE`."""
        return self.chain[-1].pem


def invent_provider(
    name: str, domain: str, valid_from: datetime, valid_until: datetime
) -> Provider:
    """A new provider with a new authority, both in force between the two instants."""
    authority = issue_authority(f"{name} CA", valid_from, valid_until)
    email = f"posta-certificata@{domain}"
    signing = issue_signer(authority, name, email, valid_from, valid_until)
    return Provider(name, domain, signing, (authority,))


def issue_authority(
    name: str,
    valid_from: datetime,
    valid_until: datetime,
    *,
    issuer: Credential | None = None,
    is_authority: bool = True,
) -> Credential:
    """A root, or with `issuer` an authority below it. `is_authority=False` writes CA:FALSE."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    builder = _builder(key, name, issuer, valid_from, valid_until)
    builder = builder.add_extension(x509.BasicConstraints(is_authority, None), critical=True)
    builder = builder.add_extension(_key_usage(signs_certificates=True), critical=True)
    signer = issuer.key if issuer else key
    return Credential(builder.sign(signer, hashes.SHA256()), key)


def issue_signer(
    issuer: Credential,
    name: str,
    email: str,
    valid_from: datetime,
    valid_until: datetime,
    *,
    signs_messages: bool = True,
) -> Credential:
    """A provider's certificate: its address in subjectAltName, digitalSignature its only use."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    builder = _builder(key, name, issuer, valid_from, valid_until)
    names = x509.SubjectAlternativeName([x509.RFC822Name(email)])
    builder = builder.add_extension(names, critical=False)
    builder = builder.add_extension(_key_usage(signs_messages=signs_messages), critical=True)
    return Credential(builder.sign(issuer.key, hashes.SHA256()), key)


def sign_detached(
    provider: Provider, content: bytes, signed_at: datetime, digest: str = "sha256"
) -> bytes:
    """A detached CMS signature over exactly those bytes, DER, with the provider's certificates."""
    attributes = cms.CMSAttributes(
        [
            {"type": "content_type", "values": ["data"]},
            {"type": "signing_time", "values": [cms.Time(name="utc_time", value=signed_at)]},
            {"type": "message_digest", "values": [hashlib.new(digest, content).digest()]},
        ]
    )
    signature = provider.signing.key.sign(attributes.dump(), padding.PKCS1v15(), HASHES[digest])
    certificate = provider.signing.asn1
    signer = cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.IssuerAndSerialNumber(
                {"issuer": certificate.issuer, "serial_number": certificate.serial_number}
            ),
            "digest_algorithm": algos.DigestAlgorithm({"algorithm": digest}),
            "signed_attrs": attributes,
            "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": "rsassa_pkcs1v15"}),
            "signature": core.OctetString(signature),
        }
    )
    data = cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": [algos.DigestAlgorithm({"algorithm": digest})],
            "encap_content_info": {"content_type": "data"},
            "certificates": [certificate, *(one.asn1 for one in provider.chain)],
            "signer_infos": [signer],
        }
    )
    envelope = cms.ContentInfo({"content_type": "signed_data", "content": data})
    return bytes(envelope.dump())


def _builder(
    key: rsa.RSAPrivateKey,
    name: str,
    issuer: Credential | None,
    valid_from: datetime,
    valid_until: datetime,
) -> x509.CertificateBuilder:
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "IT"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, name),
        ]
    )
    issuer_key = issuer.key if issuer else key
    authority_id = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key())
    subject_id = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(valid_from)
        .not_valid_after(valid_until)
        .add_extension(subject_id, critical=False)
        .add_extension(authority_id, critical=False)
    )


def _key_usage(*, signs_messages: bool = False, signs_certificates: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signs_messages,
        content_commitment=False,
        key_encipherment=not (signs_messages or signs_certificates),
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )
