"""How often one may try the code of a meeting."""

from django.core.cache import cache

TRIES = 5
WINDOW = 10 * 60  # seconds


def may_try(who: str) -> bool:
    """Count a try; False once there were too many in the last ten minutes."""
    key = f"tables:code:{who}"
    cache.add(key, 0, timeout=WINDOW)
    try:
        return bool(cache.incr(key) <= TRIES)
    except ValueError:  # it expired between the two
        return True
