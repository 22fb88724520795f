"""Coverage: what is asked and what is there, by measure and zone, as a job computed it.

The pages read these rows only: nothing is computed while somebody waits.
"""

from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from trama.accounts.models import User
from trama.core.models import Record
from trama.needs.models.cards import Unit
from trama.programming.models import Target, Theme
from trama.territory.models import Confidence, Indicator, Zone


class SupplyRule(models.TextChoices):
    """Where a resource's places count."""

    SERVED = "served", _("nelle zone servite, divisi per gli abitanti che cercano")
    PLACE = "place", _("nel NIL dove si trova")


class CoverageMeasure(models.Model):
    """Misura di copertura: one need of the board, with the formula of its demand.

    `terms` is what is multiplied: `{"indicator": code}` or
    `{"factor": "0.22", "label_it": …, "label_en": …, "source": …}`; factors are decimal strings.
    """

    code = models.SlugField(unique=True)  # after-school-11-14
    label_it = models.CharField(max_length=120)
    label_en = models.CharField(max_length=120)
    theme = models.ForeignKey(Theme, models.PROTECT, related_name="measures")
    targets = models.ManyToManyField(Target, blank=True)
    unit = models.CharField(max_length=20, choices=Unit)
    terms = models.JSONField(default=list)
    supply_rule = models.CharField(max_length=8, choices=SupplyRule, default=SupplyRule.SERVED)
    # Of the enhanced two-step floating catchment area: how far people go, in metres walked.
    catchment_m = models.PositiveIntegerField(default=1100)
    confidence = models.CharField(max_length=8, choices=Confidence, default=Confidence.MEDIUM)
    position = models.PositiveSmallIntegerField(default=100)
    retired = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("misura di copertura")
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.label_en if get_language() == "en" else self.label_it


class IndexComponent(models.Model):
    """Componente of the child-poverty risk index: a ratio of two indicators, and its weight."""

    code = models.SlugField(unique=True)
    label_it = models.CharField(max_length=120)
    label_en = models.CharField(max_length=120)
    numerator = models.ForeignKey(Indicator, models.PROTECT, related_name="+")
    denominator = models.ForeignKey(Indicator, models.PROTECT, null=True, related_name="+")
    polarity = models.SmallIntegerField(default=1)  # 1: more is worse; -1: more is better
    weight = models.DecimalField(
        max_digits=6, decimal_places=3, default=1, validators=[MinValueValidator(0)]
    )
    position = models.PositiveSmallIntegerField(default=100)

    class Meta:
        verbose_name = _("componente dell’indice")
        ordering = ["position", "code"]
        constraints = [
            models.CheckConstraint(condition=Q(polarity__in=[-1, 1]), name="component_polarity"),
            models.CheckConstraint(condition=Q(weight__gte=0), name="component_weight"),
        ]

    def __str__(self) -> str:
        return self.label_en if get_language() == "en" else self.label_it


class RunStatus(models.TextChoices):
    ASKED = "asked", _("in calcolo")
    DONE = "done", _("fatto")
    FAILED = "failed", _("non riuscito")


