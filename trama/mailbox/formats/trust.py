"""Which certificates the installation trusts, and whether a signer's leads up to one of them.

The path is pyHanko's work (RFC 5280: signatures, authorities, lengths, name constraints, critical
extensions). No list of revoked certificates is fetched: nothing here touches the network.
"""

import asyncio
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Self

from asn1crypto import pem, x509
from django.utils.translation import gettext as _
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.policy_decl import DisallowWeakAlgorithmsPolicy

MAX_STORE_FILE_BYTES = 10 * 1024 * 1024
MAX_BUNDLE = 16  # certificates sent with a message: more would be a way to waste our time
MAX_MOMENTS = 32
# SHA-1 and 1024-bit keys are in certificates of the years when they were the rule.
ALGORITHMS = DisallowWeakAlgorithmsPolicy(  # type: ignore[no-untyped-call] # the library leaves it untyped
    weak_hash_algos=frozenset({"md2", "md5"}),
    rsa_key_size_threshold=1024,
    dsa_key_size_threshold=1024,
)


class Chain(StrEnum):
    """Where a signer's certificate leads."""

    TRUSTED = "trusted"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class TrustStore:
    """The trusted certificates (`PEC_TRUST_STORE`): authorities, or providers' own certificates
    trusted one by one. `problems` names the files that could not be read. Empty trusts nobody."""

    certificates: tuple[x509.Certificate, ...] = ()
    problems: tuple[str, ...] = ()

    @classmethod
    def load(cls, path: Path | None) -> Self:
        """A PEM or DER file, or a folder of them. Unreadable files are told, never fatal."""
        if path is None or str(path) in {"", "."}:
            return cls()
        files = sorted(path.iterdir()) if path.is_dir() else [path]
        certificates: list[x509.Certificate] = []
        problems: list[str] = []
        for file in files:
            if file.name.startswith(".") or file.is_dir():
                continue
            try:
                certificates += read_certificates(file)
            except (OSError, ValueError) as error:
                sentence = _("Il file di certificati «%(file)s» non si legge: %(error)s")
                problems.append(sentence % {"file": file, "error": error})
        return cls(tuple(certificates), tuple(problems))

    def chain(
        self, signer: x509.Certificate, bundle: Iterable[x509.Certificate], at: datetime | None
    ) -> Chain:
        """Whether the signer leads to a trusted certificate, all of them valid at that instant.

        `expired` means the path is sound but its time is not: it held at another instant.
        """
        try:
            return self._chain(signer, bundle, at)
        except (ValueError, TypeError, KeyError):  # a certificate whose fields do not read
            return Chain.UNKNOWN

    def _chain(
        self, signer: x509.Certificate, bundle: Iterable[x509.Certificate], at: datetime | None
    ) -> Chain:
        if signer.dump() in {certificate.dump() for certificate in self.certificates}:
            return Chain.TRUSTED if _in_force(signer, at) else Chain.EXPIRED
        others = list(bundle)[:MAX_BUNDLE]
        roots = [certificate for certificate in self.certificates if _is_authority(certificate)]
        if not roots:
            return Chain.UNKNOWN
        if at and (path := _path(signer, others, roots, at)):
            return Chain.TRUSTED if all(_in_force(one, at) for one in path) else Chain.EXPIRED
        if any(_path(signer, others, roots, moment) for moment in _moments(signer, others, roots)):
            return Chain.EXPIRED
        return Chain.UNKNOWN


def read_certificates(file: Path) -> list[x509.Certificate]:
    """The X.509 certificates of a PEM or DER file; ValueError when it holds something else."""
    if file.stat().st_size > MAX_STORE_FILE_BYTES:
        raise ValueError(_("è troppo grande"))
    content = file.read_bytes()
    blocks = [content]
    if pem.detect(content):
        blocks = [der for _name, _headers, der in pem.unarmor(content, multiple=True)]
    certificates = [x509.Certificate.load(block, strict=True) for block in blocks]
    for certificate in certificates:
        if certificate.native is None:  # asn1crypto reads lazily: read all of it now
            raise ValueError(_("è vuoto"))
    return certificates


def _in_force(certificate: x509.Certificate, at: datetime | None) -> bool:
    begin, end = certificate.not_valid_before, certificate.not_valid_after
    return at is not None and bool(begin <= at <= end)


def _is_authority(certificate: x509.Certificate) -> bool:
    """A certificate that says it may issue others; a store may also hold some that may not."""
    constraints, usage = certificate.basic_constraints_value, certificate.key_usage_value
    may_issue = usage is None or "key_cert_sign" in usage.native
    return constraints is not None and bool(constraints["ca"].native) and may_issue


def _moments(
    signer: x509.Certificate, others: list[x509.Certificate], roots: list[x509.Certificate]
) -> list[datetime]:
    """If the path ever held, it held when the youngest of its certificates came into force."""
    begins = {certificate.not_valid_before for certificate in (*others, *roots)}
    later = sorted(begin for begin in begins if begin > signer.not_valid_before)
    return [signer.not_valid_before, *later][:MAX_MOMENTS]


def _path(
    signer: x509.Certificate,
    others: list[x509.Certificate],
    roots: list[x509.Certificate],
    moment: datetime,
) -> list[x509.Certificate] | None:
    """A path that holds at that moment, its root included."""
    context = ValidationContext(
        trust_roots=roots,
        other_certs=others,
        moment=moment,
        allow_fetching=False,
        time_tolerance=timedelta(0),
        algorithm_usage_policy=ALGORITHMS,
    )
    validator = CertificateValidator(signer, validation_context=context)
    try:
        # The library is asynchronous and the caller may already be inside an event loop.
        with ThreadPoolExecutor(1) as thread:
            path = thread.submit(asyncio.run, validator.async_validate_path()).result()
    except Exception:  # noqa: BLE001 - a hostile certificate fails in any way: it is not trusted
        return None
    return list(path.iter_certs(include_root=True))
