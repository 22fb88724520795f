"""A network comes to be known, forms, works, rests, closes; its card is kept."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from trama.accounts.models import User
from trama.core import clock, events
from trama.core.workflow import ActRefused, move
from trama.networks.models import MemberStatus, Network, NetworkDuty, NetworkStatus, NetworkZone
from trama.networks.queries.members import roles_in_force
from trama.territory.models import Source, Zone

LEAST_MEMBERS = 2


def opened(network: Network) -> Network:
    """The network, locked until the act ends. Refused when it is over: it lives on elsewhere."""
    locked = Network.objects.select_for_update(no_key=True).get(pk=network.pk)
    if locked.is_over:
        raise ActRefused(_("Questa rete è chiusa o riorganizzata: non si cambia più."))
    return locked


@transaction.atomic
def map_network(
    code: str,
    name: str,
    zones: Collection[Zone],
    *,
    actor: User | None,
    source: Source | None = None,
    zones_confirmed: bool = False,
    at: datetime | None = None,
) -> Network:
    """Somebody says that a network exists and where; a list's zones are still to be confirmed."""
    at = at or clock.now()
    try:
        with transaction.atomic():
            network = Network.objects.create(
                code=code, name=name, source=source, updated_at=at, status=NetworkStatus.MAPPED
            )
    except IntegrityError:
        raise ActRefused(_("C’è già una rete con questo codice: cercala fra le reti.")) from None
    NetworkZone.objects.bulk_create(
        NetworkZone(network=network, zone=zone, is_confirmed=zones_confirmed) for zone in zones
    )
    facts = {"name": name, "zones": _codes(zones), "source": source.code if source else ""}
    events.record(events.Act("map", network, actor, at, facts))
    return network


@transaction.atomic
def update_card(
    network: Network, changes: Mapping[str, Any], zones: Collection[Zone], *, actor: User
) -> None:
    """What the network says of itself, and where it works: whoever saves confirms the zones."""
    at = clock.now()
    locked = opened(network)
    before = {name: getattr(locked, name) for name in changes}
    changed = {name: value for name, value in changes.items() if value != before[name]}
    zones_changed = _set_zones(locked, zones)
    if not changed and not zones_changed:
        return
    Network.objects.filter(pk=network.pk).update(**changed, updated_at=at)
    facts = {"before": {name: before[name] for name in changed}, "zones": _codes(zones)}
    events.record(events.Act("update_card", locked, actor, at, facts))
    network.refresh_from_db()


def _set_zones(network: Network, zones: Collection[Zone]) -> bool:
    """Whether anything changed, the confirmation included."""
    had = {row.zone_id: row for row in network.network_zones.all()}
    wanted = {zone.pk for zone in zones}
    gone = [pk for pk in had if pk not in wanted]
    network.network_zones.filter(zone__in=gone).delete()
    confirmed = network.network_zones.filter(is_confirmed=False).update(is_confirmed=True)
    new = [pk for pk in wanted if pk not in had]
    NetworkZone.objects.bulk_create(
        NetworkZone(network=network, zone_id=pk, is_confirmed=True) for pk in new
    )
    return bool(gone or confirmed or new)


def _codes(zones: Collection[Zone]) -> list[str]:
    return sorted(f"{zone.kind}:{zone.code}" for zone in zones)


# ---------------------------------------------------------------- its states


def start_forming(network: Network, *, actor: User) -> None:
    """Somebody of the neighbourhood has taken it up: it gathers its members."""
    move(network, NetworkStatus.FORMING, verb="start_forming", actor=actor, at=clock.now())


@transaction.atomic
def activate(network: Network, *, actor: User) -> None:
    """From now on the network works. Refused with fewer than two members or no coordinator."""
    at = clock.now()
    members = network.memberships.filter(status=MemberStatus.ACTIVE).count()
    if members < LEAST_MEMBERS:
        raise ActRefused(_("Una rete attiva ha almeno due membri: prima invitali."))
    if not roles_in_force(network).filter(duty=NetworkDuty.COORDINATOR).exists():
        raise ActRefused(_("Nessuno coordina la rete: prima assegna il ruolo a un membro."))
    move(
        network,
        NetworkStatus.ACTIVE,
        verb="activate",
        actor=actor,
        at=at,
        note={"members": members},
    )


def rest(network: Network, *, actor: User) -> None:
    """It meets no more for now: it keeps its members, and may be taken up again."""
    move(network, NetworkStatus.DORMANT, verb="rest", actor=actor, at=clock.now())


def close(network: Network, *, actor: User) -> None:
    """It is over, and no other network follows it."""
    move(network, NetworkStatus.CLOSED, verb="close", actor=actor, at=clock.now())
