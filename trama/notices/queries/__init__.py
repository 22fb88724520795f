"""Questions about notices: lists, one notice with its parts, its phases, what it lacks."""

from trama.notices.queries.amendments import amendments, judged_at, standing_at
from trama.notices.queries.contents import (
    PARTS,
    contents,
    facts,
    findings,
    people_in_charge,
)
from trama.notices.queries.form import Form, form_at, form_of
from trama.notices.queries.lists import (
    NoticeFilters,
    coming,
    of_offices,
    open_now,
    public_list,
    search,
)
from trama.notices.queries.phases import (
    PublishedDays,
    expected,
    list_due_on,
    phases,
    published_days,
    state,
    steps,
    timelines,
)
from trama.notices.queries.standing import Standing, standing

__all__ = [
    "PARTS",
    "Form",
    "NoticeFilters",
    "PublishedDays",
    "Standing",
    "amendments",
    "coming",
    "contents",
    "expected",
    "facts",
    "findings",
    "form_at",
    "form_of",
    "judged_at",
    "list_due_on",
    "of_offices",
    "open_now",
    "people_in_charge",
    "phases",
    "public_list",
    "published_days",
    "search",
    "standing",
    "standing_at",
    "state",
    "steps",
    "timelines",
]
