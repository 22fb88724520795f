"""The yearly reading of how the two sides use words over published minutes."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class UsageReading(models.Model):
    """Lettura delle parole di un anno: counts by side, those of few hidden, as made at an instant.

    `content` is what `rules.usage.reading` gives: only what may be shown is stored.
    """

    year = models.PositiveSmallIntegerField(unique=True)
    content = models.JSONField(default=dict)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("lettura delle parole di un anno")
        ordering = ["-year"]

    def __str__(self) -> str:
        return str(self.year)
