"""Networks become other networks: they merge, split, or go on under another name."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from trama.accounts.models import User
from trama.core import clock, events
from trama.core.deadlines import day_of
from trama.core.workflow import ActRefused, move
from trama.networks.models import LineageKind, Network, NetworkLineage, NetworkStatus

# One lineage is written at a time: two halves of a circle, added together, would pass each alone.
LOCK = "LOCK TABLE networks_networklineage IN SHARE ROW EXCLUSIVE MODE"

DESCENDANTS = """
    WITH RECURSIVE line (network) AS (
        SELECT unnest(%s::bigint[])
        UNION
        SELECT lineage.successor_id
        FROM networks_networklineage AS lineage
        JOIN line ON lineage.ancestor_id = line.network
    )
    SELECT network FROM line
"""


@dataclass(frozen=True)
class Reorganization:
    """What became what. A merge has several ancestors and one successor, a split the reverse."""

    kind: LineageKind
    ancestors: Collection[Network]
    successors: Collection[Network]
    on: date
    note: str = ""


@transaction.atomic
def reorganize(change: Reorganization, *, actor: User) -> None:
    """The ancestors end in their successors, from a day. Refused when it makes no sense, or when a
    network would be its own ancestor."""
    at = clock.now()
    _check_shape(change, day_of(at))
    with connection.cursor() as cursor:
        cursor.execute(LOCK)
    _refuse_circles(change)
    for ancestor in sorted(change.ancestors, key=lambda network: network.pk):
        if ancestor.status != NetworkStatus.REORGANIZED:
            _end(ancestor, change, actor, at)
        for successor in change.successors:
            _row, created = NetworkLineage.objects.get_or_create(
                ancestor=ancestor,
                successor=successor,
                defaults={
                    "kind": change.kind,
                    "on": change.on,
                    "note": change.note,
                    "recorded_by": actor,
                },
            )
            if created:
                facts = {"kind": change.kind, "ancestor": ancestor.name, "on": change.on}
                events.record(events.Act("inherit", successor, actor, at, facts))


def _end(ancestor: Network, change: Reorganization, actor: User, at: datetime) -> None:
    if ancestor.status == NetworkStatus.CLOSED:
        raise ActRefused(
            _("«%(name)s» è chiusa: una rete chiusa non diventa un’altra.")
            % {"name": ancestor.name}
        )
    names = ", ".join(sorted(one.name for one in change.successors))
    move(
        ancestor,
        NetworkStatus.REORGANIZED,
        verb="reorganize",
        actor=actor,
        at=at,
        note={"kind": change.kind, "successors": names, "on": change.on},
    )


def _check_shape(change: Reorganization, today: date) -> None:
    before, after = (
        {network.pk for network in side} for side in (change.ancestors, change.successors)
    )
    if before & after:
        raise ActRefused(_("Una rete non può discendere da sé stessa."))
    shapes = {
        LineageKind.MERGE: (len(before) >= 2 and len(after) == 1),
        LineageKind.SPLIT: (len(before) == 1 and len(after) >= 2),
        LineageKind.SUCCESSION: (len(before) == 1 and len(after) == 1),
    }
    words = {
        LineageKind.MERGE: _("Un’unione ha almeno due reti che diventano una."),
        LineageKind.SPLIT: _("Una divisione ha una rete che diventa almeno due."),
        LineageKind.SUCCESSION: _("Una continuazione va da una rete a un’altra sola."),
    }
    if not shapes[change.kind]:
        raise ActRefused(words[change.kind])
    if change.on > today:
        raise ActRefused(_("La data è nel futuro: si scrive quando è successo."))


def _refuse_circles(change: Reorganization) -> None:
    """Whoever descends from the successors must not be among the ancestors."""
    with connection.cursor() as cursor:
        cursor.execute(DESCENDANTS, [[network.pk for network in change.successors]])
        descendants = {row[0] for row in cursor.fetchall()}
    for ancestor in change.ancestors:
        if ancestor.pk in descendants:
            raise ActRefused(
                _("«%(name)s» discende già da queste reti: diventerebbe antenata di sé stessa.")
                % {"name": ancestor.name}
            )
