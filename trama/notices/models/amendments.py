from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from trama.core.ids import new_uid
from trama.ledger.models import AdministrativeAct
from trama.notices.models.notice import Notice


class JudgedOn(models.TextChoices):
    """On which text who had already applied is judged: the amending act says it."""

    EARLIER = "earlier", _("sul testo di quando è stata presentata")
    AMENDED = "amended", _("sul testo rettificato")


class Amendment(models.Model):
    """Rettifica: an act that changes a notice while its window is open, as public as it.

    `changes`: what it changed, for whoever reads the notice: rows of label, before, after.
    `adopted_at` is missing only while the act is being written: then alone parts may change.
    """

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    notice = models.ForeignKey(Notice, models.PROTECT, related_name="amendments")
    number = models.PositiveSmallIntegerField()
    proposal = models.OneToOneField(Notice, models.PROTECT, related_name="amendment")
    act = models.ForeignKey(AdministrativeAct, models.PROTECT, related_name="+")
    reason = models.TextField(_("motivo"))
    judged_on = models.CharField(
        _("chi ha già presentato è giudicato"), max_length=10, choices=JudgedOn
    )
    changes: "models.JSONField[Any]" = models.JSONField(default=list)
    adopted_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("rettifica")
        ordering = ("notice", "number")
        constraints = [
            models.UniqueConstraint(fields=["notice", "number"], name="amendment_number_once"),
            models.CheckConstraint(
                condition=~Q(notice=F("proposal")), name="amendment_of_another_notice"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id}/{self.number}"

    @property
    def key(self) -> str:
        """Its anchor on the notice's page."""
        return f"rettifica-{self.number}"
