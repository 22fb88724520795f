"""Who may write, join and confirm cards. Pure questions: no writes, no HTTP."""

from django.contrib.auth.models import AnonymousUser

from trama.accounts.models import AREA_DUTIES, Office, User
from trama.accounts.queries import offices_of, works_on_areas
from trama.needs.models import CardStatus, Need, Resource, ServiceImport
from trama.organizations.models import Organization
from trama.organizations.permissions import works_for
from trama.organizations.queries import organizations_of
from trama.territory.queries.areas import zones_of


def area_office(user: User) -> Office | None:
    """The office for which a keeper of an area writes."""
    return offices_of(user, *AREA_DUTIES).order_by("name", "pk").first()


def may_write_cards(user: User | AnonymousUser) -> bool:
    """Whoever works for a body, and whoever answers for an area."""
    return organizations_of(user).exists() or works_on_areas(user)


def answers_for_card(user: User | AnonymousUser, card: Need | Resource) -> bool:
    """A zone of the card is in one of the person's areas."""
    zones = set(card.zones.all()) if isinstance(card, Need) else set(card.served.all())
    keys = {zone.pk for zone in zones}
    if isinstance(card, Resource) and card.nil_id:
        keys.add(card.nil_id)
    return zones_of(user).filter(pk__in=keys).exists()


def may_edit_card(user: User | AnonymousUser, card: Need | Resource) -> bool:
    """Its body's people; of an office's card, and of a listed one that no body has taken up,
    whoever answers for a zone of it; of one's own draft, oneself."""
    if card.organization and works_for(user, card.organization):
        return True
    if not works_on_areas(user):
        return False
    if card.author_id == getattr(user, "pk", None) and card.organization_id is None:
        return True
    return (card.office_id is not None or card.is_listed) and answers_for_card(user, card)


def may_merge(user: User | AnonymousUser, card: Need | Resource) -> bool:
    """Say that a card and another are the same: who may edit it, or answers for a zone of it."""
    return may_edit_card(user, card) or (works_on_areas(user) and answers_for_card(user, card))


def may_claim(user: User | AnonymousUser, resource: Resource) -> bool:
    """A listed resource that names one's own body."""
    body: Organization | None = resource.organization
    is_open = resource.status == CardStatus.PUBLISHED and resource.source_id is not None
    return is_open and resource.author_id is None and body is not None and works_for(user, body)


def may_import_services(user: User | AnonymousUser) -> bool:
    return may_write_cards(user)


def may_see_import(user: User | AnonymousUser, handed: ServiceImport) -> bool:
    """Of a body's list, its people; of an office's, whoever answers for an area."""
    if handed.organization is not None:
        return works_for(user, handed.organization)
    return works_on_areas(user)
