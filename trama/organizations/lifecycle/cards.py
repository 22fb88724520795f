"""A body's card: registered by whoever will represent it, kept by its own people."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from trama.accounts.models import User
from trama.core import clock, events, jobs
from trama.core.workflow import ActRefused, move
from trama.organizations.lifecycle.pec import ask_for_proof, is_of_another, pec_taken
from trama.organizations.lifecycle.roles import request_membership
from trama.organizations.models import (
    LegalType,
    MembershipDuty,
    Organization,
    OrganizationStatus,
)
from trama.organizations.rules.codes import body_code_problem

KEPT_BY_THE_BODY = frozenset({
    "name", "legal_type", "vat", "runts_number", "runts_section", "runts_enrolled_on",
    "runts_ended_on", "art5_letters", "founded_on", "address", "city", "pec", "email", "phone",
    "website", "staff_count", "volunteer_count",
})  # fmt: skip
"""What a body may write of itself; its codice fiscale is what it is known by, and stays."""


@dataclass(frozen=True)
class Card:
    """What a body says of itself when it enters the register: only its name is required."""

    name: str
    legal_type: str = LegalType.UNKNOWN
    codice_fiscale: str = ""
    pec: str = ""
    city: str = ""


class AlreadyListedError(ActRefused):
    """The body is in the register already: `organization`."""

    def __init__(self, organization: Organization) -> None:
        self.organization = organization
        super().__init__(
            _(
                "Questo ente è già nel registro: «%(name)s». Non serve registrarlo di nuovo: "
                "apri la sua scheda e chiedi di rappresentarlo."
            )
            % {"name": organization.name}
        )


@transaction.atomic
def register_organization(card: Card, *, actor: User, note: str) -> Organization:
    """A body that is in no list enters the register; who registers it asks to represent it.

    `note`: what proves the power to represent. A steward still has to confirm the person, and then
    the PEC is to be proven. Refused when its codice fiscale, or a PEC that is proven, is another's.
    """
    at = clock.now()
    _refuse_known(card, actor)
    try:
        with transaction.atomic():
            organization = Organization.objects.create(
                status=OrganizationStatus.ACTIVE,
                name=card.name,
                legal_type=card.legal_type,
                codice_fiscale=card.codice_fiscale or None,
                pec=card.pec.lower(),
                city=card.city,
                updated_at=at,
            )
    except IntegrityError:  # two people at once: the other was first
        _refuse_known(card, actor)
        raise
    events.record(events.Act("register", organization, actor, at, {"name": organization.name}))
    request_membership(actor, organization, MembershipDuty.LEGAL_REPRESENTATIVE, note)
    _compare_soon()
    return organization


def _refuse_known(card: Card, actor: User) -> None:
    if card.codice_fiscale and (problem := body_code_problem(card.codice_fiscale)):
        raise ActRefused(problem)
    if card.codice_fiscale:
        known = Organization.objects.filter(codice_fiscale=card.codice_fiscale).first()
        if known:
            raise AlreadyListedError(known)
    if card.pec:
        # Proven; or written by this same person a moment ago, and this is a second click.
        counts = Q(pec_confirmed_at__isnull=False) | Q(memberships__user=actor)
        known = Organization.objects.filter(counts, pec=card.pec.lower()).first()
        if known:
            raise AlreadyListedError(known)


@transaction.atomic
def update_card(
    organization: Organization, changes: Mapping[str, Any], *, seen: datetime | None, actor: User
) -> None:
    """The body's people change its card. `seen`: the `updated_at` of the card they had before them.

    Refused when somebody has changed it since: nothing is overwritten unseen. A card that came
    from a list is from here on kept by the body. The event says which fields, not what they hold.
    Another PEC counts once it is proven: a link goes there.
    """
    at = clock.now()
    if strange := set(changes) - KEPT_BY_THE_BODY:
        raise ValueError(f"Not the body's to write: {sorted(strange)}")
    if organization.status == OrganizationStatus.CLOSED:
        raise ActRefused(_("L’ente non è più attivo: la sua scheda non si cambia."))
    unchanged = Organization.objects.filter(
        pk=organization.pk, updated_at=seen, status=organization.status
    )
    values = _with_consequences(organization, changes)
    if not unchanged.update(**values, updated_at=at):
        raise ActRefused(
            _(
                "Nel frattempo qualcun altro ha cambiato la scheda, e quello che hai scritto non è "
                "stato salvato. Ricarica la pagina, guarda che cosa è cambiato e riprova."
            )
        )
    events.record(events.Act("update_card", organization, actor, at, {"fields": sorted(changes)}))
    if organization.status == OrganizationStatus.LISTED:
        move(organization, OrganizationStatus.ACTIVE, verb="take_up", actor=actor, at=at)
    organization.refresh_from_db()
    if "pec_confirmed_at" in values:
        ask_for_proof(organization, actor=actor, at=at)
    if "name" in changes:
        _compare_soon()


def _with_consequences(organization: Organization, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Another name is to be compared with the others', another PEC to be proven."""
    values = dict(changes)
    if "name" in changes:
        values["compared"] = False
    if changes.get("pec", organization.pec) != organization.pec:
        if is_of_another(changes["pec"], organization):
            raise pec_taken()
        values["pec_confirmed_at"] = None
    return values


def _compare_soon() -> None:
    jobs.defer("organizations.compare_names", lock="organizations.compare_names")
