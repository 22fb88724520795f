"""The thematic groups of a network."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from trama.accounts.models import User
from trama.core import clock, events
from trama.core.deadlines import day_of
from trama.core.workflow import ActRefused
from trama.networks.lifecycle.networks import opened
from trama.networks.models import Network, NetworkMembership, ThematicGroup
from trama.programming.models import Theme


@dataclass(frozen=True)
class GroupCard:
    name: str
    purpose: str
    theme: Theme | None
    members: Collection[NetworkMembership]


@transaction.atomic
def save_group(
    network: Network, card: GroupCard, *, group: ThematicGroup | None = None, actor: User
) -> ThematicGroup:
    """Form a group, or change one; only members of the network may be in it."""
    at = clock.now()
    locked = opened(network)
    if any(member.network_id != network.pk for member in card.members):
        raise ActRefused(_("Nel gruppo c’è chi non è di questa rete. Nulla è stato salvato."))
    verb = "update_group" if group else "form_group"
    saved = group or ThematicGroup(network=locked)
    if saved.closed_on:
        raise ActRefused(_("Il gruppo è chiuso: formane uno nuovo."))
    saved.name, saved.purpose, saved.theme = card.name, card.purpose, card.theme
    try:
        with transaction.atomic():
            saved.save()
    except IntegrityError:
        raise ActRefused(_("La rete ha già un gruppo con questo nome.")) from None
    saved.members.set(card.members)
    facts = {"name": saved.name, "members": sorted(str(member) for member in card.members)}
    events.record(events.Act(verb, saved, actor, at, facts))
    return saved


@transaction.atomic
def close_group(group: ThematicGroup, *, actor: User) -> None:
    """The group has done its work; closed already, nothing happens."""
    at = clock.now()
    open_still = ThematicGroup.objects.filter(pk=group.pk, closed_on=None)
    if open_still.update(closed_on=day_of(at)):
        events.record(events.Act("close_group", group, actor, at, {"name": group.name}))
