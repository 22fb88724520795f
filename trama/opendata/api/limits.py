"""How many questions an address may ask in a minute.

The count is of all the web processes together; under a rush it may lose a few, never add any.
"""

import time
from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from trama.opendata import rules

WINDOW = 60  # seconds


@dataclass(frozen=True)
class Quota:
    """What an address has asked in this minute; `resets_in` is in seconds."""

    limit: int
    used: int
    resets_in: int

    @property
    def is_exceeded(self) -> bool:
        return self.used > self.limit

    def say(self, response: HttpResponse) -> None:
        """The headers of the Italian interoperability model."""
        response["X-RateLimit-Limit"] = str(self.limit)
        response["X-RateLimit-Remaining"] = str(max(0, self.limit - self.used))
        response["X-RateLimit-Reset"] = str(self.resets_in)


def take(request: HttpRequest) -> Quota:
    """Count this question. Without the database nobody is counted: the answer says what is wrong.

    The address is a person's datum: only its keyed hash is kept, for a few minutes.
    """
    now = int(time.time())
    address = str(get_adapter(request).get_client_ip(request))
    who = salted_hmac("trama.opendata", address, algorithm="sha256").hexdigest()[:32]
    key = f"api:{who}:{now // WINDOW}"
    try:
        cache.add(key, 0, timeout=2 * WINDOW)
        used = cache.incr(key)
    except (ValueError, DatabaseError):  # it expired between the two; no database
        used = 1
    return Quota(rules.REQUESTS_PER_MINUTE, used, WINDOW - now % WINDOW)
