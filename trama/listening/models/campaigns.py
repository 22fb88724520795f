"""Listening campaigns: a question in plain words, asked by somebody who will answer."""

from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trama.accounts.models import Office, OfficeDuty, User
from trama.accounts.queries import offices_of
from trama.core.models import Record
from trama.networks.models import Network
from trama.networks.queries.networks import coordinated_by
from trama.organizations.models import Organization
from trama.organizations.queries import bodies_of
from trama.programming.models import Theme
from trama.territory.models import Zone

DUTIES = (OfficeDuty.EXECUTIVE, OfficeDuty.OFFICER, OfficeDuty.COMMUNITY_MANAGER)
"""Who listens for an office."""
CITY_DUTIES = (OfficeDuty.EXECUTIVE, OfficeDuty.OFFICER)
"""Of them, who reads what belongs to no campaign, wherever it comes from."""
DOSSIER = "ascolto"
"""The file of what belongs to no campaign. No procedure has this code: codes are upper case."""


class CampaignStatus(models.TextChoices):
    DRAFT = "draft", _("bozza")
    OPEN = "open", _("aperta")
    CLOSED = "closed", _("chiusa")


def promoted_by(user: User | AnonymousUser, prefix: str = "") -> Q:
    """Of an office where the person listens, of a body they work for, of a network they
    coordinate."""
    return (
        Q(**{f"{prefix}office__in": offices_of(user, *DUTIES).order_by().values("pk")})
        | Q(**{f"{prefix}organization__in": bodies_of(user)})
        | Q(**{f"{prefix}network__in": coordinated_by(user).order_by().values("pk")})
    )


class CampaignQuerySet(models.QuerySet["Campaign"]):
    def of(self, user: User | AnonymousUser) -> Self:
        """Those that the person runs."""
        return self.filter(promoted_by(user)) if isinstance(user, User) else self.none()

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """What is or was open, to all; drafts to whoever promotes them."""
        public = ~Q(status=CampaignStatus.DRAFT)
        mine = promoted_by(user) if isinstance(user, User) else Q(pk__in=[])
        return self.filter(public | mine)


class Campaign(Record):
    """Campagna d’ascolto: promoted by exactly one office, body or network."""

    MOVES: ClassVar = {
        CampaignStatus.DRAFT: {CampaignStatus.OPEN},
        CampaignStatus.OPEN: {CampaignStatus.CLOSED},
        CampaignStatus.CLOSED: {CampaignStatus.OPEN},
    }

    status = models.CharField(max_length=30, choices=CampaignStatus, default=CampaignStatus.DRAFT)
    code = models.SlugField(_("nome nell’indirizzo"), max_length=40, unique=True)
    title = models.CharField(_("titolo"), max_length=120)
    question = models.TextField(_("domanda, in parole semplici"), max_length=1000)
    themes = models.ManyToManyField(Theme, blank=True, verbose_name=_("temi"))
    zones = models.ManyToManyField(Zone, blank=True, verbose_name=_("zone"))
    closes_on = models.DateField(_("si ascolta fino al"), null=True, blank=True)
    retention_days = models.PositiveSmallIntegerField(
        _("giorni per cui si tengono i recapiti"),
        default=180,
        validators=[MinValueValidator(30), MaxValueValidator(730)],
    )
    office = models.ForeignKey(Office, models.PROTECT, null=True, related_name="+")
    organization = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")
    network = models.ForeignKey(Network, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = _("campagna d’ascolto")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(office__isnull=False, organization=None, network=None)
                | Q(office=None, organization__isnull=False, network=None)
                | Q(office=None, organization=None, network__isnull=False),
                name="campaign_has_one_promoter",
            ),
            models.CheckConstraint(
                condition=Q(retention_days__range=(30, 730)),
                name="campaign_keeps_contacts_for_a_while",
                violation_error_message=_("I recapiti si tengono da 30 a 730 giorni."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def dossier(self) -> str:
        return f"{DOSSIER}-{self.code}"

    @property
    def promoter(self) -> str:
        return str(self.office or self.organization or self.network)
