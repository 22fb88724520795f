"""What-if: changes that nobody has made, and what they would bring."""

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trama.accounts.models import User
from trama.accounts.queries import is_staff
from trama.core.ids import new_uid
from trama.core.models import Record
from trama.needs.models.coverage import CoverageMeasure
from trama.organizations.models import Organization
from trama.territory.models import Zone


class ScenarioStatus(models.TextChoices):
    DRAFT = "draft", _("in preparazione")
    ASKED = "asked", _("in calcolo")
    DONE = "done", _("calcolato")
    FAILED = "failed", _("non riuscito")


class ScenarioQuerySet(models.QuerySet["Scenario"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """One's own; of colleagues, what they show to the offices."""
        if not isinstance(user, User) or not is_staff(user):
            return self.none()
        return self.filter(Q(owner=user) | Q(shared=True))


class Scenario(Record):
    """Simulazione: of one person, compared with the city as it is when it is computed."""

    MOVES: ClassVar = {
        ScenarioStatus.DRAFT: {ScenarioStatus.ASKED},
        ScenarioStatus.ASKED: {ScenarioStatus.DONE, ScenarioStatus.FAILED},
        ScenarioStatus.DONE: {ScenarioStatus.DRAFT, ScenarioStatus.ASKED},
        ScenarioStatus.FAILED: {ScenarioStatus.DRAFT, ScenarioStatus.ASKED},
    }

    status = models.CharField(max_length=30, choices=ScenarioStatus, default=ScenarioStatus.DRAFT)
    title = models.CharField(_("nome"), max_length=120)
    owner = models.ForeignKey(User, models.PROTECT, related_name="scenarios")
    created_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    shared = models.BooleanField(default=False)  # all offices may read it, and copy it
    # Gains and losses by measure and zone; of a placement, where, objective, bound, gap, status.
    result = models.JSONField(default=dict)
    problem = models.CharField(max_length=1000, blank=True)

    objects = ScenarioQuerySet.as_manager()

    class Meta:
        verbose_name = _("simulazione")
        indexes = [models.Index(fields=["owner", "-created_at"])]

    def __str__(self) -> str:
        return self.title

    @property
    def inputs(self) -> Mapping[str, Any]:
        """What the sums were made of, as a run of coverage says it."""
        found: Mapping[str, Any] = self.result.get("inputs", {})
        return found


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
    # A Municipio or the city: of «add», whom it serves (else its NIL alone); of «open», where
    # sites are looked for (else everywhere).
    whole = models.ForeignKey(Zone, models.PROTECT, null=True, blank=True, related_name="+")
    # Of «open places»: what a place and a site cost, what there is, how many in a site.
    budget = models.DecimalField(
        max_digits=12, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    cost_per_place = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    cost_per_site = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    places_per_site = models.PositiveIntegerField(null=True, blank=True)
    floor_per_municipio = models.PositiveIntegerField(default=0)  # places each Municipio gets
    only_spaces = models.BooleanField(default=False)  # only where a space is listed

    class Meta:
        verbose_name = _("modifica")
        ordering = ["pk"]
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
