"""Need cards and resource cards: who said it, where, how sure; every version is kept."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import ClassVar, Self, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from trama.accounts.models import AREA_DUTIES, Office, User
from trama.accounts.queries import offices_of
from trama.core.ids import new_uid
from trama.core.models import Record
from trama.core.text import ItalianSearch, NameKey
from trama.organizations.models import Membership, Organization
from trama.programming.models import Target, Theme
from trama.territory.models import Source, Zone

C = TypeVar("C", bound="Card")


class CardStatus(models.TextChoices):
    DRAFT = "draft", _("bozza")
    PUBLISHED = "published", _("pubblicata")
    MERGED = "merged", _("unita a un’altra")
    CLOSED = "closed", _("chiusa")


CARD_MOVES: Mapping[str, AbstractSet[str]] = {
    CardStatus.DRAFT: {CardStatus.PUBLISHED, CardStatus.CLOSED},
    CardStatus.PUBLISHED: {CardStatus.MERGED, CardStatus.CLOSED},
    CardStatus.CLOSED: {CardStatus.PUBLISHED},
}


class EvidenceGrade(models.TextChoices):
    """Grado di evidenza: on what a need rests, from the firmest."""

    COUNTED = "counted", _("contato: una fonte statistica o un archivio")
    SURVEYED = "surveyed", _("rilevato: un questionario o un’indagine")
    WITNESSED = "witnessed", _("testimoniato: chi lavora sul posto")
    SUPPOSED = "supposed", _("ipotizzato: da verificare")


class Unit(models.TextChoices):
    """Unità in which demand and capacity are compared: only the same unit is subtracted."""

    PLACES = "places", _("posti")
    HOURS_A_WEEK = "hours_week", _("ore a settimana")
    BEDS = "beds", _("posti letto")
    PEOPLE = "people", _("persone")
    HOUSEHOLDS = "households", _("famiglie")
    PARCELS_A_MONTH = "parcels_month", _("pacchi al mese")
    EUROS_A_YEAR = "euros_year", _("euro all’anno")
    SQUARE_METRES = "square_metres", _("metri quadrati")


class ResourceKind(models.TextChoices):
    SERVICE = "service", _("servizio")
    SPACE = "space", _("spazio")
    PERSON_HOURS = "person_hours", _("ore di persone")
    SKILL = "skill", _("competenza")
    GOOD = "good", _("bene")
    MONEY = "money", _("denaro")


class CardQuerySet(models.QuerySet[C]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """What is published or was, to all; drafts to who wrote them, to their body or office."""
        public = ~Q(status=CardStatus.DRAFT)
        if not isinstance(user, User):
            return self.filter(public)
        bodies = Membership.objects.in_force().filter(user=user).values("organization")
        offices = offices_of(user, *AREA_DUTIES)
        return self.filter(
            public | Q(author=user) | Q(organization__in=bodies) | Q(office__in=offices)
        )


class Card(Record):
    """What a need and a resource have in common: words, theme, for whom, who said it."""

    MOVES: ClassVar = CARD_MOVES

    status = models.CharField(max_length=30, choices=CardStatus, default=CardStatus.DRAFT)
    title = models.CharField(_("titolo"), max_length=200)
    description = models.TextField(_("descrizione"), max_length=4000, blank=True)
    theme = models.ForeignKey(Theme, models.PROTECT, verbose_name=_("tema"), related_name="+")
    targets = models.ManyToManyField(Target, blank=True, verbose_name=_("per chi"))
    # Who says it: a body, an office, or (with neither) the person who writes, never shown by name.
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, verbose_name=_("ente")
    )
    office = models.ForeignKey(Office, models.PROTECT, null=True, blank=True)
    author = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    # What a source lists, that nobody of the body has confirmed: then there is no author.
    source = models.ForeignKey(Source, models.PROTECT, null=True, blank=True)
    source_key = models.CharField(max_length=120, blank=True)  # the row's own identifier there
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    closing_reason = models.CharField(max_length=500, blank=True)

    # What a search also finds it by: the body, theme, targets, zones and address in words; and
    # every zone it is of: where it is or serves, the larger ones, and those inside.
    # `lifecycle.finding` writes both.
    keywords = models.TextField(blank=True, editable=False)
    reach = ArrayField(models.BigIntegerField(), default=list, editable=False)

    title_key = models.GeneratedField(
        expression=NameKey(F("title")),
        output_field=models.CharField(max_length=200),
        db_persist=True,
    )
    title_search = models.GeneratedField(
        expression=ItalianSearch(F("title")),
        output_field=SearchVectorField(),
        db_persist=True,
    )
    search = models.GeneratedField(
        expression=ItalianSearch(
            Concat(
                "title",
                Value(" "),
                "description",
                Value(" "),
                "keywords",
                output_field=models.TextField(),
            )
        ),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = CardQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title

    @property
    def is_listed(self) -> bool:
        """A source lists it, and nobody of a body or of an office has taken it up."""
        return self.source_id is not None and self.author_id is None and self.office_id is None


class Need(Card):
    """Bisogno: what a community lacks, for whom, where, how much, and on what evidence."""

    zones = models.ManyToManyField(Zone, verbose_name=_("dove"), related_name="needs")
    magnitude = models.DecimalField(
        _("quanto"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    unit = models.CharField(_("unità"), max_length=20, choices=Unit, blank=True)
    magnitude_source = models.CharField(_("da dove viene la cifra"), max_length=300, blank=True)
    magnitude_on = models.DateField(_("a quale data"), null=True, blank=True)
    evidence = models.CharField(
        _("su che cosa si fonda"),
        max_length=12,
        choices=EvidenceGrade,
        default=EvidenceGrade.SUPPOSED,
    )
    evidence_note = models.TextField(_("le prove"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("bisogno")
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="need_has_a_title"),
            models.CheckConstraint(
                condition=Q(magnitude=None) | (Q(magnitude__gte=0) & ~Q(unit="")),
                name="need_magnitude_has_a_unit",
                violation_error_message=_("Scrivi l’unità della cifra: posti, ore, persone…"),
            ),
            models.CheckConstraint(
                condition=Q(magnitude=None) | ~Q(magnitude_source=""),
                name="need_magnitude_has_a_source",
                violation_error_message=_("Scrivi da dove viene la cifra."),
            ),
        ]
        indexes = [
            GinIndex(fields=["search"], name="need_search"),
            GinIndex(fields=["title_search"], name="need_title_search"),
            GinIndex(fields=["title_key"], opclasses=["gin_trgm_ops"], name="need_near"),
            GinIndex(fields=["reach"], name="need_reach"),
        ]


class NeedVoice(models.Model):
    """Voce: somebody else who says the same need; of a body by name, of a person never."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="voices")
    organization = models.ForeignKey(Organization, models.PROTECT, null=True, blank=True)
    who = models.CharField(_("chi lo dice"), max_length=120, blank=True)  # «tre maestre»
    words = models.TextField(_("con quali parole"), max_length=1000)
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    said_at = models.DateTimeField()

    class Meta:
        verbose_name = _("voce")
        constraints = [
            models.UniqueConstraint(
                fields=["need", "organization"],
                condition=Q(organization__isnull=False),
                name="need_voice_once_a_body",
                violation_error_message=_("Questo ente ha già detto la sua su questo bisogno."),
            )
        ]

    def __str__(self) -> str:
        return self.words[:80]


