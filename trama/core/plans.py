"""How the database plans what it is asked."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def planned_afresh() -> Iterator[None]:
    """Within it every statement is planned for its own values; also a decorator of a view.

    Elsewhere a statement is planned once a connection and used again. The best plan for a search
    depends on its words: one that has to serve any word is several times too slow.
    """
    connection.ensure_connection()
    inner = connection.connection
    usual = inner.prepare_threshold
    inner.prepare_threshold = None
    try:
        yield
    finally:
        inner.prepare_threshold = usual
