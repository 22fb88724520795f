"""Who is in a network, with which role and since when, and the groups they work in."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from trama.accounts.models import User
from trama.core.ids import new_uid
from trama.core.models import Record
from trama.core.text import NameKey
from trama.networks.models.networks import Network
from trama.organizations.models import Organization
from trama.programming.models import Theme
from trama.territory.models import Zone


class MemberKind(models.TextChoices):
    """Which world a member comes from: bridges are counted between these too."""

    THIRD_SECTOR = "third_sector", _("ente del Terzo settore")
    PARISH = "parish", _("parrocchia o comunità religiosa")
    SCHOOL = "school", _("scuola")
    OFFICE = "office", _("servizio pubblico")
    GROUP = "group", _("gruppo o comitato")
    BUSINESS = "business", _("impresa o negozio")
    ROLE = "role", _("ruolo di una persona")  # «pediatra di zona»: what she does, never her name


class MemberStatus(models.TextChoices):
    INVITED = "invited", _("invitato")
    REQUESTED = "requested", _("chiede di aderire")
    ACTIVE = "active", _("nella rete")
    INACTIVE = "inactive", _("fermo")
    LEFT = "left", _("fuori dalla rete")


class NetworkMembership(Record):
    """Adesione of a body of the register, or of somebody who is in no register, to a network.

    `email` is where its letters go; it may be a person's and is never shown to the public. The name
    is public: whoever joins is told so, and says yes.
    """

    MOVES: ClassVar = {
        MemberStatus.INVITED: {MemberStatus.ACTIVE, MemberStatus.LEFT},
        MemberStatus.REQUESTED: {MemberStatus.ACTIVE, MemberStatus.LEFT},
        MemberStatus.ACTIVE: {MemberStatus.INACTIVE, MemberStatus.LEFT},
        MemberStatus.INACTIVE: {MemberStatus.ACTIVE, MemberStatus.LEFT},
    }

    status = models.CharField(max_length=30, choices=MemberStatus, default=MemberStatus.INVITED)
    network = models.ForeignKey(Network, models.PROTECT, related_name="memberships")
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, related_name="network_memberships"
    )
    name = models.CharField(_("nome"), max_length=200, blank=True)  # of who is in no register
    kind = models.CharField(_("che cosa è"), max_length=20, choices=MemberKind)
    zone = models.ForeignKey(Zone, models.PROTECT, null=True, related_name="+")  # where it works
    email = models.EmailField(_("e-mail per le lettere della rete"), blank=True)
    asked_at = models.DateTimeField()  # invited or requested
    joined_on = models.DateField(null=True)
    left_on = models.DateField(null=True)
    reason = models.CharField(max_length=500, blank=True)  # why it was declined, or left

    name_key = models.GeneratedField(
        expression=NameKey(F("name")),
        output_field=models.CharField(max_length=200),
        db_persist=True,
    )

    class Meta:
        verbose_name = _("adesione")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(organization=None) & ~Q(name="")
                | Q(organization__isnull=False) & Q(name=""),
                name="network_member_is_a_body_or_has_a_name",
            ),
            models.UniqueConstraint(
                fields=["network", "organization"],
                condition=~Q(status="left"),
                name="network_body_once",
                violation_error_message=_("Questo ente è già nella rete, o già invitato."),
            ),
            models.UniqueConstraint(
                fields=["network", "name_key"],
                condition=~Q(status="left") & Q(organization=None),
                name="network_name_once",
                violation_error_message=_("Nella rete c’è già chi si chiama così."),
            ),
            models.CheckConstraint(
                condition=Q(left_on=None) | Q(joined_on=None) | Q(left_on__gte=F("joined_on")),
                name="network_member_leaves_after_joining",
            ),
        ]

    def __str__(self) -> str:
        return self.organization.name if self.organization else self.name

    @property
    def dossier(self) -> str:
        return self.network.dossier


class NetworkDuty(models.TextChoices):
    COORDINATOR = "coordinator", _("coordina la rete")
    FACILITATOR = "facilitator", _("facilita gli incontri")
    LEAD = "lead", _("ente capofila")
    CONTACT = "contact", _("referente per la rete")


class NetworkRole(models.Model):
    """Ruolo nella rete, from a day to a day: of a member, through a person when one is named."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    membership = models.ForeignKey(NetworkMembership, models.PROTECT, related_name="roles")
    duty = models.CharField(_("ruolo"), max_length=20, choices=NetworkDuty)
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="network_roles")
    since = models.DateField(_("dal"))
    until = models.DateField(_("fino al"), null=True)

    class Meta:
        verbose_name = _("ruolo nella rete")
        ordering = ["duty", "-since", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")),
                name="network_role_ends_after_it_starts",
                violation_error_message=_("Il ruolo finisce prima di cominciare."),
            ),
            models.UniqueConstraint(
                fields=["membership", "duty", "user"],
                condition=Q(until=None),
                nulls_distinct=False,
                name="network_role_once",
                violation_error_message=_("Ha già questo ruolo."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_duty_display()} · {self.membership}"


class ThematicGroup(models.Model):
    """Gruppo tematico of a network: who works on what, together."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    network = models.ForeignKey(Network, models.PROTECT, related_name="groups")
    name = models.CharField(_("nome del gruppo"), max_length=120)
    purpose = models.TextField(_("che cosa fa"), blank=True, max_length=1000)
    theme = models.ForeignKey(
        Theme, models.PROTECT, null=True, blank=True, verbose_name=_("tema"), related_name="+"
    )
    members = models.ManyToManyField(NetworkMembership, blank=True, related_name="groups")
    closed_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("gruppo tematico")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["network", "name"],
                name="thematic_group_once",
                violation_error_message=_("La rete ha già un gruppo con questo nome."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def dossier(self) -> str:
        return self.network.dossier
