"""Lists of services handed over as spreadsheets, and what became of them."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from trama.accounts.models import User
from trama.core.models import Record
from trama.ledger.models import Document
from trama.organizations.models import Organization
from trama.territory.models import Source


class ServiceImportStatus(models.TextChoices):
    RECEIVED = "received", _("in lettura")
    CHECKED = "checked", _("da confermare")
    CONFIRMED = "confirmed", _("in esecuzione")
    APPLIED = "applied", _("fatta")
    UNREADABLE = "unreadable", _("non si legge")


class ServiceImport(Record):
    """Importazione di servizi: a spreadsheet of resources, and what became of each cell."""

    MOVES: ClassVar = {
        ServiceImportStatus.RECEIVED: {ServiceImportStatus.CHECKED, ServiceImportStatus.UNREADABLE},
        ServiceImportStatus.CHECKED: {ServiceImportStatus.CONFIRMED},
        ServiceImportStatus.CONFIRMED: {
            ServiceImportStatus.APPLIED,
            ServiceImportStatus.UNREADABLE,
        },
    }

    status = models.CharField(
        max_length=30, choices=ServiceImportStatus, default=ServiceImportStatus.RECEIVED
    )
    name = models.CharField(max_length=255)
    sheet = models.CharField(max_length=100, blank=True)  # of a workbook; empty: the first
    source = models.ForeignKey(Source, models.PROTECT, null=True)
    organization = models.ForeignKey(Organization, models.PROTECT, null=True)  # None: an office's
    document = models.ForeignKey(Document, models.PROTECT, null=True)
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    problem = models.CharField(max_length=500, blank=True)
    report = models.JSONField(default=dict)  # counts, and each refused cell: row, column, value

    class Meta:
        verbose_name = _("importazione di servizi")

    def __str__(self) -> str:
        return self.name
