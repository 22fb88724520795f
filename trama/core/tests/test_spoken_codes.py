"""Who guesses a code has five tries in ten minutes, sent one by one or all together."""

from concurrent.futures import Future
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from trama.core.spoken_codes import TRIES, WINDOW, may_try


def seconds_left(key: str) -> float:
    """Until a count is forgotten, as the table that keeps it says."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT expires FROM core_cache WHERE cache_key LIKE %s", [f"%{key}"])
        [expires] = cursor.fetchone()
    return float((expires - timezone.now()).total_seconds())


@pytest.mark.django_db
def test_after_five_tries_one_waits_ten_minutes_and_not_five() -> None:
    assert [may_try("prova", "ada") for _try in range(TRIES + 2)] == [True] * TRIES + [False] * 2
    assert may_try("prova", "bea")
    assert WINDOW - 5 <= seconds_left("prova:ada") <= WINDOW


@pytest.mark.django_db
def test_a_refused_try_prolongs_nothing() -> None:
    for _try in range(TRIES):
        may_try("prova", "ada")
    with connection.cursor() as cursor:
        soon = timezone.now() + timedelta(seconds=60)
        cursor.execute("UPDATE core_cache SET expires = %s", [soon])
    assert not may_try("prova", "ada")
    assert seconds_left("prova:ada") <= 61


@pytest.mark.django_db(transaction=True)
def test_tries_sent_all_together_are_counted_one_by_one(on_another_connection: Any) -> None:
    tries: list[Future[Any]] = [
        on_another_connection(lambda: may_try("prova", "ada")) for _try in range(4 * TRIES)
    ]
    assert sum(one.result(timeout=30) for one in tries) == TRIES


@pytest.mark.django_db
def test_many_other_counts_make_nobody_start_afresh() -> None:
    for _try in range(TRIES):
        may_try("prova", "ada")
    rows = "SELECT 'z' || n, 'x', now() + interval '1 hour' FROM generate_series(1, 2000) n"
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO core_cache (cache_key, value, expires) {rows}")
    cache.set("one-more", 1, 60)
    assert not may_try("prova", "ada")
