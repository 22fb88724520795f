"""Notices on the golden thread: the programming acts they rest on (CTS art. 55, co. 3)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trama.core.deadlines import day_of
from trama.core.thread import Gap, Kind, Node, Tie
from trama.core.ui import Badge
from trama.notices.models import Notice, NoticeStatus, NoticeType
from trama.programming.models import ActPriority

_OFF = (NoticeStatus.REVOKED, NoticeStatus.ANNULLED_BY_COURT, NoticeStatus.SUSPENDED)


def _nodes(rows: QuerySet[Notice]) -> Iterable[Node]:
    for notice in rows:
        yield Node(
            uid=notice.uid,
            title=notice.name,
            code=notice.code,
            url=reverse("notices:detail", args=[notice.code]),
            line=notice.get_type_display(),
            badge=Badge(notice.get_status_display(), "stop" if notice.status in _OFF else ""),
        )


def without_programming(uids: Sequence[UUID], now: datetime) -> Iterable[Gap]:
    """Co-design is done in the light of co-programming: where no act is named, one says so."""
    bare = Notice.objects.filter(
        uid__in=uids, type=NoticeType.CODESIGN, programming_acts=None
    ).select_related("office")
    for notice in bare:
        yield Gap(
            of=notice.uid,
            words=_("L’avviso non si fonda su un atto di programmazione."),
            owed_by=notice.office.name,
            since=day_of(notice.published_at) if notice.published_at else None,
            follows=notice.programming_reason,
            is_behind=True,
        )


KIND = Kind(
    slug="avviso",
    one=gettext_lazy("avviso"),
    many=gettext_lazy("avvisi"),
    public=Notice.objects.public,
    nodes=_nodes,
    order=("published_at", "pk"),
    day="published_at",
    end=gettext_lazy("Progetti e convenzioni nati dall’avviso non sono sulla piattaforma."),
)
RESTS_ON = Tie(
    source_kind="programmazione",
    target_kind="avviso",
    rows=Notice.programming_acts.through.objects.all,
    source="programmingact",
    target="notice",
    ahead=gettext_lazy("ha permesso di aprire un avviso"),
    back=gettext_lazy("si fonda su un atto di programmazione"),
)
ANSWERS = Tie(
    source_kind="priorita",
    target_kind="avviso",
    rows=ActPriority.objects.all,
    source="",
    target="act__notice",
    ahead=gettext_lazy("il suo atto ha permesso di aprire un avviso"),
    back=gettext_lazy("l’atto su cui si fonda la stabilisce"),
)
