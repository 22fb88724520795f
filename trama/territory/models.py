"""Territory: zones, how they overlap, what is counted in them, and who answers for an area.

Longitude and latitude are WGS84 degrees; areas are square metres; shares are 0 to 1.
"""

from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from trama.accounts.models import OfficeRole, User
from trama.accounts.queries import current
from trama.core.text import NameKey


class Source(models.Model):
    """Fonte: who published a figure or a boundary, under which licence; shown beside each."""

    code = models.SlugField(unique=True)  # ds964, ds205…
    title = models.CharField(max_length=200)
    publisher = models.CharField(max_length=200, blank=True)
    licence = models.CharField(max_length=60, blank=True)
    url = models.URLField(blank=True)

    class Meta:
        verbose_name = _("fonte")
        ordering = ["code"]

    def __str__(self) -> str:
        return ", ".join(filter(None, [self.publisher, self.title, self.licence]))


class ZoneKind(models.TextChoices):
    """The three scales of a city; what each is called in it is said by the settings."""

    CITY = "city", _("città")
    MUNICIPIO = "municipio", _("Municipio")
    NIL = "nil", _("NIL")


class Confidence(models.TextChoices):
    """Fiducia: how much a figure can bear."""

    HIGH = "high", _("alta")
    MEDIUM = "medium", _("media")
    LOW = "low", _("bassa")


class Zone(models.Model):
    """Zona: the city, a Municipio or a NIL (nucleo d’identità locale), as a source draws it.

    Joined on `code`, never on the name: names change between editions.
    """

    kind = models.CharField(max_length=12, choices=ZoneKind)
    code = models.SlugField(max_length=20)  # the source's own number: 57, 7
    number = models.PositiveIntegerField()  # the same as an integer: order, and map labels
    name = models.CharField(max_length=120)
    edition = models.CharField(max_length=60, blank=True)
    source = models.ForeignKey(Source, models.PROTECT, null=True, blank=True)
    # «approximate» is drawn from other zones, «schematic» is a shape that only tells places apart.
    precision = models.CharField(
        max_length=12,
        choices=[
            ("official", _("confini ufficiali")),
            ("approximate", _("confini approssimati")),
            ("schematic", _("forme schematiche")),
        ],
        default="official",
    )
    boundary = models.JSONField(null=True, blank=True)  # a GeoJSON MultiPolygon; None: unknown
    # The boundary simplified for the page, as SVG path data in the city's own drawing units.
    outline = models.TextField(blank=True)
    area_m2 = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)  # of the centroid
    latitude = models.FloatField(null=True, blank=True)
    label_longitude = models.FloatField(null=True, blank=True)  # a point surely inside
    label_latitude = models.FloatField(null=True, blank=True)
    # The rectangle around the boundary: which zones a point may lie in is asked by these.
    west = models.FloatField(null=True, blank=True)
    south = models.FloatField(null=True, blank=True)
    east = models.FloatField(null=True, blank=True)
    north = models.FloatField(null=True, blank=True)

    name_key = models.GeneratedField(
        expression=NameKey(F("name")),
        output_field=models.CharField(max_length=120),
        db_persist=True,
    )

    class Meta:
        verbose_name = _("zona")
        ordering = ["kind", "number"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "code"], name="zone_once"),
            models.UniqueConstraint(fields=["kind", "number"], name="zone_number_once"),
            models.CheckConstraint(condition=~Q(name=""), name="zone_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class ZoneShare(models.Model):
    """How much of a zone lies in a larger one: 16 of Milan's 88 NIL lie in two Municipi."""

    part = models.ForeignKey(Zone, models.CASCADE, related_name="wholes")
    whole = models.ForeignKey(Zone, models.CASCADE, related_name="parts")
    area_share = models.FloatField()
    people_share = models.FloatField()  # of residents, when the source counts them; else the area's
    source = models.ForeignKey(Source, models.PROTECT, null=True, blank=True)

    class Meta:
        verbose_name = _("quota di zona")
        constraints = [
            models.UniqueConstraint(fields=["part", "whole"], name="zone_share_once"),
            models.CheckConstraint(
                condition=Q(area_share__range=(0, 1), people_share__range=(0, 1)),
                name="zone_share_from_0_to_1",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.part} / {self.whole}: {self.people_share:.0%}"


class Indicator(models.Model):
    """Indicatore: what a series counts, in which unit."""

    code = models.SlugField(unique=True)  # residents, minors, single-parents-with-minors…
    label_it = models.CharField(max_length=160)
    label_en = models.CharField(max_length=160)
    unit_it = models.CharField(max_length=40)
    unit_en = models.CharField(max_length=40)
    # People (or households) can be too few to show; a share or an area cannot.
    counts_people = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=100)

    class Meta:
        verbose_name = _("indicatore")
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.label_en if get_language() == "en" else self.label_it

    @property
    def unit(self) -> str:
        return self.unit_en if get_language() == "en" else self.unit_it


class IndicatorValue(models.Model):
    """Valore: of an indicator, in a zone, in a year. What is not known has no row: it is not 0."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="values")
    zone = models.ForeignKey(Zone, models.CASCADE, related_name="values")
    year = models.PositiveSmallIntegerField()
    value = models.DecimalField(max_digits=16, decimal_places=4)
    source = models.ForeignKey(Source, models.PROTECT)
    confidence = models.CharField(max_length=8, choices=Confidence, default=Confidence.HIGH)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("valore")
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "zone", "year"], name="indicator_value_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator} · {self.zone} · {self.year}: {self.value}"


class Address(models.Model):
    """Indirizzo of an imported list: what the offline geocoder knows."""

    street = models.CharField(max_length=160)  # «Via Larga»
    number = models.CharField(max_length=20, blank=True)  # «8», «15/a»; empty: the whole street
    postcode = models.CharField(max_length=5, blank=True)
    longitude = models.FloatField()
    latitude = models.FloatField()
    nil = models.ForeignKey(Zone, models.PROTECT, null=True, related_name="+")
    municipio = models.ForeignKey(Zone, models.PROTECT, null=True, related_name="+")
    source = models.ForeignKey(Source, models.PROTECT)
    # As people write it, folded by `rules.street_key`: «v.le», «viale»; no accents, no commas.
    street_key = models.CharField(max_length=160, editable=False)

    class Meta:
        verbose_name = _("indirizzo")
        verbose_name_plural = _("indirizzi")
        constraints = [
            models.UniqueConstraint(fields=["street_key", "number"], name="address_once")
        ]
        indexes = [GinIndex(fields=["street_key"], opclasses=["gin_trgm_ops"], name="address_near")]

    def __str__(self) -> str:
        return f"{self.street} {self.number}".strip()


class AreaQuerySet(models.QuerySet["Area"]):
    def of(self, user: User | AnonymousUser) -> Self:
        """The areas that a person answers for today."""
        if not isinstance(user, User):
            return self.none()
        return self.current().filter(role__user=user)

    def current(self) -> Self:
        """Those that somebody answers for today."""
        return self.filter(role__in=OfficeRole.objects.filter(current()))


class Area(models.Model):
    """Area: the zones that a community social worker or Welfare Community Manager answers for."""

    role = models.OneToOneField(OfficeRole, models.PROTECT, related_name="area")
    name = models.CharField(max_length=120)  # «San Siro – Selinunte»
    zones = models.ManyToManyField(Zone, related_name="areas")

    objects = AreaQuerySet.as_manager()

    class Meta:
        verbose_name = _("area")

    def __str__(self) -> str:
        return self.name
