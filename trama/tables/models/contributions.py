"""Contributions: what bodies bring, in versions, with positions; nothing disappears."""

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.core.validators import MaxLengthValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from trama.accounts.models import User
from trama.core.models import Record
from trama.core.text import ItalianSearch, NameKey
from trama.ledger.models import Document
from trama.needs.models import EvidenceGrade, Need, Resource
from trama.programming.models import Theme
from trama.tables.models.meetings import Meeting
from trama.tables.models.paths import Participant, Path, WorkingTable
from trama.territory.models import Zone


class ContributionKind(models.TextChoices):
    NEED = "need", _("bisogno")
    RESOURCE = "resource", _("risorsa")
    PROPOSAL = "proposal", _("proposta")
    DATA = "data", _("dato")
    OBJECTION = "objection", _("obiezione")


class ContributionStatus(models.TextChoices):
    DISCUSSED = "discussed", _("in discussione")
    ACCEPTED = "accepted", _("accolto")
    MERGED = "merged", _("unito")
    DEFERRED = "deferred", _("rinviato")
    NOT_ACCEPTED = "not_accepted", _("non accolto")


class ContributionChannel(models.TextChoices):
    WEB = "web", _("dal sito")
    EMAIL = "email", _("per e-mail")
    SHEET = "sheet", _("da un foglio di lavoro")
    MINUTES = "minutes", _("al tavolo, da chi verbalizza")


