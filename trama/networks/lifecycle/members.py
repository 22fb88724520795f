"""Who joins a network and who leaves it; who does what in it, from when to when."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from trama.accounts.models import User
from trama.core import clock, events
from trama.core.deadlines import day_of
from trama.core.workflow import ActRefused, move
from trama.mailbox.lifecycle import use_link
from trama.mailbox.models import SignedLink
from trama.networks import emails
from trama.networks.lifecycle.networks import opened
from trama.networks.models import (
    MemberKind,
    MemberStatus,
    Network,
    NetworkDuty,
    NetworkMembership,
    NetworkRole,
)
from trama.networks.rules.members import kind_of
from trama.organizations.models import Organization, OrganizationStatus
from trama.territory.models import Zone


@dataclass(frozen=True)
class Newcomer:
    """Who is to join: a body of the register, or a name and what it is."""

    organization: Organization | None = None
    name: str = ""
    kind: str = ""
    email: str = ""
    zone: Zone | None = None


def _add(network: Network, who: Newcomer, status: MemberStatus, at: datetime) -> NetworkMembership:
    locked = opened(network)
    if who.organization and who.organization.status == OrganizationStatus.CLOSED:
        raise ActRefused(_("L’ente non è più attivo: non può entrare in una rete."))
    kind = kind_of(who.organization.legal_type) if who.organization else MemberKind(who.kind)
    try:
        with transaction.atomic():
            return NetworkMembership.objects.create(
                network=locked,
                organization=who.organization,
                name="" if who.organization else who.name,
                kind=kind,
                zone=who.zone,
                email=who.email,
                status=status,
                asked_at=at,
            )
    except IntegrityError:
        raise ActRefused(_("È già nella rete, o già invitato: guarda fra i membri.")) from None


@transaction.atomic
def invite(network: Network, who: Newcomer, *, actor: User) -> NetworkMembership:
    """Whoever coordinates asks somebody in. The letter's link is enough to say yes or no; without
    an address, nobody is written to: the answer is taken by word of mouth."""
    at = clock.now()
    membership = _add(network, who, MemberStatus.INVITED, at)
    events.record(events.Act("invite", membership, actor, at, _facts(membership)))
    if emails.recipient_of(membership):
        emails.invite(membership, at=at)
    return membership


@transaction.atomic
def request(
    network: Network, organization: Organization, *, actor: User, email: str = ""
) -> NetworkMembership:
    """A body asks to join, and accepts that its name is shown among the members."""
    at = clock.now()
    who = Newcomer(organization=organization, email=email)
    membership = _add(network, who, MemberStatus.REQUESTED, at)
    events.record(events.Act("request", membership, actor, at, _facts(membership)))
    return membership


@transaction.atomic
def accept(
    membership: NetworkMembership, *, actor: User | None, link: SignedLink | None = None
) -> None:
    """From today it is a member: the invited say so, or whoever coordinates says so of a request.

    `actor` is None when the answer came through a signed link.
    """
    at = clock.now()
    opened(membership.network)
    asked = membership.status
    if asked not in {MemberStatus.INVITED, MemberStatus.REQUESTED}:
        raise ActRefused(_("Questa adesione ha già avuto risposta. Nulla è cambiato."))
    move(
        membership,
        MemberStatus.ACTIVE,
        verb="join",
        actor=actor,
        at=at,
        note=_facts(membership),
        joined_on=day_of(at),
    )
    _conclude(membership, asked, link, at)


@transaction.atomic
def decline(
    membership: NetworkMembership,
    *,
    actor: User | None,
    reason: str = "",
    link: SignedLink | None = None,
) -> None:
    """The invited say no; or whoever coordinates says no to a request, and why."""
    at = clock.now()
    asked = membership.status
    if asked not in {MemberStatus.INVITED, MemberStatus.REQUESTED}:
        raise ActRefused(_("Questa adesione ha già avuto risposta. Nulla è cambiato."))
    if asked == MemberStatus.REQUESTED and not reason.strip():
        raise ActRefused(_("Serve un motivo: chi ha chiesto deve sapere perché."))
    NetworkMembership.objects.filter(pk=membership.pk).update(reason=reason)
    move(
        membership,
        MemberStatus.LEFT,
        verb="decline",
        actor=actor,
        at=at,
        note=_facts(membership),
        left_on=day_of(at),
    )
    membership.refresh_from_db(fields=["reason"])
    _conclude(membership, asked, link, at)


def _conclude(
    membership: NetworkMembership, asked: str, link: SignedLink | None, at: datetime
) -> None:
    if link is not None:
        use_link(link, at)
    if asked == MemberStatus.REQUESTED and emails.recipient_of(membership):
        emails.tell_outcome(membership, at=at)


def suspend(membership: NetworkMembership, *, actor: User) -> None:
    """It has not been seen for a while: it is a member still, and is asked nothing."""
    at = clock.now()
    move(membership, MemberStatus.INACTIVE, verb="suspend", actor=actor, at=at)


@transaction.atomic
def resume(membership: NetworkMembership, *, actor: User) -> None:
    at = clock.now()
    opened(membership.network)
    if membership.status != MemberStatus.INACTIVE:
        raise ActRefused(_("Questo membro non è fermo. Nulla è cambiato."))
    move(membership, MemberStatus.ACTIVE, verb="resume", actor=actor, at=at)


@transaction.atomic
def leave(membership: NetworkMembership, *, actor: User) -> None:
    """It leaves today; what it did stays, its roles end with it."""
    at = clock.now()
    today = day_of(at)
    if membership.status not in {MemberStatus.ACTIVE, MemberStatus.INACTIVE}:
        raise ActRefused(_("Questo membro è già fuori dalla rete. Nulla è cambiato."))
    move(membership, MemberStatus.LEFT, verb="leave", actor=actor, at=at, left_on=today)
    for role in membership.roles.filter(until=None):
        end_role(role, actor=actor)


@transaction.atomic
def update_member(
    membership: NetworkMembership, *, email: str, zone: Zone | None, actor: User
) -> None:
    """Where its letters go, and where it works."""
    at = clock.now()
    opened(membership.network)
    before = {"zone": membership.zone_id, "email": membership.email}
    if before == {"zone": zone.pk if zone else None, "email": email}:
        return
    NetworkMembership.objects.filter(pk=membership.pk).update(email=email, zone=zone)
    facts = {"zone": zone.pk if zone else None, "email_changed": email != before["email"]}
    events.record(events.Act("update", membership, actor, at, facts))
    membership.refresh_from_db()


def _facts(membership: NetworkMembership) -> dict[str, str]:
    """A body's name is public; an address may be a person's, and stays out of the book."""
    return {"member": str(membership), "kind": membership.kind}


# ---------------------------------------------------------------- roles


@transaction.atomic
def give_role(
    membership: NetworkMembership, duty: NetworkDuty, user: User | None, since: date, *, actor: User
) -> NetworkRole:
    """A member takes a role, through a person when one is named. Coordinating needs a person."""
    at = clock.now()
    opened(membership.network)
    if membership.status != MemberStatus.ACTIVE:
        raise ActRefused(_("Solo chi è nella rete può avere un ruolo."))
    if duty == NetworkDuty.COORDINATOR and user is None:
        raise ActRefused(_("Chi coordina è una persona: scegli chi."))
    try:
        with transaction.atomic():
            role = NetworkRole.objects.create(
                membership=membership, duty=duty, user=user, since=since
            )
    except IntegrityError:
        raise ActRefused(_("Ha già questo ruolo. Nulla è cambiato.")) from None
    facts = {**_facts(membership), "duty": duty, "since": since, "role": str(role.uid)}
    events.record(events.Act("give_role", membership, actor, at, facts))
    return role


@transaction.atomic
def end_role(role: NetworkRole, *, actor: User) -> None:
    """The role ends today; ended already, nothing happens."""
    at = clock.now()
    last = max(role.since, day_of(at))
    if NetworkRole.objects.filter(pk=role.pk, until=None).update(until=last):
        facts = {**_facts(role.membership), "duty": role.duty, "role": str(role.uid)}
        events.record(events.Act("end_role", role.membership, actor, at, facts))
