"""Neighbourhood networks, where they work, and what they come from."""

from typing import ClassVar

from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from trama.accounts.models import User
from trama.core.models import Record
from trama.core.text import ItalianSearch, NameKey
from trama.territory.models import Source, Zone


class NetworkStatus(models.TextChoices):
    MAPPED = "mapped", _("da un elenco")  # somebody says it exists: nobody of it has spoken yet
    FORMING = "forming", _("in formazione")
    ACTIVE = "active", _("attiva")
    REORGANIZED = "reorganized", _("riorganizzata")
    DORMANT = "dormant", _("ferma")
    CLOSED = "closed", _("chiusa")


class Network(Record):
    """Rete territoriale: bodies, parishes, schools and groups that look after a neighbourhood.

    Everybody may read of it. `recipe` is the ricetta di quartiere: what it set out to do, and how.
    """

    MOVES: ClassVar = {
        NetworkStatus.MAPPED: {
            NetworkStatus.FORMING,
            NetworkStatus.REORGANIZED,
            NetworkStatus.CLOSED,
        },
        NetworkStatus.FORMING: {
            NetworkStatus.ACTIVE,
            NetworkStatus.DORMANT,
            NetworkStatus.REORGANIZED,
            NetworkStatus.CLOSED,
        },
        NetworkStatus.ACTIVE: {
            NetworkStatus.DORMANT,
            NetworkStatus.REORGANIZED,
            NetworkStatus.CLOSED,
        },
        NetworkStatus.DORMANT: {
            NetworkStatus.ACTIVE,
            NetworkStatus.REORGANIZED,
            NetworkStatus.CLOSED,
        },
    }

    status = models.CharField(max_length=30, choices=NetworkStatus, default=NetworkStatus.MAPPED)
    code = models.SlugField(max_length=50, unique=True)  # in its address: lodi-corvetto
    name = models.CharField(_("nome"), max_length=120)
    recipe = models.TextField(_("ricetta di quartiere"), blank=True, max_length=4000)
    shared_resources = models.TextField(
        _("che cosa la rete mette in comune"), blank=True, max_length=2000
    )
    source = models.ForeignKey(Source, models.PROTECT, null=True, blank=True)
    zones = models.ManyToManyField(Zone, through="NetworkZone", related_name="networks")
    updated_at = models.DateTimeField()

    name_key = models.GeneratedField(
        expression=NameKey(F("name")),
        output_field=models.CharField(max_length=120),
        db_persist=True,
    )
    search = models.GeneratedField(
        expression=ItalianSearch(F("name")),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        verbose_name = _("rete")
        ordering = ["name_key", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="network_has_a_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def dossier(self) -> str:
        return f"RETE-{self.code}"

    @property
    def is_over(self) -> bool:
        """It lives on in its successors, or is closed: nothing more is written in it."""
        return self.status in {NetworkStatus.REORGANIZED, NetworkStatus.CLOSED}


class NetworkZone(models.Model):
    """Where a network works. A zone taken from a list is a proposal until somebody confirms it."""

    network = models.ForeignKey(Network, models.CASCADE, related_name="network_zones")
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="network_zones")
    is_confirmed = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["network", "zone"], name="network_zone_once")
        ]

    def __str__(self) -> str:
        return f"{self.network} · {self.zone}"


class LineageKind(models.TextChoices):
    MERGE = "merge", _("unione")
    SPLIT = "split", _("divisione")
    SUCCESSION = "succession", _("continuazione")


class NetworkLineage(models.Model):
    """Discendenza: one network became another, or a part of it, on a day.

    That no network is its own ancestor is checked by the verb, over the whole lineage.
    """

    ancestor = models.ForeignKey(Network, models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Network, models.PROTECT, related_name="origins")
    kind = models.CharField(max_length=12, choices=LineageKind)
    on = models.DateField()
    note = models.CharField(max_length=500, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("discendenza")
        constraints = [
            models.UniqueConstraint(fields=["ancestor", "successor"], name="network_lineage_once"),
            models.CheckConstraint(
                condition=~Q(ancestor=F("successor")),
                name="network_not_its_own_successor",
                violation_error_message=_("Una rete non può discendere da sé stessa."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ancestor} → {self.successor}"
