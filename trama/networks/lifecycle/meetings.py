"""The meetings of a network: planned, moved, cancelled, held."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from trama.accounts.models import User
from trama.core import calendars, clock, events
from trama.core.workflow import ActRefused, move
from trama.networks.lifecycle.networks import opened
from trama.networks.models import (
    MeetingStatus,
    Network,
    NetworkMeeting,
    NetworkMembership,
)

WHEN = {"starts_at", "ends_at"}


@transaction.atomic
def plan_meeting(network: Network, facts: Mapping[str, Any], *, actor: User) -> NetworkMeeting:
    """Call a meeting. Refused in the past, and with a group of another network."""
    at = clock.now()
    locked = opened(network)
    _check(network, facts)
    calendars.refuse_past(facts["starts_at"], at)
    meeting = NetworkMeeting.objects.create(network=locked, updated_at=at, **facts)
    told = {"title": meeting.title, "starts_at": meeting.starts_at}
    events.record(events.Act("plan", meeting, actor, at, told))
    return meeting


@transaction.atomic
def change_meeting(
    meeting: NetworkMeeting, facts: Mapping[str, Any], *, seen: int, reason: str, actor: User
) -> None:
    """Change what is said of a meeting; moving it asks for a reason. `seen` is the sequence that
    the person had before them: of two people changing it at once, one is refused."""
    at = clock.now()
    opened(meeting.network)
    _check(meeting.network, facts)
    stored = NetworkMeeting.objects.get(pk=meeting.pk)
    changed = {name: value for name, value in facts.items() if value != getattr(stored, name)}
    if not changed:
        return
    moves = bool(WHEN & changed.keys())
    if moves:
        calendars.refuse_past(facts["starts_at"], at)
        if not reason.strip():
            raise ActRefused(_("L’incontro cambia ora: scrivi perché, chi viene lo leggerà."))
        changed |= {"moved_from": stored.starts_at, "reason": reason}
    move(
        stored,
        MeetingStatus.PLANNED,
        verb="move" if moves else "change",
        actor=actor,
        at=at,
        provided=Q(sequence=seen),
        sequence=seen + 1,
        updated_at=at,
        **changed,
    )
    meeting.refresh_from_db()


@transaction.atomic
def cancel_meeting(meeting: NetworkMeeting, *, reason: str, actor: User) -> None:
    """It will not be held; calendars that follow the network show it struck out."""
    calendars.cancel(meeting, MeetingStatus.CANCELLED, reason=reason, actor=actor, at=clock.now())


@transaction.atomic
def record_meeting(
    meeting: NetworkMeeting,
    *,
    present: Collection[NetworkMembership],
    people_count: int | None,
    actor: User,
) -> None:
    """It was held: which members were there, and how many people. Refused before it begins."""
    at = clock.now()
    if meeting.starts_at > at:
        raise ActRefused(_("L’incontro non è ancora cominciato: le presenze si scrivono dopo."))
    if any(member.network_id != meeting.network_id for member in present):
        raise ActRefused(_("Fra i presenti c’è chi non è di questa rete. Nulla è stato salvato."))
    move(
        meeting,
        MeetingStatus.HELD,
        verb="hold",
        actor=actor,
        at=at,
        note={"present": len(present)},
        people_count=people_count,
        updated_at=at,
    )
    meeting.present.set(present)


def _check(network: Network, facts: Mapping[str, Any]) -> None:
    group = facts.get("group")
    if group is not None and group.network_id != network.pk:
        raise ActRefused(_("Il gruppo è di un’altra rete. Nulla è stato salvato."))
    if not facts["place"] and not facts["online_url"]:
        raise ActRefused(_("Scrivi il luogo o l’indirizzo per collegarsi."))
    if facts["ends_at"] <= facts["starts_at"]:
        raise ActRefused(_("L’incontro finisce prima di cominciare."))
