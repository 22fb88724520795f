"""Minutes: written live, opened to remarks, approved by those who were there, objections kept."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trama.accounts.models import User
from trama.core.ids import new_uid
from trama.core.models import Record
from trama.tables.models.meetings import AgendaItem, Attendance, Meeting
from trama.tables.models.paths import Participant


class EntryKind(models.TextChoices):
    NARRATIVE = "narrative", _("racconto")
    SPOKEN = "spoken", _("intervento")
    DECISION = "decision", _("decisione")
    DISSENT = "dissent", _("posizione diversa")


class MinutesEntry(models.Model):
    """Capoverso del verbale. `version` lets two minute-takers write at once without overwriting.

    The speaker is named only when the body agrees; else the words stand without a name.
    """

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="entries")
    item = models.ForeignKey(
        AgendaItem, models.PROTECT, null=True, blank=True, related_name="entries"
    )
    kind = models.CharField(max_length=10, choices=EntryKind, default=EntryKind.NARRATIVE)
    position = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=10, blank=True)  # of a decision: «3.1»
    text = models.TextField(_("testo"), max_length=8000)
    speaker = models.ForeignKey(
        Participant, models.PROTECT, null=True, blank=True, related_name="spoken"
    )
    is_named = models.BooleanField(_("si può dire chi ha parlato"), default=False)
    contribution = models.ForeignKey(
        "tables.Contribution", models.PROTECT, null=True, blank=True, related_name="entries"
    )
    # Of a decision: how it was taken, and by how many.
    in_favor = models.PositiveSmallIntegerField(null=True, blank=True)
    with_reserve = models.PositiveSmallIntegerField(null=True, blank=True)
    against = models.PositiveSmallIntegerField(null=True, blank=True)
    said_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    author = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("capoverso del verbale")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="minutes_entry_says_something"),
            models.UniqueConstraint(
                fields=["meeting", "number"], condition=~Q(number=""), name="decision_number_once"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]


class EntryVersion(models.Model):
    """What a paragraph said before: the correction of minutes leaves its trace."""

    entry = models.ForeignKey(MinutesEntry, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    author = models.ForeignKey(User, models.PROTECT, related_name="+")  # of the correction
    written_at = models.DateTimeField()  # when it was corrected

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "number"], name="entry_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.entry_id}, {self.number}"


class RemarkStatus(models.TextChoices):
    OPEN = "open", _("da decidere")
    ACCEPTED = "accepted", _("accolta, testo corretto")
    OBJECTION = "objection", _("resta come obiezione")
    WITHDRAWN = "withdrawn", _("ritirata")


class Remark(Record):
    """Osservazione on a paragraph, by who was there: accepted, or kept as an objection for ever."""

    MOVES: ClassVar = {
        RemarkStatus.OPEN: {
            RemarkStatus.ACCEPTED,
            RemarkStatus.OBJECTION,
            RemarkStatus.WITHDRAWN,
        },
    }

    status = models.CharField(max_length=30, choices=RemarkStatus, default=RemarkStatus.OPEN)
    entry = models.ForeignKey(MinutesEntry, models.PROTECT, related_name="remarks")
    participant = models.ForeignKey(Participant, models.PROTECT, related_name="remarks")
    joined_by = models.ManyToManyField(Participant, blank=True, related_name="joined_remarks")
    text = models.TextField(max_length=4000)
    answer = models.TextField(max_length=2000, blank=True)
    author = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    # Written by the office for who has no e-mail: the page says so.
    acted_for = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("osservazione al verbale")
        ordering = ["made_at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="remark_says_something")]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def dossier(self) -> str:
        return self.entry.meeting.dossier


class Approval(models.Model):
    """Approvazione of the minutes by who was there, or refusal with why; by link, no account."""

    attendance = models.OneToOneField(Attendance, models.PROTECT, related_name="approval")
    agrees = models.BooleanField()
    note = models.CharField(max_length=1000, blank=True)
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    acted_for = models.BooleanField(default=False)
    given_at = models.DateTimeField()

    class Meta:
        verbose_name = _("approvazione del verbale")
        constraints = [
            models.CheckConstraint(
                condition=Q(agrees=True) | ~Q(note=""),
                name="approval_refused_with_a_reason",
                violation_error_message=_("Scrivi perché non approvi."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.attendance_id}: {self.agrees}"
