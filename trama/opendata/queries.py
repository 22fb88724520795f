"""What is public and may be taken away: notices, published lists, the register."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, QuerySet

from trama.core.clock import TramaNow
from trama.needs.models import CoverageCell, CoverageRun, RiskScore
from trama.needs.queries.coverage import latest_run
from trama.needs.queries.tables import zones_of
from trama.notices import queries as notice_queries
from trama.notices.models import Notice
from trama.notices.queries import NoticeFilters, public_list
from trama.notices.rules import open_at
from trama.organizations import queries as register
from trama.organizations.models import Organization
from trama.screening.models import AdmissionList, AdmissionListStatus

# Phase in the API → group of the public list.
GROUPS = {"open": "aperti", "under_way": "in-corso", "concluded": "conclusi"}
CHUNK = 1000  # rows read at a time


def page(rows: QuerySet[Any], number: int, size: int) -> dict[str, Any]:
    """A page of `rows`; after the last one there are empty pages."""
    total = rows.count()
    start = (number - 1) * size
    return {
        "items": list(rows[start : start + size]) if start < total else [],
        "total_items": total,
        "page": number,
        "page_size": size,
        "total_pages": -(-total // size),
    }


# ---------------------------------------------------------------- notices


def _with_opening(rows: QuerySet[Notice]) -> QuerySet[Notice]:
    """Each notice says in `open_now` whether it takes applications at this moment."""
    taking = Notice.objects.filter(open_at(TramaNow()), pk=OuterRef("pk"))
    return rows.annotate(open_now=Exists(taking))


def notices(
    words: str = "", kind: str | None = None, strand: str | None = None, phase: str | None = None
) -> QuerySet[Notice]:
    filters = NoticeFilters(
        words=words, type=kind or "", strand=strand or "", group=GROUPS.get(phase or "", "")
    )
    return _with_opening(public_list(filters))


def notice(code: str) -> Notice | None:
    """A public notice with its parts; `open_now` and `has_list` (published) are said of it."""
    listed = AdmissionList.objects.filter(
        notice=OuterRef("pk"), status=AdmissionListStatus.PUBLISHED
    )
    rows = _with_opening(Notice.objects.public()).annotate(has_list=Exists(listed))
    return notice_queries.contents(rows).filter(code=code).first()


def admission_list(code: str) -> AdmissionList | None:
    """The published list of a public notice."""
    return (
        AdmissionList.objects.filter(
            status=AdmissionListStatus.PUBLISHED,
            notice__in=Notice.objects.public().filter(code=code),
        )
        .select_related("notice", "act")
        .first()
    )


# ---------------------------------------------------------------- bodies

HIDDEN = ("email", "phone", "search", "source", "compared")


def organizations(words: str, filters: Mapping[str, Any]) -> tuple[QuerySet[Organization], bool]:
    """The register narrowed by words and filters; true when these are only the closest names."""
    found = register.search(words, filters)
    return found.organizations.defer(None).defer(*HIDDEN), found.nearest


def organization(uid: UUID) -> Organization | None:
    return Organization.objects.defer(*HIDDEN).filter(uid=uid).first()


# ---------------------------------------------------------------- tables

ORGANIZATION_COLUMNS = (
    "uid", "name", "codice_fiscale", "vat", "legal_type", "status", "runts_number",
    "runts_section", "runts_enrolled_on", "runts_ended_on", "art5_letters", "founded_on",
    "address", "city", "pec", "website", "staff_count", "volunteer_count", "updated_at",
)  # fmt: skip
NOTICE_COLUMNS = (
    "code", "type", "status", "title", "summary", "strand__code", "office__code", "art5_letters",
    "opens_at", "closes_at", "questions_until", "published_at", "cup",
)  # fmt: skip


def organization_table() -> Iterator[list[str]]:
    return _table(register.public_organizations(), ORGANIZATION_COLUMNS)


def notice_table() -> Iterator[list[str]]:
    return _table(public_list(NoticeFilters()), NOTICE_COLUMNS)


def _table(rows: QuerySet[Any], columns: tuple[str, ...]) -> Iterator[list[str]]:
    """A header, then a row for each; what is not known is an empty cell."""
    yield [name.removesuffix("__code") for name in columns]
    for row in rows.values_list(*columns).iterator(chunk_size=CHUNK):
        yield [_cell(value) for value in row]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return " ".join(value)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


# ---------------------------------------------------------------- coverage


def coverage(
    measure: str = "", kind: str | None = None, municipio: str = ""
) -> tuple[CoverageRun | None, QuerySet[CoverageCell]]:
    """The cells of the last computation; none when there is no computation."""
    run = latest_run()
    cells = CoverageCell.objects
    rows = cells.filter(run=run, measure__retired=False) if run else cells.none()
    if measure:
        rows = rows.filter(measure__code=measure)
    if kind:
        rows = rows.filter(zone__kind=kind)
    if municipio:
        rows = rows.filter(zone__in=zones_of(municipio))
    rows = rows.select_related("measure", "zone").defer(
        "zone__boundary", "zone__outline", "working"
    )
    return run, rows.order_by("measure__position", "measure__code", "zone__kind", "zone__number")


def risk() -> tuple[CoverageRun | None, QuerySet[RiskScore]]:
    run = latest_run()
    rows = RiskScore.objects.filter(run=run) if run else RiskScore.objects.none()
    rows = rows.select_related("zone").defer("zone__boundary", "zone__outline")
    return run, rows.order_by(F("rank").asc(nulls_last=True), "zone__number")
