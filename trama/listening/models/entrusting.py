"""The bodies that listen in the city's name, and by which act."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trama.accounts.models import Office
from trama.core.models import Record
from trama.listening.models.campaigns import DOSSIER
from trama.organizations.models import Organization


class EntrustmentStatus(models.TextChoices):
    IN_FORCE = "in_force", _("in vigore")
    WITHDRAWN = "withdrawn", _("revocato")


class EntrustmentQuerySet(models.QuerySet["Entrustment"]):
    def in_force(self) -> Self:
        return self.filter(status=EntrustmentStatus.IN_FORCE)


class Entrustment(Record):
    """Affidamento dell’ascolto: in force, the body opens campaigns in the city's name."""

    MOVES: ClassVar = {EntrustmentStatus.IN_FORCE: {EntrustmentStatus.WITHDRAWN}}

    status = models.CharField(
        max_length=30, choices=EntrustmentStatus, default=EntrustmentStatus.IN_FORCE
    )
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")  # that entrusted it
    reason = models.CharField(_("con quale atto, o perché"), max_length=500)
    entrusted_at = models.DateTimeField()
    withdrawal = models.CharField(_("perché si revoca"), max_length=500, blank=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = EntrustmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("affidamento dell’ascolto")
        ordering = ["-entrusted_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization"],
                condition=Q(status="in_force"),
                name="entrustment_once_for_a_body",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="entrustment_has_a_reason"),
            models.CheckConstraint(
                condition=Q(status="in_force", withdrawn_at=None, withdrawal="")
                | (Q(status="withdrawn", withdrawn_at__isnull=False) & ~Q(withdrawal="")),
                name="entrustment_withdrawn_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return str(self.organization)

    @property
    def dossier(self) -> str:
        return DOSSIER
