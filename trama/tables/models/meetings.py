"""Meetings of the path's tables: convened, held, attended, and what was agreed to be done."""

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from trama.accounts.models import User
from trama.core.ids import new_uid
from trama.core.models import Record
from trama.ledger.models import Document
from trama.tables.models.paths import Participant, WorkingTable


class MeetingStatus(models.TextChoices):
    CONVENED = "convened", _("convocato")
    HELD = "held", _("tenuto, verbale da scrivere")
    MINUTES_DRAFT = "minutes_draft", _("verbale in bozza")
    MINUTES_OPEN = "minutes_open", _("verbale aperto alle osservazioni")
    MINUTES_APPROVED = "minutes_approved", _("verbale da pubblicare")
    PUBLISHED = "published", _("verbale pubblicato")
    CANCELLED = "cancelled", _("annullato")


class Meeting(Record):
    """Incontro of a table. `sequence` counts its moves, as calendars do (RFC 5545)."""

    MOVES: ClassVar = {
        MeetingStatus.CONVENED: {
            MeetingStatus.CONVENED,  # moved: another day or place
            MeetingStatus.HELD,
            MeetingStatus.MINUTES_DRAFT,  # minutes begun live, while it is held
            MeetingStatus.CANCELLED,
        },
        MeetingStatus.HELD: {MeetingStatus.MINUTES_DRAFT},
        MeetingStatus.MINUTES_DRAFT: {MeetingStatus.MINUTES_OPEN},
        MeetingStatus.MINUTES_OPEN: {MeetingStatus.MINUTES_APPROVED},
        MeetingStatus.MINUTES_APPROVED: {MeetingStatus.PUBLISHED},
    }

    status = models.CharField(max_length=30, choices=MeetingStatus, default=MeetingStatus.CONVENED)
    table = models.ForeignKey(WorkingTable, models.PROTECT, related_name="meetings")
    number = models.PositiveSmallIntegerField()  # first, second… of its table
    title = models.CharField(_("titolo"), max_length=200)
    starts_at = models.DateTimeField(_("comincia"))
    ends_at = models.DateTimeField(_("finisce"))
    venue = models.CharField(_("luogo"), max_length=200, blank=True)
    address = models.CharField(_("indirizzo"), max_length=200, blank=True)
    # None: nobody has checked.
    is_accessible = models.BooleanField(_("senza barriere"), null=True)
    accessibility_note = models.CharField(
        _("come si arriva e si entra"), max_length=300, blank=True
    )
    online_url = models.URLField(_("collegamento"), max_length=500, blank=True)
    capacity = models.PositiveSmallIntegerField(_("posti in sala"), null=True, blank=True)
    # Said aloud in the room: who has it and is of a participant marks their own attendance.
    attendance_code = models.CharField(max_length=12, blank=True)
    sequence = models.PositiveIntegerField(default=0)
    convened_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    moved_from = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True)  # of the last move, or cancellation
    # Why it was convened although the one before has no published minutes.
    without_minutes = models.CharField(max_length=1000, blank=True)
    held_at = models.DateTimeField(null=True)
    remarks_from = models.DateTimeField(null=True)
    remarks_until = models.DateTimeField(null=True)  # the last second in which one is in time
    approved_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    minutes_document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("incontro")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["table", "number"], name="meeting_number_once"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="table_meeting_ends_after_it_starts",
                violation_error_message=_("L’incontro finisce prima di cominciare."),
            ),
            models.CheckConstraint(
                condition=~Q(venue="") | ~Q(online_url=""),
                name="table_meeting_is_somewhere",
                violation_error_message=_("Scrivi il luogo o il collegamento."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def dossier(self) -> str:
        return self.table.dossier


class AgendaItem(models.Model):
    """Punto all’ordine del giorno, with its time."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="agenda")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(_("titolo"), max_length=200)
    minutes = models.PositiveSmallIntegerField(_("minuti"), default=20)
    is_pause = models.BooleanField(_("pausa"), default=False)

    class Meta:
        verbose_name = _("punto all’ordine del giorno")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "position"], name="agenda_position_once")
        ]

    def __str__(self) -> str:
        return self.title


class InvitationAnswer(models.TextChoices):
    NONE = "none", _("senza risposta")
    COMING = "coming", _("viene")
    NOT_COMING = "not_coming", _("non viene")


class Invitation(models.Model):
    """Invito of a participant to a meeting; it answers by link, without an account."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="invitations")
    participant = models.ForeignKey(Participant, models.PROTECT, related_name="invitations")
    sent_at = models.DateTimeField(null=True)  # None: it has no address, somebody calls
    sent_sequence = models.PositiveIntegerField(null=True)  # of the meeting, when it was written
    answer = models.CharField(
        max_length=12, choices=InvitationAnswer, default=InvitationAnswer.NONE
    )
    answered_at = models.DateTimeField(null=True)
    # Written by the office, that called who has no e-mail: the page says so.
    acted_for = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("invito")
        constraints = [
            models.UniqueConstraint(fields=["meeting", "participant"], name="invitation_once")
        ]

    def __str__(self) -> str:
        return f"{self.participant} · {self.meeting}"


class AttendanceMode(models.TextChoices):
    ROOM = "room", _("in sala")
    ONLINE = "online", _("in collegamento")
    REPRESENTED = "represented", _("tramite altri")


class Attendance(models.Model):
    """Presenza of a participant. Who was there may approve the minutes and object to them."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendances")
    participant = models.ForeignKey(Participant, models.PROTECT, related_name="attendances")
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    mode = models.CharField(max_length=12, choices=AttendanceMode, default=AttendanceMode.ROOM)
    represented_by = models.CharField(max_length=200, blank=True)  # «lo sportello del CSV»
    # By the code said in the room, or from the list that the office keeps.
    by_code = models.BooleanField(default=False)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    surveyed_at = models.DateTimeField(null=True)  # the link to the three questions left

    class Meta:
        verbose_name = _("presenza")
        constraints = [
            models.UniqueConstraint(fields=["meeting", "participant"], name="table_attendance_once")
        ]

    def __str__(self) -> str:
        return f"{self.participant} · {self.meeting}"


class ParkedIssue(models.Model):
    """Questione parcheggiata: off the agenda, not forgotten; it ends in a meeting or with why."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    table = models.ForeignKey(WorkingTable, models.CASCADE, related_name="parked")
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="parked")
    text = models.CharField(max_length=500)
    by = models.ForeignKey(Participant, models.PROTECT, null=True, related_name="+")
    parked_at = models.DateTimeField()
    taken_up_in = models.ForeignKey(Meeting, models.PROTECT, null=True, related_name="taken_up")
    dropped_because = models.CharField(max_length=500, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("questione parcheggiata")

    def __str__(self) -> str:
        return self.text


class ActionStatus(models.TextChoices):
    TO_DO = "to_do", _("da fare")
    DONE = "done", _("fatta")
    DROPPED = "dropped", _("lasciata")


class ActionItem(Record):
    """Azione decided at a meeting, followed up to its date."""

    MOVES: ClassVar = {
        ActionStatus.TO_DO: {ActionStatus.DONE, ActionStatus.DROPPED},
        ActionStatus.DONE: {ActionStatus.TO_DO},
    }

    status = models.CharField(max_length=30, choices=ActionStatus, default=ActionStatus.TO_DO)
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="actions")
    entry = models.ForeignKey(
        "tables.MinutesEntry", models.PROTECT, null=True, blank=True, related_name="actions"
    )
    text = models.CharField(_("che cosa"), max_length=300)
    owner = models.ForeignKey(
        Participant, models.PROTECT, verbose_name=_("chi"), related_name="actions"
    )
    due_on = models.DateField(_("entro"))
    reminded_at = models.DateTimeField(null=True)  # its owner, by e-mail, once
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=500, blank=True)  # what came of it, or why it was left

    class Meta:
        verbose_name = _("azione")
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return self.text

    @property
    def dossier(self) -> str:
        return self.meeting.dossier


class SurveyAnswer(models.Model):
    """Tre domande after a meeting, of a participant; never shown one by one.

    Its key is drawn at random: a counter would tell in what order people answered.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="survey")
    # Who has answered is known apart from what was answered: see `SurveyDone`.
    heard = models.PositiveSmallIntegerField(_("sono stato ascoltato"))
    useful = models.PositiveSmallIntegerField(_("è servito"))
    next = models.TextField(_("che cosa fare la prossima volta"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("risposta alle tre domande")
        constraints = [
            models.CheckConstraint(
                condition=Q(heard__range=(1, 5), useful__range=(1, 5)), name="survey_from_1_to_5"
            )
        ]

    def __str__(self) -> str:
        return f"{self.heard}, {self.useful}"


class SurveyDone(models.Model):
    """That a participant has answered, so that nobody answers twice; not what."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="survey_done")
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "participant"], name="survey_once")
        ]

    def __str__(self) -> str:
        return f"{self.participant_id} {self.meeting_id}"


class SurveyReply(models.Model):
    """What the office did of what the three questions said; published with the results."""

    meeting = models.OneToOneField(Meeting, models.CASCADE, related_name="survey_reply")
    text = models.TextField(max_length=2000)
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.text[:80]
