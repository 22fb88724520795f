from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

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


class ProgrammingAct(models.Model):
    """Atto di programmazione: what a co-design notice must rest on (CTS art. 55, co. 3)."""

    code = models.SlugField(unique=True)
    title = models.CharField(max_length=300)
    act = models.OneToOneField(AdministrativeAct, models.PROTECT)

    class Meta:
        verbose_name = _("atto di programmazione")

    def __str__(self) -> str:
        return self.title
