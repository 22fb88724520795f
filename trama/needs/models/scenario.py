"""What-if: changes that nobody has made, and what they would bring."""

from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trama.accounts.models import User
from trama.core.ids import new_uid
from trama.core.models import Record
from trama.needs.models.coverage import CoverageMeasure, CoverageRun
from trama.organizations.models import Organization
from trama.territory.models import Zone


class ScenarioStatus(models.TextChoices):
    DRAFT = "draft", _("in preparazione")
    ASKED = "asked", _("in calcolo")
    DONE = "done", _("calcolato")
    FAILED = "failed", _("non riuscito")


class Scenario(Record):
    """Simulazione: of one person, compared with the last computation of coverage."""

    MOVES: ClassVar = {
        ScenarioStatus.DRAFT: {ScenarioStatus.ASKED},
        ScenarioStatus.ASKED: {ScenarioStatus.DONE, ScenarioStatus.FAILED},
        ScenarioStatus.DONE: {ScenarioStatus.DRAFT},
        ScenarioStatus.FAILED: {ScenarioStatus.DRAFT},
    }

    status = models.CharField(max_length=30, choices=ScenarioStatus, default=ScenarioStatus.DRAFT)
    title = models.CharField(_("nome"), max_length=120)
    owner = models.ForeignKey(User, models.PROTECT, related_name="scenarios")
    created_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    run = models.ForeignKey(CoverageRun, models.SET_NULL, null=True)  # what it is compared with
    # Gains and losses by measure and zone; of a placement, where, objective, bound, gap, status.
    result = models.JSONField(default=dict)
    problem = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("simulazione")

    def __str__(self) -> str:
        return self.title


class ScenarioChangeKind(models.TextChoices):
    ADD_RESOURCE = "add_resource", _("aggiungi una risorsa")
    REMOVE_ORGANIZATION = "remove_organization", _("togli un ente")
    OPEN_PLACES = "open_places", _("apri posti entro un bilancio")


class ScenarioChange(models.Model):
    """Modifica of a scenario; which fields it has depends on its kind."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    scenario = models.ForeignKey(Scenario, models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=20, choices=ScenarioChangeKind)
    measure = models.ForeignKey(CoverageMeasure, models.PROTECT, null=True, blank=True)
    nil = models.ForeignKey(Zone, models.PROTECT, null=True, blank=True, related_name="+")
    places = models.PositiveIntegerField(null=True, blank=True)
    organization = models.ForeignKey(Organization, models.PROTECT, null=True, blank=True)
    # Of «open places»: what a place and a site cost, what there is, how many in a site.
    budget = models.DecimalField(
        max_digits=12, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    cost_per_place = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    cost_per_site = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    places_per_site = models.PositiveIntegerField(null=True, blank=True)
    floor_per_municipio = models.PositiveIntegerField(default=0)  # places each Municipio gets

    class Meta:
        verbose_name = _("modifica")
        constraints = [
            models.CheckConstraint(
                name="scenario_change_complete",
                condition=Q(
                    kind="add_resource",
                    measure__isnull=False,
                    nil__isnull=False,
                    places__isnull=False,
                )
                | Q(kind="remove_organization", organization__isnull=False)
                | Q(
                    kind="open_places",
                    measure__isnull=False,
                    places__isnull=False,
                    budget__isnull=False,
                    cost_per_place__isnull=False,
                    cost_per_site__isnull=False,
                    places_per_site__isnull=False,
                ),
            )
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
