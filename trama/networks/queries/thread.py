"""Networks on the golden thread: what each one was before, and what it became."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from trama.core.thread import Kind, Node, Tie
from trama.core.ui import Badge
from trama.networks.models import Network, NetworkLineage


def _nodes(rows: QuerySet[Network]) -> Iterable[Node]:
    for network in rows:
        yield Node(
            uid=network.uid,
            title=network.name,
            url=reverse("networks:detail", args=[network.code]),
            badge=Badge(network.get_status_display(), "wait" if network.is_over else ""),
        )


KIND = Kind(
    slug="rete",
    one=_("rete"),
    many=_("reti"),
    public=Network.objects.all,
    nodes=_nodes,
    order=("name_key", "pk"),
    end=_("Quello che la rete fa si legge nella sua pagina."),
)
TIE = Tie(
    source_kind="rete",
    target_kind="rete",
    rows=NetworkLineage.objects.all,
    source="ancestor",
    target="successor",
    ahead=_("continua in un’altra rete"),
    back=_("viene da un’altra rete"),
)
