"""Public notices and their lists."""

from enum import StrEnum
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Field, Path, Query, Router

from trama.notices.models import Notice, NoticeType
from trama.opendata import queries
from trama.opendata.api.schemas import (
    AdmissionListOut,
    NoticeDetailOut,
    NoticesOut,
    PageQuery,
    absolute,
)

router = Router(tags=["notices"])

SLUG = r"^[-a-zA-Z0-9_]+$"
Code = Annotated[str, Field(pattern=SLUG, max_length=60, description="The code of the notice.")]


class Phase(StrEnum):
    OPEN = "open"
    UNDER_WAY = "under_way"
    CONCLUDED = "concluded"


class NoticesQuery(PageQuery):
    """Which notices."""

    q: str = Field("", max_length=200, description="Words of the title, the summary or the code.")
    type: NoticeType | None = Field(None, description="The kind of procedure.")
    strand: str | None = Field(None, pattern=SLUG, max_length=50, description="A strand's code.")
    phase: Phase | None = Field(
        None, description="Open or about to open, under way after the deadline, concluded."
    )


@router.get(
    "/notices", response=NoticesOut, operation_id="notices", summary="Public notices, page by page"
)
def notices(request: HttpRequest, asked: Query[NoticesQuery]) -> dict[str, Any]:
    """Open notices first, the nearest deadline first; then those under way, then the concluded."""
    rows = queries.notices(asked.q, asked.type, asked.strand, asked.phase)
    return queries.page(rows, asked.page, asked.page_size)


@router.get(
    "/notices/{code}", response=NoticeDetailOut, operation_id="notice", summary="A notice, whole"
)
def notice(request: HttpRequest, code: Path[Code]) -> Notice:
    """Text, requirements, questions of the form and documents of a public notice."""
    found = queries.notice(code)
    if found is None:
        raise Http404
    return found


@router.get(
    "/notices/{code}/admission-list",
    response=AdmissionListOut,
    operation_id="admission-list",
    summary="Who was admitted, who was not, and why",
)
def admission_list(request: HttpRequest, code: Path[Code]) -> dict[str, Any]:
    """The list as it was published; until then there is none (404)."""
    listed = queries.admission_list(code)
    if listed is None:
        raise Http404
    return {
        "notice": code,
        "title": listed.notice.title,
        "published_at": listed.published_at,
        "act": listed.act,
        "rows": listed.rows,
        "page_url": absolute("screening:list", code),
    }
