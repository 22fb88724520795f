"""Who stands for a body: asked by the person, confirmed by somebody else, ended by a day."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from trama.accounts.models import User
from trama.core import clock, events
from trama.core.deadlines import day_of
from trama.core.workflow import ActRefused, move
from trama.organizations import emails
from trama.organizations.lifecycle.pec import ask_for_proof
from trama.organizations.models import (
    Membership,
    MembershipDuty,
    MembershipStatus,
    Organization,
    OrganizationStatus,
)


@transaction.atomic
def request_membership(
    user: User, organization: Organization, duty: MembershipDuty, note: str
) -> Membership:
    """A person asks to stand for a body. `note`: what proves it (a deed, a RUNTS extract).

    Refused while the same role is asked for or in force, and for a body that has closed.
    """
    at = clock.now()
    if organization.status == OrganizationStatus.CLOSED:
        raise ActRefused(_("L’ente non è più attivo: nessuno può più rappresentarlo."))
    try:
        with transaction.atomic():
            membership = Membership.objects.create(
                organization=organization, user=user, duty=duty, since=day_of(at), note=note
            )
    except IntegrityError:
        raise ActRefused(
            _("Questo ruolo lo hai già, o lo hai già chiesto. Non serve altro: ti avviseremo.")
        ) from None
    events.record(events.Act("request", membership, user, at, _facts(membership)))
    return membership


@transaction.atomic
def confirm(membership: Membership, *, actor: User) -> None:
    """The person stands for the body from today. Nobody confirms their own request.

    Refused for a body that has closed. A PEC still to be proven gets its link: now somebody whom
    the office knows answers for the body.
    """
    at = clock.now()
    _refuse_own(membership, actor)
    rows = Organization.objects.select_for_update(no_key=True)
    organization = rows.get(pk=membership.organization_id)
    if organization.status == OrganizationStatus.CLOSED:
        raise ActRefused(_("L’ente non è più attivo: nessuno può più rappresentarlo."))
    move(
        membership,
        MembershipStatus.ACTIVE,
        verb="confirm",
        actor=actor,
        at=at,
        note=_facts(membership),
        confirmed_by=actor,
        since=day_of(at),
    )
    emails.tell_outcome(membership, at=at)
    if membership.duty == MembershipDuty.LEGAL_REPRESENTATIVE:
        ask_for_proof(organization, actor=actor, at=at)


@transaction.atomic
def refuse(membership: Membership, *, actor: User, reason: str) -> None:
    """The person does not stand for the body; `reason` is told to them, and may be answered."""
    at = clock.now()
    _refuse_own(membership, actor)
    if not reason.strip():
        raise ActRefused(_("Serve un motivo: la persona deve sapere che cosa manca."))
    # The reason is personal: it stays with the request, the event says only that there is one.
    Membership.objects.filter(pk=membership.pk).update(answer=reason)
    move(
        membership,
        MembershipStatus.REFUSED,
        verb="refuse",
        actor=actor,
        at=at,
        note=_facts(membership),
    )
    membership.refresh_from_db(fields=["answer"])
    emails.tell_outcome(membership, at=at)


@transaction.atomic
def end(membership: Membership, *, actor: User) -> None:
    """The role ends today; what was done with it stays valid."""
    at = clock.now()
    move(
        membership,
        MembershipStatus.ENDED,
        verb="end",
        actor=actor,
        at=at,
        note=_facts(membership),
        until=max(membership.since, day_of(at)),
    )


def _facts(membership: Membership) -> dict[str, str]:
    return {"duty": membership.duty, "organization": str(membership.organization.uid)}


def _refuse_own(membership: Membership, actor: User) -> None:
    if membership.user_id == actor.pk:
        raise ActRefused(_("Nessuno conferma la propria richiesta: la guarda un’altra persona."))
