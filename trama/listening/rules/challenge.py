"""Proof of work: a form's challenge, what solves it, how hard it is (docs/adr/020).

The challenge is signed by us and says when it was made, for which form and how hard it is: nothing
is stored until it is spent. It is solved by a number which, written after it, gives a SHA-256 that
begins with as many zero bits.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.signing import BadSignature, Signer

SALT = "listening.challenge"
LIFE = timedelta(hours=2)
SOONEST = timedelta(seconds=3)
"""Nobody reads a form, writes and sends it in less."""
SLOW = timedelta(seconds=30)
"""How long the form must have been open, for whoever solves nothing."""
MOST_DIGITS = 12
NONCE_BYTES = 12

# Signals of the last minute → bits. Each bit doubles the work: 13 bits are some hundredths of a
# second of a telephone, 18 a second or two.
LOADS = ((3000, 18), (600, 16), (60, 15))
LEAST_BITS = 13


@dataclass(frozen=True)
class Challenge:
    """What the page of a form carries; `token` is the whole of it, signed."""

    token: str
    nonce: str
    bits: int
    form: str
    made_at: datetime

    @property
    def expires_at(self) -> datetime:
        return self.made_at + LIFE

    def is_solved_by(self, answer: str) -> bool:
        """Digits alone count, so that one solution is not sent written in many ways."""
        if not (answer.isascii() and answer.isdigit() and len(answer) <= MOST_DIGITS):
            return False
        digest = hashlib.sha256(f"{self.token}:{answer}".encode()).digest()
        return int.from_bytes(digest, "big") >> (256 - self.bits) == 0


def bits_for(signals_a_minute: int) -> int:
    """Harder as more arrive: who writes once hardly notices, who writes a thousand times does."""
    return next((bits for load, bits in LOADS if signals_a_minute >= load), LEAST_BITS)


def make(form: str, *, bits: int, at: datetime) -> Challenge:
    nonce = secrets.token_hex(NONCE_BYTES)
    made_at = at.replace(microsecond=0)
    facts = [nonce, bits, form, int(made_at.timestamp())]
    return Challenge(Signer(salt=SALT).sign_object(facts), nonce, bits, form, made_at)


def read(token: str, *, form: str, at: datetime) -> Challenge | None:
    """The challenge that we made for this form and that is still good; None for anything else."""
    try:
        nonce, bits, its_form, made = Signer(salt=SALT).unsign_object(token)
    except (BadSignature, ValueError):
        return None
    made_at = datetime.fromtimestamp(made, tz=at.tzinfo)
    found = Challenge(token, nonce, bits, its_form, made_at)
    return found if its_form == form and made_at <= at <= found.expires_at else None


def solve(challenge: Challenge) -> str:
    """What a browser does, for programs of ours that fill in the form (tests, measures)."""
    answer = 0
    while not challenge.is_solved_by(str(answer)):
        answer += 1
    return str(answer)
