"""The secret address by which whoever sent a signal sees what became of it, without an account."""

from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer


def _signer() -> Signer:
    return Signer(key=settings.LINKS_KEY, salt="listening.receipt", sep=".")


def receipt_of(uid: UUID) -> str:
    """Made from the signal's own identifier and our key: nothing of it is stored, and the same
    signal has always the same."""
    return _signer().sign(uid.hex)


def signal_of(receipt: str) -> UUID | None:
    try:
        return UUID(hex=_signer().unsign(receipt))
    except (BadSignature, ValueError):
        return None