class Contribution(Record):
    """Contributo to a path. `number` counts within the path: C-0418."""

    MOVES: ClassVar = {
        ContributionStatus.DISCUSSED: {
            ContributionStatus.ACCEPTED,
            ContributionStatus.MERGED,
            ContributionStatus.DEFERRED,
            ContributionStatus.NOT_ACCEPTED,
        },
        ContributionStatus.DEFERRED: {
            ContributionStatus.DISCUSSED,
            ContributionStatus.ACCEPTED,
            ContributionStatus.MERGED,
            ContributionStatus.NOT_ACCEPTED,
        },
    }

    status = models.CharField(
        max_length=30, choices=ContributionStatus, default=ContributionStatus.DISCUSSED
    )
    path = models.ForeignKey(Path, models.PROTECT, related_name="contributions")
    table = models.ForeignKey(
        WorkingTable, models.PROTECT, null=True, blank=True, related_name="contributions"
    )
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="contributions"
    )
    number = models.PositiveIntegerField()
    kind = models.CharField(_("che cosa è"), max_length=10, choices=ContributionKind)
    title = models.CharField(_("titolo"), max_length=200)
    text = models.TextField(
        _("testo"), max_length=8000, validators=[MaxLengthValidator(8000)]
    )  # by e-mail and from sheets too
    authors = models.ManyToManyField(Participant, related_name="contributions")
    themes = models.ManyToManyField(Theme, blank=True, verbose_name=_("temi"))
    zones = models.ManyToManyField(Zone, blank=True, verbose_name=_("dove"))
    needs = models.ManyToManyField(Need, blank=True, related_name="contributions")
    resources = models.ManyToManyField(Resource, blank=True, related_name="contributions")
    evidence = models.CharField(
        max_length=12, choices=EvidenceGrade, default=EvidenceGrade.WITNESSED
    )
    evidence_note = models.CharField(_("su che cosa si fonda"), max_length=1000, blank=True)
    attachment = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+"
    )
    objects_to = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="objections"
    )
    cost = models.DecimalField(  # in euro, of a proposal that the path may vote on
        _("costo stimato"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    channel = models.CharField(
        max_length=10, choices=ContributionChannel, default=ContributionChannel.WEB
    )
    acted_for = models.BooleanField(default=False)
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    brought_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged"
    )
    outcome_reason = models.TextField(max_length=4000, blank=True)
    decided_at = models.DateTimeField(null=True)

    title_key = models.GeneratedField(
        expression=NameKey(F("title")),
        output_field=models.CharField(max_length=200),
        db_persist=True,
    )
    search = models.GeneratedField(
        expression=ItalianSearch(
            Concat("title", Value(" "), "text", output_field=models.TextField())
        ),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        verbose_name = _("contributo")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["path", "number"], name="contribution_number_once"),
            models.CheckConstraint(condition=~Q(title=""), name="contribution_has_a_title"),
            models.CheckConstraint(
                condition=~Q(status="not_accepted") | ~Q(outcome_reason=""),
                name="contribution_not_accepted_has_a_reason",
                violation_error_message=_("Scrivi perché il contributo non è accolto."),
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")),
                name="contribution_not_merged_into_itself",
            ),
            models.CheckConstraint(
                condition=Q(
                    merged_into=None,
                    status__in=["discussed", "accepted", "deferred", "not_accepted"],
                )
                | Q(merged_into__isnull=False, status="merged"),
                name="contribution_merged_into_another",
            ),
            models.CheckConstraint(
                condition=Q(objects_to=None) | Q(kind="objection"),
                name="contribution_objection_says_so",
                violation_error_message=_("Ciò che contesta un altro contributo è un’obiezione."),
            ),
        ]
        indexes = [
            models.Index(fields=["path", "status"], name="contribution_by_status"),
            # Words in the list of a path; titles like the one that somebody is writing.
            GinIndex(fields=["search"], name="contribution_search"),
            GinIndex(fields=["title_key"], opclasses=["gin_trgm_ops"], name="contribution_near"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def code(self) -> str:
        return f"C-{self.number:04d}"

    @property
    def dossier(self) -> str:
        return self.path.dossier


class ContributionVersion(models.Model):
    """What a contribution said from an instant on; what it says now is the last."""

    contribution = models.ForeignKey(Contribution, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    text = models.TextField()
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField()
    note = models.CharField(max_length=300, blank=True)
    # Who had taken a position on the words before, and has been written to.
    told = models.ManyToManyField(Participant, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["contribution", "number"], name="contribution_version_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.contribution_id}, {self.number}"


class Stance(models.TextChoices):
    AGREE = "agree", _("d’accordo")
    RESERVE = "reserve", _("con riserva")
    DISAGREE = "disagree", _("contrario")


class Position(models.Model):
    """Posizione of a participant on a contribution, with its reason; the last one said counts."""

    contribution = models.ForeignKey(Contribution, models.CASCADE, related_name="positions")
    participant = models.ForeignKey(Participant, models.PROTECT, related_name="positions")
    stance = models.CharField(max_length=10, choices=Stance)
    reason = models.TextField(max_length=2000, blank=True)
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    acted_for = models.BooleanField(default=False)
    taken_at = models.DateTimeField()

    class Meta:
        verbose_name = _("posizione")
        constraints = [
            models.UniqueConstraint(fields=["contribution", "participant"], name="position_once"),
            models.CheckConstraint(
                condition=Q(stance="agree") | ~Q(reason=""),
                name="position_with_a_reason",
                violation_error_message=_("Scrivi il motivo della riserva o del disaccordo."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant} · {self.stance}"


class EarlierPosition(models.Model):
    """What a participant had said before changing position: it stays readable."""

    position = models.ForeignKey(Position, models.CASCADE, related_name="earlier")
    stance = models.CharField(max_length=10, choices=Stance)
    reason = models.TextField(blank=True)
    taken_at = models.DateTimeField()

    class Meta:
        ordering = ["taken_at", "pk"]

    def __str__(self) -> str:
        return f"{self.position_id} · {self.stance}"


class StatementStatus(models.TextChoices):
    OPEN = "open", _("aperta ai voti")
    CLOSED = "closed", _("chiusa")
    HIDDEN = "hidden", _("tolta, con il motivo")


class Statement(Record):
    """Affermazione on which bodies agree, pass or disagree (common ground)."""

    MOVES: ClassVar = {
        StatementStatus.OPEN: {StatementStatus.CLOSED, StatementStatus.HIDDEN},
        StatementStatus.CLOSED: {StatementStatus.OPEN, StatementStatus.HIDDEN},
    }

    status = models.CharField(max_length=30, choices=StatementStatus, default=StatementStatus.OPEN)
    path = models.ForeignKey(Path, models.PROTECT, related_name="statements")
    number = models.PositiveIntegerField()
    text = models.CharField(max_length=280)
    author = models.ForeignKey(Participant, models.PROTECT, null=True, related_name="+")
    contribution = models.ForeignKey(
        Contribution, models.PROTECT, null=True, blank=True, related_name="statements"
    )
    reason = models.CharField(max_length=500, blank=True)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()  # its last change of status: the reading is made anew

    class Meta:
        verbose_name = _("affermazione")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["path", "number"], name="statement_number_once")
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def dossier(self) -> str:
        return self.path.dossier


class StatementVote(models.Model):
    """1 agree, 0 pass, -1 disagree: of a participant, the last one counts."""

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="votes")
    participant = models.ForeignKey(Participant, models.PROTECT, related_name="statement_votes")
    value = models.SmallIntegerField()
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    acted_for = models.BooleanField(default=False)  # said by voice, written by the office
    voted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["statement", "participant"], name="statement_vote_once"
            ),
            models.CheckConstraint(condition=Q(value__in=[-1, 0, 1]), name="statement_vote_value"),
        ]

    def __str__(self) -> str:
        return f"{self.statement_id}: {self.value}"


class OpinionReading(models.Model):
    """Lettura of the common ground as a job computed it; clusters only when there are enough."""

    path = models.ForeignKey(Path, models.CASCADE, related_name="opinion_readings")
    computed_at = models.DateTimeField()
    content = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["path", "-computed_at"])]

    def __str__(self) -> str:
        return f"{self.path_id} {self.computed_at:%Y-%m-%d %H:%M}"
