"""A signal is kept by one statement: while a hundred a second arrive, others read pages."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from trama.listening.models import NeedSignal
from trama.listening.rules import sources
from trama.listening.rules.challenge import Challenge

# In one trip to the database: the instant, how much its source has said lately, the signal or one
# more copy of it, the challenge spent with it, whether others say the same words.
_KEEP = """
WITH given AS (
    SELECT trama_now() AS at, %(words_hash)s::text AS words_hash,
           %(source_key)s::text AS source_key, %(campaign_id)s::bigint AS campaign_id,
           %(nonce)s::text AS nonce
), lately AS (
    SELECT count(*) AS said,
           count(*) FILTER (
               WHERE is_suspect AND received_at > at - %(slow_every)s::interval
           ) AS said_slowly
    FROM given JOIN listening_needsignal USING (source_key)
    WHERE source_key <> '' AND received_at > at - %(lately)s::interval
), kept AS (
    INSERT INTO listening_needsignal AS signal (
        uid, status, campaign_id, words, public_text, theme_id, zone_id, place_words, channel,
        received_at, copies, is_suspect, reason, author_id, paper_round_id, words_hash, source_key
    )
    SELECT %(uid)s::uuid, %(status)s::text, campaign_id, %(words)s::text, '', %(theme_id)s::bigint,
           %(zone_id)s::bigint, %(place_words)s::text, %(channel)s::text,
           at, 1, %(is_suspect)s::boolean, '', %(author_id)s::bigint,
           %(paper_round_id)s::bigint, words_hash, source_key
    FROM given, lately
    WHERE (said < %(most)s AND NOT (%(is_slow)s::boolean AND said_slowly > 0)) OR EXISTS (
        SELECT FROM listening_needsignal AS known
        WHERE known.words_hash = given.words_hash AND known.source_key = given.source_key
              AND known.campaign_id IS NOT DISTINCT FROM given.campaign_id
    )
    ON CONFLICT (words_hash, source_key, campaign_id) WHERE source_key <> ''
    DO UPDATE SET copies = signal.copies + 1
    RETURNING *
), spent AS (
    INSERT INTO listening_spentchallenge (nonce, signal_id, expires_at)
    SELECT nonce, id, %(expires_at)s::timestamptz FROM given, kept WHERE nonce <> ''
)
SELECT kept.*, at, EXISTS (
    SELECT FROM listening_needsignal AS other
    WHERE other.words_hash = kept.words_hash AND other.id <> kept.id
          AND other.campaign_id IS NOT DISTINCT FROM kept.campaign_id
) AS is_echo
FROM kept, given
"""


@dataclass(frozen=True)
class Kept:
    """What is there now, and the instant of the act. `is_new`: it was not before; `is_echo`: others
    say the same words."""

    signal: NeedSignal
    at: datetime
    is_new: bool
    is_echo: bool


def keep(row: dict[str, Any], challenge: Challenge | None, *, is_slow: bool) -> Kept | None:
    """Write it, or count one more copy of what its source has said already; None when its source
    has said too many different things lately, or one by the slow door just now. A challenge that
    was spent before is refused by the database (`IntegrityError`)."""
    facts = {
        **row,
        "is_slow": is_slow,
        "lately": sources.LATELY,
        "slow_every": sources.SLOW_EVERY,
        "most": sources.MOST_LATELY,
        "nonce": challenge.nonce if challenge else "",
        "expires_at": challenge.expires_at if challenge else None,
    }
    for found in NeedSignal.objects.raw(_KEEP, facts):
        more = vars(found)
        return Kept(found, more["at"], is_new=found.copies == 1, is_echo=more["is_echo"])
    return None
