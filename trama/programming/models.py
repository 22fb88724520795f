from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from trama.core.ids import new_uid
from trama.ledger.models import AdministrativeAct


class CodeListEntry(models.Model):
    """A word of a code list: a stable code, and its label in both languages."""

    code = models.SlugField(unique=True)
    label_it = models.CharField(max_length=120)
    label_en = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField(default=100)
    retired = models.BooleanField(default=False)

    class Meta:
        abstract = True
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.label_en if get_language() == "en" else self.label_it


class Strand(CodeListEntry):
    """Filone of shared administration: configurable, seven are named by the source."""

    class Meta(CodeListEntry.Meta):
        verbose_name = _("filone")


class Theme(CodeListEntry):
    """Tema of need or of experience: food, housing, school support…"""

    class Meta(CodeListEntry.Meta):
        verbose_name = _("tema")


class Target(CodeListEntry):
    """Destinatari: for whom a need is felt or a resource is there, in the city’s own words."""

    class Meta(CodeListEntry.Meta):
        verbose_name = _("destinatari")


class ProgrammingActKind(models.TextChoices):
    WELFARE_PLAN = "welfare_plan", _("Piano di sviluppo del welfare")
    ZONE_PLAN = "zone_plan", _("Piano di zona")
    COPROGRAMMING = "coprogramming", _("esito di una co-programmazione")
    OTHER = "other", _("altro atto di programmazione")


class ProgrammingAct(models.Model):
    """Atto di programmazione: what a co-design notice must rest on (CTS art. 55, co. 3)."""

    code = models.SlugField(unique=True)
    title = models.CharField(_("titolo"), max_length=300)
    kind = models.CharField(
        _("tipo"), max_length=20, choices=ProgrammingActKind, default=ProgrammingActKind.OTHER
    )
    act = models.OneToOneField(AdministrativeAct, models.PROTECT)
    summary = models.TextField(_("in breve"), blank=True, max_length=4000)
    starts_on = models.DateField(_("vale dal"), null=True, blank=True)
    ends_on = models.DateField(_("vale fino al"), null=True, blank=True)
    strands = models.ManyToManyField(Strand, blank=True, related_name="programming_acts")
    themes = models.ManyToManyField(Theme, blank=True, related_name="programming_acts")

    class Meta:
        verbose_name = _("atto di programmazione")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="programming_act_ends_after_it_starts",
                violation_error_message=_("La fine viene prima dell’inizio."),
            )
        ]

    def __str__(self) -> str:
        return self.title


class ActPriority(models.Model):
    """Priorità of an act of programming: what the city has said comes first, in the act's order."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    act = models.ForeignKey(ProgrammingAct, models.PROTECT, related_name="priorities")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(_("titolo"), max_length=200)
    text = models.TextField(_("in breve"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("priorità dell’atto")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["act", "position"], name="act_priority_position_once"),
            models.CheckConstraint(condition=~Q(title=""), name="act_priority_has_a_title"),
        ]

    def __str__(self) -> str:
        return self.title
