"""The panel: who sits on it, from when, and with whom each is in conflict."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trama.accounts.models import User
from trama.core.deadlines import day_of
from trama.core.ids import new_uid
from trama.ledger.models import AdministrativeAct
from trama.notices.models import Notice
from trama.organizations.models import Organization


class Panel(models.Model):
    """Seggio: appointed by an act, only after the deadline (DM 72/2021)."""

    notice = models.OneToOneField(Notice, models.PROTECT, related_name="panel")
    act = models.ForeignKey(AdministrativeAct, models.PROTECT, related_name="+")
    appointed_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.notice.code


class PanelDuty(models.TextChoices):
    CHAIR = "chair", _("presidente")
    MEMBER = "member", _("componente")


class PanelMember(models.Model):
    """Componente del seggio, who declares conflicts of interest before opening anything.

    `declared_at` empty: has not declared yet. `conflicts` are the bodies whose applications this
    person neither opens nor judges (L. 241/1990, art. 6-bis). A substitute `replaces` another from
    `seated_on`, by an act of its own; the other stays in the record, and sits no more from
    `left_on`.
    """

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    panel = models.ForeignKey(Panel, models.PROTECT, related_name="members")
    user = models.ForeignKey(User, models.PROTECT, related_name="panels")
    duty = models.CharField(max_length=10, choices=PanelDuty, default=PanelDuty.MEMBER)
    declared_at = models.DateTimeField(null=True, editable=False)
    conflicts = models.ManyToManyField(Organization, through="Conflict")
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="substitute")
    act = models.ForeignKey(AdministrativeAct, models.PROTECT, null=True, related_name="+")
    seated_on = models.DateField(null=True)
    left_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["panel", "user"], name="panel_member_once"),
            models.CheckConstraint(
                condition=Q(replaces=None, act=None, seated_on=None)
                | Q(replaces__isnull=False, act__isnull=False, seated_on__isnull=False),
                name="panel_member_substitute_by_an_act",
            ),
        ]

    def __str__(self) -> str:
        return str(self.user)

    def sat_on(self, day: date) -> bool:
        begun = self.seated_on is None or self.seated_on <= day
        return begun and (self.left_on is None or day < self.left_on)

    def could_work_on(self, day: date) -> bool:
        """Sat then, and had declared by then."""
        has_declared = self.declared_at is not None and day_of(self.declared_at) <= day
        return has_declared and self.sat_on(day)


class Conflict(models.Model):
    """Conflitto di interessi dichiarato: with which body, and why in a few words."""

    member = models.ForeignKey(PanelMember, models.PROTECT)
    organization = models.ForeignKey(Organization, models.PROTECT)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "organization"], name="conflict_once")
        ]

    def __str__(self) -> str:
        return f"{self.member} – {self.organization}"
