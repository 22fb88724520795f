"""What a course does: sessions, who was there, materials, exercises and what groups hand in."""

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from trama.accounts.models import User
from trama.core.ids import new_uid
from trama.core.models import Record
from trama.learning.models.courses import Course, Enrolment
from trama.ledger.models import Document


class SessionStatus(models.TextChoices):
    PLANNED = "planned", _("in calendario")
    HELD = "held", _("tenuta")
    CANCELLED = "cancelled", _("annullata")


class Session(Record):
    """Sessione of a course. `sequence` counts its moves, as calendars do (RFC 5545)."""

    MOVES: ClassVar = {
        SessionStatus.PLANNED: {
            SessionStatus.PLANNED,  # moved: another day or place
            SessionStatus.HELD,
            SessionStatus.CANCELLED,
        },
    }

    status = models.CharField(max_length=30, choices=SessionStatus, default=SessionStatus.PLANNED)
    course = models.ForeignKey(Course, models.PROTECT, related_name="sessions")
    title = models.CharField(_("titolo"), max_length=200)
    starts_at = models.DateTimeField(_("comincia"))
    ends_at = models.DateTimeField(_("finisce"))
    venue = models.CharField(_("luogo"), max_length=200, blank=True)
    online_url = models.URLField(_("collegamento"), max_length=500, blank=True)
    # Said aloud in the room: whoever has it and takes part marks their own attendance.
    attendance_code = models.CharField(max_length=12)
    sequence = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField()
    reason = models.CharField(max_length=500, blank=True)  # of the cancellation

    class Meta:
        verbose_name = _("sessione")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="session_ends_after_it_starts",
                violation_error_message=_("La sessione finisce prima di cominciare."),
            ),
            models.CheckConstraint(
                condition=Q(ends_at__lte=F("starts_at") + timedelta(hours=14)),
                name="session_within_a_day",
                violation_error_message=_("Una sessione dura al massimo 14 ore: dividila."),
            ),
            models.CheckConstraint(
                condition=~Q(venue="") | ~Q(online_url=""),
                name="session_is_somewhere",
                violation_error_message=_("Scrivi il luogo o il collegamento."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def dossier(self) -> str:
        return self.course.dossier

    @property
    def minutes(self) -> int:
        return round((self.ends_at - self.starts_at).total_seconds() / 60)


class SessionAttendance(models.Model):
    """Presenza of a person at a session: by the code said in the room, or from the list."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="attendances")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="attendances")
    by_code = models.BooleanField(default=False)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("presenza a una sessione")
        constraints = [
            models.UniqueConstraint(fields=["session", "enrolment"], name="session_attendance_once")
        ]

    def __str__(self) -> str:
        return f"{self.session_id}: {self.enrolment_id}"


class Material(models.Model):
    """Materiale of a session: a file, opened by nobody before the worker has checked it."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    session = models.ForeignKey(Session, models.CASCADE, related_name="materials")
    title = models.CharField(_("titolo"), max_length=200)
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        verbose_name = _("materiale")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title


class Exercise(models.Model):
    """Esercizio of a session, done by each group by its day."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    session = models.ForeignKey(Session, models.CASCADE, related_name="exercises")
    title = models.CharField(_("titolo"), max_length=200)
    text = models.TextField(_("che cosa fare"), max_length=4000)
    due_at = models.DateTimeField(_("entro"))

    class Meta:
        verbose_name = _("esercizio")
        ordering = ["due_at", "pk"]

    def __str__(self) -> str:
        return self.title


class Deliverable(models.Model):
    """Consegna of a group for an exercise; handed in again, the last one counts."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    exercise = models.ForeignKey(Exercise, models.PROTECT, related_name="deliverables")
    group = models.PositiveSmallIntegerField()
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="+")
    text = models.TextField(_("testo"), max_length=8000, blank=True)
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    delivered_at = models.DateTimeField()

    class Meta:
        verbose_name = _("consegna")
        ordering = ["group", "-delivered_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text="") | Q(document__isnull=False),
                name="deliverable_says_something",
            )
        ]

    def __str__(self) -> str:
        return f"{self.exercise_id}, {self.group}"
