"""A code said aloud in a room: whoever types it was there."""

import secrets

from django.core.cache import cache
from django.db import connection, transaction
from django.utils.crypto import constant_time_compare

# Words of weaving, easy to hear, and three figures: too many to be guessed on the day, five tries
# in ten minutes.
WORDS = (
    "TELAIO", "ORDITO", "SPOLA", "FILO", "NODO", "LANA", "LINO", "SETA", "PETTINE", "ROCCA",
    "FUSO", "AGO", "CESTO", "CORDA", "GANCIO", "MAGLIA", "NASTRO", "PUNTO", "RETE", "TELA",
)  # fmt: skip
TRIES = 5
WINDOW = 10 * 60  # seconds
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext(%s))"


def new_code() -> str:
    """At most twelve characters."""
    return f"{secrets.choice(WORDS)} {secrets.randbelow(900) + 100}"


def is_same(typed: str, said: str) -> bool:
    """Spaces and capitals do not count; how long it takes tells nothing of the code."""
    return constant_time_compare(_plain(typed), _plain(said))


def _plain(code: str) -> str:
    return "".join(code.split()).upper()


def may_try(what: str, who: str) -> bool:
    """Count a try of `who` at `what`; False after too many, until ten minutes from the last one.

    Tries sent all together are counted one by one; those that are refused prolong nothing.
    """
    key = f"{what}:{who}"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(ONE_AT_A_TIME, [key])
        tries = cache.get(key, 0)
        if tries < TRIES:
            cache.set(key, tries + 1, WINDOW)
    return bool(tries < TRIES)
