"""A case: its points, its judgements, its notice of rejection, its outcome."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trama.accounts.models import User
from trama.applications.models import Application
from trama.core.deadlines import day_of
from trama.core.ids import new_uid
from trama.core.models import Record
from trama.notices.models import Notice, Requirement


class CaseStatus(models.TextChoices):
    IN_SCREENING = "in_screening", _("in istruttoria")
    REJECTION_NOTICED = "rejection_noticed", _("preavviso di rigetto")
    ADMITTED = "admitted", _("ammesso")
    NOT_ADMITTED = "not_admitted", _("non ammesso")


class ScreeningCase(Record):
    """Istruttoria di ammissibilità: what the office decides of what the body presented."""

    MOVES: ClassVar = {
        CaseStatus.IN_SCREENING: {CaseStatus.ADMITTED, CaseStatus.REJECTION_NOTICED},
        CaseStatus.REJECTION_NOTICED: {
            CaseStatus.ADMITTED,
            CaseStatus.NOT_ADMITTED,
            # A reason found afterwards wants a notice of its own.
            CaseStatus.IN_SCREENING,
        },
        # Until the list is published the panel may correct itself, with a new reason.
        CaseStatus.ADMITTED: {CaseStatus.IN_SCREENING},
        CaseStatus.NOT_ADMITTED: {CaseStatus.IN_SCREENING},
    }

    application = models.OneToOneField(Application, models.PROTECT, related_name="case")
    status = models.CharField(max_length=30, choices=CaseStatus, default=CaseStatus.IN_SCREENING)
    motivation = models.TextField(_("motivazione"), blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True, editable=False)  # the body has the outcome by e-mail
    # Kept by the database as the application has them (sql/board.sql), so that the board, its
    # order and its figures are read from one index. `is_standing`: received, not withdrawn since.
    notice = models.ForeignKey(
        Notice, models.PROTECT, null=True, editable=False, db_index=False, related_name="+"
    )
    presented_at = models.DateTimeField(null=True, editable=False)
    is_standing = models.BooleanField(default=True, editable=False)

    class Meta:
        verbose_name = _("istruttoria")
        indexes = [
            models.Index(
                fields=["notice", "presented_at", "application"],
                include=["id", "status"],
                condition=Q(is_standing=True),
                name="screening_case_board",
            )
        ]
        constraints = [
            models.CheckConstraint(  # L. 241/1990, art. 3
                condition=~Q(status="not_admitted", motivation=""),
                name="screening_case_refusal_has_reasons",
                violation_error_message=_("Scrivi la motivazione: senza, l’esito non vale."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=["in_screening", "rejection_noticed"])
                | Q(decided_at__isnull=False),
                name="screening_case_decided_at",
            ),
        ]

    def __str__(self) -> str:
        return str(self.uid)

    @property
    def dossier(self) -> str:
        return self.application.notice.code


class ContentOpening(models.Model):
    """Busta aperta: who of the panel opened a body's contents, and when first."""

    case = models.ForeignKey(ScreeningCase, models.PROTECT, related_name="openings")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "user"], name="content_opening_once_each")
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.user_id}"


class RejectionNotice(models.Model):
    """Preavviso di rigetto (L. 241/1990, art. 10-bis): reasons, ten days, observations, answer.

    The term runs from the delivery that the officer records; holidays move its end forward.
    A case that was opened again may have a second one: the last stands.
    """

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    case = models.ForeignKey(ScreeningCase, models.PROTECT, related_name="rejection_notices")
    reasons = models.TextField(_("motivi che ostano all’ammissione"))
    # Codes of the points that did not conform when it left: no others may ground a refusal.
    points = models.JSONField(default=list)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    delivered_on = models.DateField(_("consegnato il"), null=True, blank=True)
    delivery_note = models.CharField(_("prova della consegna"), max_length=300, blank=True)
    due_on = models.DateField(null=True)  # the last day for observations
    answer = models.TextField(_("risposta alle osservazioni"), blank=True)

    class Meta:
        ordering = ["-sent_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reasons=""),
                name="rejection_notice_has_reasons",
                violation_error_message=_("Scrivi i motivi: senza, il preavviso non vale."),
            ),
            models.CheckConstraint(
                condition=Q(delivered_on=None, due_on=None)
                | Q(delivered_on__isnull=False, due_on__isnull=False),
                name="rejection_notice_due_from_delivery",
            ),
        ]

    def __str__(self) -> str:
        return str(self.case_id)

    @property
    def dossier(self) -> str:
        return self.case.dossier


class RejectionObservation(models.Model):
    """Osservazioni: one submission of the body, which may add others while the term runs.

    `by` is who wrote it in, nobody when it came by signed link; `by_office`, an officer did for
    the body, from what arrived on paper or by certified mail: the body may still write its own.
    """

    notice = models.ForeignKey(RejectionNotice, models.PROTECT, related_name="observations")
    text = models.TextField(_("osservazioni"))
    received_at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    by_office = models.BooleanField(default=False)

    class Meta:
        ordering = ["received_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""), name="rejection_observation_says_something"
            )
        ]

    def __str__(self) -> str:
        return str(self.notice_id)

    @property
    def is_late(self) -> bool:
        """Written after the last day: kept all the same, and a person weighs it."""
        due_on = self.notice.due_on
        return due_on is not None and day_of(self.received_at) > due_on


class Verdict(models.TextChoices):
    TO_JUDGE = "to_judge", _("da giudicare")
    OK = "ok", _("conforme")
    MISSING = "missing", _("manca")
    IRREGULAR = "irregular", _("irregolare")
    NOT_APPLICABLE = "not_applicable", _("non si applica")


class ScreeningItem(models.Model):
    """Punto da verificare: the computed verdict with its evidence, and a person's, if any.

    What a person says prevails over what was computed, and wants a reason.
    """

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    case = models.ForeignKey(ScreeningCase, models.PROTECT, related_name="items")
    # Empty for what every notice asks: in time, a valid istanza.
    requirement = models.ForeignKey(Requirement, models.PROTECT, null=True, related_name="+")
    code = models.SlugField(max_length=50)
    text = models.CharField(max_length=300)
    remediable = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)
    computed = models.CharField(max_length=20, choices=Verdict, default=Verdict.TO_JUDGE)
    facts = models.CharField(max_length=500, blank=True)  # one sentence: what was found
    evidence = models.JSONField(default=list)  # [{"label", "kind", "ref"}]
    rule_version = models.CharField(max_length=20, blank=True)
    computed_at = models.DateTimeField(null=True)
    # When what was found last changed: after a judgement, whoever judged looks again.
    found_anew_at = models.DateTimeField(null=True)
    judged = models.CharField(max_length=20, choices=Verdict, blank=True)
    reason = models.TextField(blank=True)
    judged_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    judged_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "code"], name="screening_item_once"),
            models.CheckConstraint(
                condition=Q(judged="") | Q(judged_by__isnull=False) & ~Q(reason=""),
                name="screening_item_judged_with_a_reason",
                violation_error_message=_("Scrivi il motivo del giudizio."),
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def verdict(self) -> str:
        return self.judged or self.computed

    @property
    def is_shaken(self) -> bool:
        """What was computed is no longer what the person who judged had before them."""
        return (
            self.judged_at is not None
            and self.found_anew_at is not None
            and self.found_anew_at > self.judged_at
        )

    @property
    def stamp(self) -> str:
        """Which judgement one has read: of two people judging at once, the second is told."""
        return self.judged_at.isoformat() if self.judged_at else ""
