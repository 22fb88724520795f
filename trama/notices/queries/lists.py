"""Lists of notices: the public's, the office's, the calendar's, the search's."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from trama.accounts.models import User
from trama.accounts.queries import offices_of
from trama.core.clock import TramaNow
from trama.notices.models import Notice, NoticeStatus
from trama.notices.rules import open_at

OPEN, UNDER_WAY, CONCLUDED = "aperti", "in-corso", "conclusi"
ENDED = [
    NoticeStatus.CONCLUDED,
    NoticeStatus.REVOKED,
    NoticeStatus.VOID_NO_APPLICANTS,
    NoticeStatus.ANNULLED_BY_COURT,
]


@dataclass(frozen=True)
class NoticeFilters:
    """What a reader asked for; an empty word asks nothing."""

    words: str = ""
    type: str = ""
    strand: str = ""
    group: str = ""


def open_now(at: datetime | TramaNow | None = None) -> QuerySet[Notice]:
    """Published notices that take applications now, the nearest deadline first."""
    return Notice.objects.public().filter(open_at(at or TramaNow())).order_by("closes_at", "pk")


def coming(at: datetime) -> QuerySet[Notice]:
    """Published notices whose deadline is still to come: open now, or opening later."""
    return (
        Notice.objects.public()
        .filter(status=NoticeStatus.PUBLISHED, closes_at__gte=at)
        .order_by("closes_at", "pk")
    )


def public_list(filters: NoticeFilters) -> QuerySet[Notice]:
    """Public notices: open first (nearest deadline first), then under way, then concluded.

    Each row says its group in `group`: 0 open or about to open, 1 under way, 2 concluded.
    """
    still_open = Q(status=NoticeStatus.PUBLISHED, closes_at__gte=TramaNow())
    group = Case(
        When(still_open, then=Value(0)),
        When(status__in=ENDED, then=Value(2)),
        default=Value(1),
        output_field=IntegerField(),
    )
    order = Case(When(still_open, then="closes_at"))
    rows = _asked(Notice.objects.public(), filters).annotate(group=group)
    wanted = {OPEN: 0, UNDER_WAY: 1, CONCLUDED: 2}.get(filters.group)
    if wanted is not None:
        rows = rows.filter(group=wanted)
    return rows.select_related("strand", "office").order_by("group", order, "-published_at", "pk")


def _asked(rows: QuerySet[Notice], filters: NoticeFilters) -> QuerySet[Notice]:
    if filters.type:
        rows = rows.filter(type=filters.type)
    if filters.strand:
        rows = rows.filter(strand__code=filters.strand)
    for word in filters.words.replace("\x00", " ").split()[:8]:
        rows = rows.filter(
            Q(title__icontains=word) | Q(summary__icontains=word) | Q(code__icontains=word)
        )
    return rows


def of_offices(user: User) -> QuerySet[Notice]:
    """The notices of the offices where `user` works today, the latest first."""
    return (
        Notice.objects.filter(office__in=offices_of(user))
        .select_related("office", "officer", "strand")
        .order_by("-created_at", "-pk")
    )


def search(words: str, limit: int) -> QuerySet[Notice]:
    """Public notices for the search of the whole platform."""
    return public_list(NoticeFilters(words=words))[:limit]
