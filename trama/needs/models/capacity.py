"""The capacity pulse: what bodies say of their free places, one e-mail a month at most."""

from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from trama.accounts.models import User
from trama.core.models import Record
from trama.needs.models.cards import Resource
from trama.organizations.models import Organization
from trama.programming.models import Theme
from trama.territory.models import Zone


class SubscriptionStatus(models.TextChoices):
    ACTIVE = "active", _("riceve la lettera del mese")
    STOPPED = "stopped", _("non vuole la lettera")


class PulseSubscription(Record):
    """Iscrizione: whether a body wants the monthly letter; it may stop and take up again."""

    MOVES: ClassVar = {
        SubscriptionStatus.ACTIVE: {SubscriptionStatus.STOPPED},
        SubscriptionStatus.STOPPED: {SubscriptionStatus.ACTIVE},
    }

    status = models.CharField(
        max_length=30, choices=SubscriptionStatus, default=SubscriptionStatus.ACTIVE
    )
    organization = models.OneToOneField(
        Organization, models.PROTECT, related_name="pulse_subscription"
    )

    class Meta:
        verbose_name = _("iscrizione alla lettera del mese")

    def __str__(self) -> str:
        return str(self.organization)


class CapacityAskStatus(models.TextChoices):
    SENT = "sent", _("chiesto")
    ANSWERED = "answered", _("risposto")
    SILENT = "silent", _("senza risposta")


class CapacityAsk(Record):
    """Richiesta: the month's one letter to a body, about all its services."""

    MOVES: ClassVar = {
        CapacityAskStatus.SENT: {CapacityAskStatus.ANSWERED, CapacityAskStatus.SILENT},
        CapacityAskStatus.SILENT: {CapacityAskStatus.ANSWERED},
    }

    status = models.CharField(
        max_length=30, choices=CapacityAskStatus, default=CapacityAskStatus.SENT
    )
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="capacity_asks")
    month = models.DateField()  # its first day
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("richiesta di disponibilità")
        constraints = [
            models.UniqueConstraint(fields=["organization", "month"], name="capacity_ask_once"),
            models.CheckConstraint(condition=Q(month__day=1), name="capacity_ask_of_a_month"),
        ]

    def __str__(self) -> str:
        return f"{self.organization}, {self.month:%Y-%m}"


class CapacityOrigin(models.TextChoices):
    LINK = "link", _("dal collegamento nella lettera")
    WEB = "web", _("dalla scheda")
    PHONE = "phone", _("per telefono, da chi cura l’area")
    LIST = "list", _("da un elenco")


class CapacityReport(models.Model):
    """Disponibilità: how many places a resource has and how many are free, said at an instant.

    Within one ask the last said is what counts: the earlier ones are the correction's history.
    """

    resource = models.ForeignKey(Resource, models.CASCADE, related_name="reports")
    capacity = models.DecimalField(
        max_digits=12, decimal_places=2, validators=[MinValueValidator(0)]
    )
    free = models.DecimalField(max_digits=12, decimal_places=2, validators=[MinValueValidator(0)])
    # How many people were turned away since the last time: a count, never who.
    refused = models.PositiveIntegerField(default=0)
    ask = models.ForeignKey(CapacityAsk, models.PROTECT, null=True, related_name="reports")
    origin = models.CharField(max_length=8, choices=CapacityOrigin)
    author = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    reported_at = models.DateTimeField()

    class Meta:
        verbose_name = _("disponibilità")
        constraints = [
            models.CheckConstraint(
                condition=Q(free__gte=0, free__lte=F("capacity")),
                name="capacity_report_free_within",
                violation_error_message=_("I posti liberi sono più della capacità."),
            ),
        ]
        indexes = [models.Index(fields=["resource", "-reported_at"])]

    def __str__(self) -> str:
        return f"{self.resource}: {self.free}/{self.capacity}"


class UnmetCause(models.TextChoices):
    FULL = "full", _("posti esauriti")
    REFUSED = "refused", _("persone non accolte")


class UnmetNeed(models.Model):
    """Bisogno senza risposta: an anonymous count, of a theme, in a zone, in a month."""

    theme = models.ForeignKey(Theme, models.PROTECT, related_name="+")
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="unmet")
    month = models.DateField()
    cause = models.CharField(max_length=8, choices=UnmetCause)
    # «full»: how many services were full; «refused»: how many people were turned away.
    count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("bisogno senza risposta")
        constraints = [
            models.UniqueConstraint(
                fields=["theme", "zone", "month", "cause"], name="unmet_need_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.theme} · {self.zone} · {self.month:%Y-%m} · {self.cause}: {self.count}"
