"""What the screening leaves in writing: the minutes of the panel, the published list."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trama.accounts.models import User
from trama.core.models import Record
from trama.ledger.models import AdministrativeAct, Document
from trama.notices.models import Notice
from trama.screening.models.panels import PanelMember


class AdmissionListStatus(models.TextChoices):
    DRAFT = "draft", _("in preparazione")
    PUBLISHED = "published", _("pubblicato")


class AdmissionList(Record):
    """Elenco degli ammessi e dei non ammessi: never a ranking (DM 72/2021, p. 21)."""

    MOVES: ClassVar = {AdmissionListStatus.DRAFT: {AdmissionListStatus.PUBLISHED}}

    status = models.CharField(
        max_length=30, choices=AdmissionListStatus, default=AdmissionListStatus.DRAFT
    )
    notice = models.OneToOneField(Notice, models.PROTECT, related_name="admission_list")
    act = models.ForeignKey(AdministrativeAct, models.PROTECT, null=True, related_name="+")
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    # As published, for ever: bodies change name, the list does not. Each row is what
    # `queries.list_rows` says: organization, name, codice_fiscale, entry, outcome, reasons.
    rows = models.JSONField(default=list)

    class Meta:
        verbose_name = _("elenco")

    def __str__(self) -> str:
        return self.notice.code

    @property
    def dossier(self) -> str:
        return self.notice.code


class MinutesStatus(models.TextChoices):
    DRAFT = "draft", _("da approvare")
    APPROVED = "approved", _("approvato")


class VerificationMinutes(Record):
    """Verbale di verifica di una seduta del seggio (DM 72/2021): published with the list.

    What was decided comes from the records, and is frozen once all who were there have approved.
    One is being written at a time.
    """

    MOVES: ClassVar = {MinutesStatus.DRAFT: {MinutesStatus.APPROVED}}

    status = models.CharField(max_length=30, choices=MinutesStatus, default=MinutesStatus.DRAFT)
    notice = models.ForeignKey(Notice, models.PROTECT, related_name="verification_minutes")
    number = models.PositiveSmallIntegerField()
    held_on = models.DateField(_("data della seduta"))
    present = models.ManyToManyField(PanelMember, through="Attendance")
    # Each row is what `queries.outcomes_to_record` says.
    rows = models.JSONField(default=list)
    remarks = models.TextField(_("altro"), blank=True)
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True)
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("verbale")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["notice", "number"], name="minutes_number_once"),
            models.UniqueConstraint(
                fields=["notice"], condition=Q(status="draft"), name="minutes_one_draft"
            ),
            models.CheckConstraint(
                condition=Q(status="draft", approved_at=None)
                | Q(status="approved", approved_at__isnull=False),
                name="minutes_approved_at",
            ),
            models.CheckConstraint(condition=~Q(rows=[], remarks=""), name="minutes_say_something"),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.number}"

    @property
    def dossier(self) -> str:
        return self.notice.code

    @property
    def stamp(self) -> str:
        """Which text one has read: what was written again is approved again."""
        return self.written_at.isoformat()


class Attendance(models.Model):
    """Presenza a una seduta: who was there, and when they approved its minutes."""

    minutes = models.ForeignKey(VerificationMinutes, models.CASCADE, related_name="attendances")
    member = models.ForeignKey(PanelMember, models.PROTECT, related_name="attendances")
    approved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["minutes", "member"], name="attendance_once")
        ]

    def __str__(self) -> str:
        return f"{self.minutes_id} {self.member_id}"
