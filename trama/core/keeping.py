"""What is the same for whoever asks: made once, and kept in the memory of each process."""

import hashlib
from collections.abc import Callable
from typing import TypeVar

from django.contrib.auth.models import AnonymousUser
from django.core.cache import caches
from django.http import HttpRequest, QueryDict

T = TypeVar("T")


def kept(store: str, facts: object, seconds: int, make: Callable[[], T]) -> T:
    """`make()`, unless it was made from the same `facts` less than `seconds` ago.

    `facts` says everything that the outcome depends on. Nothing of a person may be in it.
    """
    key = hashlib.sha256(repr(facts).encode()).hexdigest()
    found: T | None = caches[store].get(key)
    if found is None:
        found = make()
        caches[store].set(key, found, seconds)
    return found


def nobody(path: str = "", query: str = "") -> HttpRequest:
    """Who asks for what is kept: whatever a panel shows, it shows to anybody. `path` and `query`:
    the address that is asked, for the links to its other pages."""
    request = HttpRequest()
    request.method = "GET"
    request.path = path
    request.GET = QueryDict(query)
    request.user = AnonymousUser()
    return request
