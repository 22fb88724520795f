"""Questions about notices: lists, one notice with its parts, its phases, what it lacks."""

from trama.notices.queries.contents import contents, facts, findings, people_in_charge
from trama.notices.queries.lists import (
    NoticeFilters,
    coming,
    of_offices,
    open_now,
    public_list,
    search,
)
from trama.notices.queries.phases import (
    expected,
    list_due_on,
    phases,
    state,
    steps,
    timelines,
)
from trama.notices.queries.standing import Standing, standing

__all__ = [
    "NoticeFilters",
    "Standing",
    "coming",
    "contents",
    "expected",
    "facts",
    "findings",
    "list_due_on",
    "of_offices",
    "open_now",
    "people_in_charge",
    "phases",
    "public_list",
    "search",
    "standing",
    "state",
    "steps",
    "timelines",
]
