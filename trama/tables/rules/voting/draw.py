"""Sorteggio: ties are broken by an order that nobody could know before voting closed.

Before opening, the office draws a secret of 32 bytes and publishes its commitment. At the close
the seed is SHA-256(secret ‖ closing record), the closing record being known only then: neither who
holds the secret nor who writes the record chooses the order alone. The secret is published with
the outcome, so that anyone may verify it (commit and reveal).
"""

import hmac
from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha256

from django.utils.translation import gettext as _

from trama.tables.formats.election import Ballot

SECRET_BYTES = 32


class TamperedSeedError(ValueError):
    """The secret is not the one committed before opening."""


def commitment(secret: bytes) -> str:
    """What is published before opening. Raises `ValueError` for a secret short enough to guess."""
    if len(secret) != SECRET_BYTES:
        raise ValueError(f"A secret has {SECRET_BYTES} bytes.")
    return sha256(secret).hexdigest()


def closing_record(closed_at: datetime, bodies: Iterable[Ballot]) -> str:
    """Verbale di chiusura: the instant, how many bodies voted, and the SHA-256 of their ballots.

    The digest is of what each chose, in order, a ballot a line («P2,P1»), the lines sorted: whoever
    has the published ballots computes it again. The administration's ballots are left out: who
    knows the secret could otherwise vote last and choose the draw.
    """
    lines = sorted(",".join(ballot.choices) for ballot in bodies)
    digest = sha256("\n".join(lines).encode()).hexdigest()
    return f"{closed_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ} {len(lines)} {digest}"


def verify(secret: bytes, committed: str) -> bool:
    """Is this the secret of that commitment?"""
    return len(secret) == SECRET_BYTES and hmac.compare_digest(
        commitment(secret).encode(), committed.strip().lower().encode()
    )


def final_seed(secret: bytes, committed: str, closing_record: bytes) -> bytes:
    """The seed of the draw. Raises `TamperedSeedError`; `ValueError` before the close."""
    if not closing_record:
        raise ValueError("The seed needs the closing record.")
    if not verify(secret, committed):
        raise TamperedSeedError(
            _("Il segreto del sorteggio non è quello impegnato prima dell’apertura del voto.")
        )
    return sha256(secret + closing_record).digest()


def drawn(seed: bytes, ids: Iterable[str]) -> list[str]:
    """The identifiers in the order of the draw: by SHA-256(seed ‖ identifier)."""
    return sorted(ids, key=lambda one: sha256(seed + one.encode()).digest())


def ranks(seed: bytes, ids: Iterable[str]) -> dict[str, int]:
    """The place of each identifier in the draw: of equals the lowest goes first."""
    return {one: place for place, one in enumerate(drawn(seed, ids))}
