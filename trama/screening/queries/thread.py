"""The published list on the golden thread: who was admitted, out of whom."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trama.core.deadlines import day_of
from trama.core.thread import Gap, Kind, Node, Tie
from trama.notices.models import Notice, NoticeStatus
from trama.screening.models import AdmissionList, AdmissionListStatus
from trama.screening.queries.listing import list_view


def _public() -> QuerySet[AdmissionList]:
    return AdmissionList.objects.filter(
        status=AdmissionListStatus.PUBLISHED, notice__in=Notice.objects.public()
    )


def _nodes(rows: QuerySet[AdmissionList]) -> Iterable[Node]:
    for listed in rows.select_related("notice"):
        yield Node(
            uid=listed.uid,
            title=list_view(listed).sentence,
            url=reverse("screening:list", args=[listed.notice.code]),
        )


def without_list(uids: Sequence[UUID], now: datetime) -> Iterable[Gap]:
    """Closed for longer than its term, and nobody knows who was admitted."""
    published = Q(admission_list__status=AdmissionListStatus.PUBLISHED)
    waiting = Notice.objects.filter(
        uid__in=uids, status__in=[NoticeStatus.CLOSED, NoticeStatus.SCREENING]
    )
    for notice in waiting.exclude(published).select_related("office"):
        if notice.closes_at is None:
            continue
        due_on = day_of(notice.closes_at) + timedelta(days=notice.answer_days)
        if due_on < day_of(now):
            yield Gap(
                of=notice.uid,
                words=_("Manca l’elenco degli ammessi."),
                owed_by=notice.office.name,
                since=due_on,
                follows=_("Senza elenco non si aprono i tavoli."),
            )


KIND = Kind(
    slug="elenco",
    one=gettext_lazy("elenco degli ammessi"),
    many=gettext_lazy("elenchi degli ammessi"),
    public=_public,
    nodes=_nodes,
    order=("published_at", "pk"),
    day="published_at",
    end=gettext_lazy("Gli enti ammessi non si sono ancora incontrati in un percorso."),
)
TIE = Tie(
    source_kind="avviso",
    target_kind="elenco",
    rows=AdmissionList.objects.all,
    source="notice",
    target="",
    ahead=gettext_lazy("ha risposto chi è nell’elenco"),
    back=gettext_lazy("chi ha risposto a un avviso"),
)
