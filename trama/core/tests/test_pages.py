from typing import Any

from django.core.paginator import Paginator
from hypothesis import given
from hypothesis import strategies as st

from trama.core.pages import LongPaginator


class Rows:
    """As a queryset is asked: a count, slices, the same rows from the end; it notes how deep."""

    def __init__(self, rows: list[int]) -> None:
        self.rows = rows
        self.deepest = 0
        self.ordered = True

    def count(self) -> int:
        return len(self.rows)

    def reverse(self) -> "Rows":
        self.backwards = Rows(self.rows[::-1])
        return self.backwards

    def __getitem__(self, place: slice) -> list[int]:
        self.deepest = max(self.deepest, place.stop)
        return self.rows[place]


@given(st.integers(0, 60), st.integers(1, 12), st.integers(-1, 70))
def test_every_page_has_the_rows_that_it_always_had(total: int, size: int, number: int) -> None:
    rows = list(range(total))
    asked: Any = Rows(rows)
    found = LongPaginator(asked, size).get_page(number)
    usual = Paginator(rows, size).get_page(number)
    assert list(found) == list(usual)
    assert (found.number, found.start_index(), found.end_index()) == (
        usual.number, usual.start_index(), usual.end_index(),
    )  # fmt: skip


def test_the_last_page_is_read_from_the_end() -> None:
    rows: Any = Rows(list(range(1000)))
    assert list(LongPaginator(rows, 10).get_page(100)) == list(range(990, 1000))
    assert (rows.deepest, rows.backwards.deepest) == (0, 10)
