"""Pages of a long list."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet


class LongPaginator(Paginator):  # type: ignore[type-arg]  # generic to the checker alone
    """Of a queryset in the order of an index: past the middle it is read from its end, so that
    the last page costs what the first does."""

    object_list: QuerySet[Any, Any]

    def page(self, number: int | str) -> Page[Any]:
        place = self.validate_number(number)
        first = (place - 1) * self.per_page
        after = min(first + self.per_page, self.count)
        if first * 2 <= self.count:
            return Page(self.object_list[first:after], place, self)
        backwards = self.object_list.reverse()[self.count - after : self.count - first]
        return Page(list(backwards)[::-1], place, self)
