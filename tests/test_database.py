"""What every test may rely on: a database of its own, the application's powers, a clean start."""

from datetime import datetime

import pytest
from django.db import ProgrammingError, connection, transaction

from tests.database import Elsewhere, fingerprint

INSERT = "INSERT INTO core_cache (cache_key, value, expires) VALUES ('key', 'value', now())"


def ask(question: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(question)
        row = cursor.fetchone()
        return row and row[0]


def count() -> object:
    return ask("SELECT count(*) FROM core_cache")


@pytest.mark.django_db
def test_tests_have_the_powers_of_the_application_and_no_more() -> None:
    assert ask("SELECT current_user") == "trama_app"
    for act in ("TRUNCATE core_cache", "DROP TABLE core_cache", "CREATE TABLE mine ()"):
        refused = pytest.raises(ProgrammingError, match=r"permission denied|must be owner")
        with refused, transaction.atomic():
            ask(act)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2, 3])
def test_what_a_test_commits_is_seen_elsewhere_and_gone_in_the_next(
    turn: int, on_another_connection: Elsewhere
) -> None:
    assert count() == 0
    with connection.cursor() as cursor:
        cursor.execute(INSERT)
    assert on_another_connection(count).result(timeout=10) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("turn", [1, 2])
def test_what_a_test_does_not_commit_is_not_seen_elsewhere(
    turn: int, on_another_connection: Elsewhere
) -> None:
    assert count() == 0
    with connection.cursor() as cursor:
        cursor.execute(INSERT)
    assert on_another_connection(count).result(timeout=10) == 0


@pytest.mark.django_db
def test_the_clock_of_the_tests_can_be_stopped() -> None:
    ask("SELECT set_config('trama.now', '2023-05-15 12:00+02', true)")
    assert ask("SELECT trama_now()") == datetime.fromisoformat("2023-05-15T12:00+02:00")


def test_the_template_is_known_by_what_built_it() -> None:
    assert fingerprint() == fingerprint()