class CoverageRun(Record):
    """Calcolo: one computation of everything; pages show the last one done."""

    MOVES: ClassVar = {RunStatus.ASKED: {RunStatus.DONE, RunStatus.FAILED}}

    status = models.CharField(max_length=30, choices=RunStatus, default=RunStatus.ASKED)
    asked_at = models.DateTimeField()
    # From here on what changes in the data asks for another run.
    started_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=500, blank=True)  # why it did not succeed
    # Years and sources of the indicators used, counts of cards, versions of rules, parameters.
    inputs = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("calcolo della copertura")
        indexes = [
            models.Index(
                fields=["-done_at"], condition=Q(status="done"), name="coverage_run_latest"
            )
        ]
        constraints = [
            # Whoever asks while one is waiting to begin is answered by that one.
            models.UniqueConstraint(
                fields=["status"],
                condition=Q(status="asked", started_at=None),
                name="coverage_run_one_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d %H:%M}"


class CoverageWorkbook(models.Model):
    """Cartella di lavoro: the figures of a run as the job wrote them down in XLSX."""

    run = models.OneToOneField(CoverageRun, models.CASCADE, related_name="workbook")
    content = models.BinaryField()

    class Meta:
        verbose_name = _("cartella di lavoro della copertura")

    def __str__(self) -> str:
        return str(self.run)


class VerifiedAbsence(models.Model):
    """Assenza verificata: who answers for a zone has asked, and there is nothing of a measure.

    Without it a zone where no resource is known is «not known»; with it, it is zero.
    """

    measure = models.ForeignKey(CoverageMeasure, models.CASCADE, related_name="absences")
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    note = models.CharField(_("come lo sai"), max_length=300)
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    verified_at = models.DateTimeField()

    class Meta:
        verbose_name = _("assenza verificata")
        constraints = [
            models.UniqueConstraint(fields=["measure", "zone"], name="verified_absence_once")
        ]

    def __str__(self) -> str:
        return f"{self.measure} · {self.zone}"


class CoverageCell(models.Model):
    """Casella: one measure in one zone. None is «not known»; it is never a zero.

    `hidden` cells have fewer than five people behind them, or would give another such cell away:
    their figures are kept here for recomputation only and leave no door (page, CSV, API, events).
    """

    run = models.ForeignKey(CoverageRun, models.CASCADE, related_name="cells")
    measure = models.ForeignKey(CoverageMeasure, models.CASCADE, related_name="cells")
    zone = models.ForeignKey(Zone, models.CASCADE, related_name="cells")
    demand = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    supply = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    # Of these, the ones verified in the last twelve months; of larger zones it is not kept.
    supply_recent = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    gap = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    ratio = models.DecimalField(max_digits=9, decimal_places=4, null=True)
    access = models.FloatField(null=True)  # E2SFCA: places per person who asks
    # Doppioni: other bodies that give the same in the same place; of a sum, NIL that have some.
    overlap = models.PositiveIntegerField(default=0)
    resources = models.PositiveIntegerField(default=0)
    unknown = models.PositiveIntegerField(default=0)  # of these, with no capacity said
    confidence = models.CharField(max_length=8, choices=Confidence, blank=True)  # of the supply
    verified_at = models.DateTimeField(null=True)  # the oldest; None: one was never verified
    hidden = models.CharField(  # why it is not shown
        max_length=10,
        choices=[("few", _("meno di 5")), ("secondary", _("protetto"))],
        blank=True,
    )
    known_parts = models.PositiveIntegerField(null=True)  # of a sum: zones with data
    parts = models.PositiveIntegerField(null=True)  # of a sum: zones in all
    # How it was found: terms with their values, cards, shares; what «come è calcolato» opens.
    working = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("casella di copertura")
        constraints = [
            models.UniqueConstraint(fields=["run", "measure", "zone"], name="coverage_cell_once")
        ]
        indexes = [models.Index(fields=["run", "zone"])]

    def __str__(self) -> str:
        return f"{self.measure} · {self.zone}"


class RiskScore(models.Model):
    """Rischio: the composite index of child poverty of a NIL, two ways, and how stable its rank."""

    run = models.ForeignKey(CoverageRun, models.CASCADE, related_name="scores")
    zone = models.ForeignKey(Zone, models.CASCADE, related_name="scores")
    mpi = models.FloatField(null=True)  # Mazziotta–Pareto, mean 100, standard deviation 10
    z = models.FloatField(null=True)  # weighted mean of z-scores
    rank = models.PositiveSmallIntegerField(null=True)  # 1: the highest risk by MPI
    # Of the ranks under other weights, the 5th and 95th percentile.
    rank_low = models.PositiveSmallIntegerField(null=True)
    rank_high = models.PositiveSmallIntegerField(null=True)
    components = models.JSONField(default=dict)  # code → value, standardized value
    missing = models.CharField(max_length=300, blank=True)  # why there is no score

    class Meta:
        verbose_name = _("rischio di povertà minorile")
        constraints = [models.UniqueConstraint(fields=["run", "zone"], name="risk_score_once")]

    def __str__(self) -> str:
        return f"{self.zone}: {self.mpi}"
