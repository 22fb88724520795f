"""How contributions come in beside the site: replies to our letters, a workshop's spreadsheet."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trama.accounts.models import User
from trama.core.models import Record
from trama.ledger.models import Document
from trama.mailbox.models import IncomingMessage
from trama.tables.models.contributions import Contribution
from trama.tables.models.meetings import Meeting
from trama.tables.models.paths import Participant, Path


class MailedStatus(models.TextChoices):
    PROPOSED = "proposed", _("da guardare")
    CONFIRMED = "confirmed", _("diventata un contributo")
    DISCARDED = "discarded", _("messa da parte")


class MailedContribution(Record):
    """A reply by e-mail that may be a contribution: nothing is public before a person says so.

    `text` is the message without what it quotes; the message itself stays as it came.
    """

    MOVES: ClassVar = {
        MailedStatus.PROPOSED: {MailedStatus.CONFIRMED, MailedStatus.DISCARDED},
    }

    status = models.CharField(max_length=30, choices=MailedStatus, default=MailedStatus.PROPOSED)
    path = models.ForeignKey(Path, models.PROTECT, related_name="mailed")
    message = models.OneToOneField(IncomingMessage, models.PROTECT, related_name="+")
    # Whose address it came from; None: of nobody who takes part, or of more than one.
    participant = models.ForeignKey(Participant, models.PROTECT, null=True, related_name="+")
    text = models.TextField()
    is_cut = models.BooleanField(default=False)  # something quoted, or a signature, was left out
    received_at = models.DateTimeField()
    contribution = models.OneToOneField(
        Contribution, models.PROTECT, null=True, related_name="mailed"
    )
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("risposta per e-mail")
        ordering = ["received_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="discarded") | ~Q(reason=""),
                name="mailed_discarded_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(status="confirmed", contribution__isnull=False)
                | (~Q(status="confirmed") & Q(contribution=None)),
                name="mailed_confirmed_is_a_contribution",
            ),
        ]
        indexes = [models.Index(fields=["path", "status"], name="mailed_by_status")]

    def __str__(self) -> str:
        return str(self.uid)

    @property
    def dossier(self) -> str:
        return self.path.dossier


class SheetStatus(models.TextChoices):
    RECEIVED = "received", _("in lettura")
    CHECKED = "checked", _("da confermare")
    FAULTY = "faulty", _("da correggere")
    CONFIRMED = "confirmed", _("in esecuzione")
    APPLIED = "applied", _("contributi aggiunti")
    UNREADABLE = "unreadable", _("non si legge")


class ContributionSheet(Record):
    """Foglio of a workshop's contributions, and what became of each cell.

    All of it or nothing: with one wrong cell it is FAULTY, and is corrected and handed in again.
    """

    MOVES: ClassVar = {
        SheetStatus.RECEIVED: {
            SheetStatus.CHECKED,
            SheetStatus.FAULTY,
            SheetStatus.UNREADABLE,
        },
        SheetStatus.CHECKED: {SheetStatus.CONFIRMED},
        SheetStatus.CONFIRMED: {
            SheetStatus.APPLIED,
            SheetStatus.FAULTY,
            SheetStatus.UNREADABLE,
        },
    }

    status = models.CharField(max_length=30, choices=SheetStatus, default=SheetStatus.RECEIVED)
    path = models.ForeignKey(Path, models.PROTECT, related_name="sheets")
    document = models.ForeignKey(Document, models.PROTECT)
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, related_name="+")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    received_at = models.DateTimeField()
    problem = models.CharField(max_length=500, blank=True)
    report = models.JSONField(default=dict)  # how many rows, each wrong cell, each doubt

    class Meta:
        verbose_name = _("foglio di contributi")
        ordering = ["-received_at", "-pk"]

    def __str__(self) -> str:
        return self.document.name

    @property
    def dossier(self) -> str:
        return self.path.dossier


class SheetTemplate(models.Model):
    """The empty workbook of a path, with its own lists to choose from; made anew when asked."""

    path = models.OneToOneField(Path, models.CASCADE, related_name="sheet_template")
    document = models.ForeignKey(Document, models.PROTECT)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.document)
