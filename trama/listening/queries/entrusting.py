"""Who may open campaigns in the city's name, and who says so."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from trama.accounts.models import Office, User
from trama.listening.models import Campaign, CampaignStatus, Entrustment, EntrustmentStatus
from trama.organizations.models import Organization
from trama.organizations.queries import organizations_of


def listening_office() -> Office | None:
    """The office of listening that the city names; None while it names none that is there."""
    named = settings.LISTENING_OFFICE
    return Office.objects.filter(code=named).first() if named else None


def in_force() -> "QuerySet[Entrustment]":
    rows = Entrustment.objects.in_force().select_related("organization", "office")
    return rows.order_by("organization__name_key", "pk")


def withdrawn() -> "QuerySet[Entrustment]":
    rows = Entrustment.objects.filter(status=EntrustmentStatus.WITHDRAWN)
    return rows.select_related("organization", "office").order_by("-withdrawn_at", "-pk")


def entrusted_of(user: User | AnonymousUser) -> "QuerySet[Organization]":
    """Of the bodies that a person works for, those that may open a campaign today."""
    entrusted = Entrustment.objects.in_force().order_by().values("organization")
    return organizations_of(user).filter(pk__in=entrusted)


def may_be_open(campaign: Campaign) -> bool:
    """Whoever promotes it may still open one: offices and networks always, a body while it is
    entrusted."""
    promoter = campaign.organization_id
    return promoter is None or Entrustment.objects.in_force().filter(organization=promoter).exists()


def open_campaigns_of(organization: Organization) -> "QuerySet[Campaign]":
    rows = Campaign.objects.filter(organization=organization, status=CampaignStatus.OPEN)
    return rows.order_by("closes_on", "pk")
