from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from trama.accounts.models import User
from trama.core.models import Record
from trama.ledger.models import Document
from trama.networks.models.networks import Network


class HandoverStatus(models.TextChoices):
    ASKED = "asked", _("in preparazione")
    READY = "ready", _("pronto")
    FAILED = "failed", _("non riuscito")


class HandoverPack(Record):
    """Passaggio di consegne: what a successor needs of a network, in one file, on a day."""

    MOVES: ClassVar = {HandoverStatus.ASKED: {HandoverStatus.READY, HandoverStatus.FAILED}}

    status = models.CharField(max_length=30, choices=HandoverStatus, default=HandoverStatus.ASKED)
    network = models.ForeignKey(Network, models.PROTECT, related_name="handover_packs")
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("passaggio di consegne")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["network"],
                condition=models.Q(status="asked"),
                name="handover_pack_one_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.network}, {self.asked_at:%Y-%m-%d}"

    @property
    def dossier(self) -> str:
        return self.network.dossier
