import pytest
from django.db import connection

from trama.core.plans import planned_afresh


def prepared() -> int:
    """How many statements the server keeps planned for this connection."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_prepared_statements WHERE position('trama-' in statement) > 0"
        )
        return int(cursor.fetchone()[0])


def ask(what: str, times: int = 8) -> None:
    with connection.cursor() as cursor:
        for _ in range(times):
            cursor.execute(f"SELECT %s::text /* trama-{what} */", ["word"])


@pytest.mark.django_db
def test_a_statement_asked_often_is_planned_once() -> None:
    before = prepared()
    ask("often")
    assert prepared() == before + 1


@pytest.mark.django_db
def test_a_search_is_planned_for_its_own_words_and_then_all_is_as_before() -> None:
    before = prepared()
    with planned_afresh():
        ask("search")
    assert prepared() == before
    ask("afterwards")
    assert prepared() == before + 1


@pytest.mark.django_db
def test_what_fails_within_a_search_leaves_things_as_they_were() -> None:
    before = prepared()
    with pytest.raises(ValueError, match="no"), planned_afresh():
        raise ValueError("no")
    ask("after a failure")
    assert prepared() == before + 1