class Resource(Card):
    """Risorsa: a service, a space, hours, a skill, goods or money, and how much of it there is.

    A service speaks Open Referral HSDS 3.1: `title` is its name, the fields named in the comments
    are HSDS's own.
    """

    kind = models.CharField(_("che cosa è"), max_length=12, choices=ResourceKind)
    # Where it is (location.address_1, latitude, longitude), and whom it serves (service_area).
    address = models.CharField(_("indirizzo"), max_length=200, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    nil = models.ForeignKey(
        Zone, models.PROTECT, null=True, blank=True, related_name="resources", verbose_name="NIL"
    )
    served = models.ManyToManyField(
        Zone, blank=True, related_name="served_by", verbose_name=_("zone servite")
    )
    capacity = models.DecimalField(  # service_capacity.maximum; None: nobody has said
        _("capacità"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    free = models.DecimalField(  # service_capacity.available, as last reported
        _("liberi"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    unit = models.CharField(_("unità"), max_length=20, choices=Unit, blank=True)
    starts_on = models.DateField(_("dal"), null=True, blank=True)  # schedule.valid_from
    ends_on = models.DateField(_("fino al"), null=True, blank=True)  # schedule.valid_to
    hours = models.CharField(_("orari"), max_length=300, blank=True)  # schedule.description
    eligibility = models.CharField(  # eligibility_description
        _("chi può accedere"), max_length=500, blank=True
    )
    application_process = models.CharField(_("come si accede"), max_length=500, blank=True)
    fees = models.CharField(_("costo"), max_length=300, blank=True)  # fees_description
    minimum_age = models.PositiveSmallIntegerField(_("età minima"), null=True, blank=True)
    maximum_age = models.PositiveSmallIntegerField(_("età massima"), null=True, blank=True)
    languages = ArrayField(  # language.code, ISO 639-1
        models.CharField(max_length=3), default=list, blank=True, verbose_name=_("lingue")
    )
    accessibility = models.CharField(  # accessibility.description
        _("accessibilità"), max_length=300, blank=True
    )
    phone = models.CharField(_("telefono del servizio"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail del servizio"), blank=True)
    url = models.URLField(_("sito"), blank=True)
    verified_at = models.DateTimeField(null=True)  # assured_date: last said to be right

    class Meta:
        verbose_name = _("risorsa")
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="resource_has_a_title"),
            models.CheckConstraint(
                condition=Q(capacity=None) | (Q(capacity__gte=0) & ~Q(unit="")),
                name="resource_capacity_has_a_unit",
                violation_error_message=_("Scrivi l’unità della capacità: posti, ore, letti…"),
            ),
            models.CheckConstraint(
                condition=Q(free=None) | (Q(free__gte=0) & Q(free__lte=F("capacity"))),
                name="resource_free_within_capacity",
                violation_error_message=_("I posti liberi sono più della capacità."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="resource_ends_after_it_starts",
                violation_error_message=_("La fine viene prima dell’inizio."),
            ),
            models.CheckConstraint(
                condition=Q(maximum_age=None) | Q(maximum_age__gte=F("minimum_age")),
                name="resource_ages_in_order",
                violation_error_message=_("L’età massima è minore della minima."),
            ),
            # The same row of the same list is the same resource.
            models.UniqueConstraint(
                fields=["source", "source_key"],
                condition=~Q(source_key=""),
                name="resource_once_a_source",
            ),
        ]
        indexes = [
            GinIndex(fields=["search"], name="resource_search"),
            GinIndex(fields=["title_search"], name="resource_title_search"),
            GinIndex(fields=["title_key"], opclasses=["gin_trgm_ops"], name="resource_near"),
            GinIndex(fields=["reach"], name="resource_reach"),
            # A zone's or a body's resources in force, and the public list by theme, in order.
            models.Index(
                fields=["theme", "title_key", "id"],
                condition=Q(status="published"),
                name="resource_by_theme",
            ),
            models.Index(
                fields=["title_key", "id"],
                condition=Q(status="published"),
                name="resource_by_title",
            ),
        ]


class CardWord(models.Model):
    """Parola of the cards, without case and accents: what a mistyped word is corrected with."""

    word = models.CharField(max_length=60, unique=True)
    cards = models.PositiveIntegerField(default=1)  # about how many use it

    class Meta:
        verbose_name = _("parola delle schede")
        indexes = [GinIndex(fields=["word"], opclasses=["gin_trgm_ops"], name="card_word_near")]

    def __str__(self) -> str:
        return self.word


class CardVersion(models.Model):
    """Versione: what a card said from an instant on; what is now is the last."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    need = models.ForeignKey(Need, models.CASCADE, null=True, related_name="versions")
    resource = models.ForeignKey(Resource, models.CASCADE, null=True, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()  # every field of the card by name, places and targets by code
    author = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField()
    note = models.CharField(max_length=300, blank=True)  # why it changed

    class Meta:
        verbose_name = _("versione")
        constraints = [
            models.CheckConstraint(
                condition=Q(need=None) ^ Q(resource=None), name="card_version_of_one_card"
            ),
            models.UniqueConstraint(fields=["need", "number"], name="need_version_once"),
            models.UniqueConstraint(fields=["resource", "number"], name="resource_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.need or self.resource}, {self.number}"
