"""The shared glossary: terms, what each side means by them, consents, versions in force."""

from typing import ClassVar

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from trama.accounts.models import Office, User
from trama.core.models import Record
from trama.core.text import ItalianSearch, NameKey
from trama.organizations.models import Organization


class Side(models.TextChoices):
    """Who gives a meaning. The platform’s is a starting point, of neither side."""

    PLATFORM = "platform", _("Punto di partenza")
    ADMINISTRATION = "administration", _("Amministrazione")
    THIRD_SECTOR = "third_sector", _("Terzo settore")


SIDES = (Side.ADMINISTRATION, Side.THIRD_SECTOR)


class TermStatus(models.TextChoices):
    PROPOSED = "proposed", _("proposta, da discutere")
    DISCUSSED = "discussed", _("in discussione")
    AGREED = "agreed", _("concordata, da pubblicare")
    CONTESTED = "contested", _("contesa, da pubblicare")
    PUBLISHED = "published", _("pubblicata")
    REVISED = "revised", _("in revisione")
    WITHDRAWN = "withdrawn", _("ritirata")


class TermQuerySet(models.QuerySet["Term"]):
    def visible_to(self, user: User | AnonymousUser) -> "TermQuerySet":
        """The glossary is everybody’s, its discussion too."""
        return self


class Term(Record):
    """Voce del glossario. While it is revised, its last version stays in force."""

    MOVES: ClassVar = {
        TermStatus.PROPOSED: {TermStatus.DISCUSSED, TermStatus.WITHDRAWN},
        TermStatus.DISCUSSED: {TermStatus.AGREED, TermStatus.CONTESTED, TermStatus.WITHDRAWN},
        TermStatus.AGREED: {TermStatus.PUBLISHED, TermStatus.DISCUSSED, TermStatus.REVISED},
        TermStatus.CONTESTED: {TermStatus.PUBLISHED, TermStatus.DISCUSSED, TermStatus.REVISED},
        TermStatus.PUBLISHED: {TermStatus.REVISED},
        TermStatus.REVISED: {TermStatus.AGREED, TermStatus.CONTESTED, TermStatus.PUBLISHED},
    }

    status = models.CharField(max_length=30, choices=TermStatus, default=TermStatus.PROPOSED)
    slug = models.SlugField(max_length=80, unique=True)
    label = models.CharField(_("parola o espressione"), max_length=120)
    english = models.CharField(_("in inglese"), max_length=120, blank=True)
    identifier = models.CharField(_("nome nel codice"), max_length=80, blank=True)
    # Where texts say it: plural, variants, acronym. A capital here is asked of the text too.
    forms = ArrayField(
        models.CharField(max_length=120), default=list, blank=True, verbose_name=_("forme")
    )
    legal_source = models.CharField(_("fonte nelle norme"), max_length=300, blank=True)
    related = models.ManyToManyField("self", blank=True, verbose_name=_("vedi anche"))
    contest_reason = models.TextField(blank=True, max_length=2000)
    author = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    changes = models.PositiveIntegerField(default=1)  # by which pages know that theirs is old
    words = models.TextField(blank=True, editable=False)  # forms and definitions, for searching

    label_key = models.GeneratedField(
        expression=NameKey(F("label")),
        output_field=models.CharField(max_length=120),
        db_persist=True,
    )
    search = models.GeneratedField(
        expression=ItalianSearch(
            Concat(
                "label", Value(" "), "english", Value(" "), "words", output_field=models.TextField()
            )
        ),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = TermQuerySet.as_manager()

    class Meta:
        verbose_name = _("voce del glossario")
        ordering = ["label_key", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(label=""), name="term_has_a_label"),
            models.UniqueConstraint(
                fields=["identifier"], condition=~Q(identifier=""), name="term_identifier_once"
            ),
            models.CheckConstraint(
                condition=~Q(status="contested") | ~Q(contest_reason=""),
                name="term_contested_with_a_reason",
            ),
        ]
        indexes = [
            GinIndex(fields=["search"], name="term_search"),
            GinIndex(fields=["label_key"], opclasses=["gin_trgm_ops"], name="term_near"),
            models.Index(fields=["label_key", "id"], name="term_by_label"),
        ]

    def __str__(self) -> str:
        return self.label


class Spoken(models.Model):
    """What somebody says for a side: an office for the administration, a body for the Third Sector.

    Who wrote is kept, and never shown: pages name the office or the body.
    """

    side = models.CharField(max_length=20, choices=Side)
    office = models.ForeignKey(Office, models.PROTECT, null=True, related_name="+")
    organization = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")
    author = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True

    @property
    def who(self) -> str:
        """The office or the body, by name; of the platform, nobody."""
        speaker = self.office or self.organization
        return speaker.name if speaker else ""


OF_A_SIDE = Q(
    side=Side.ADMINISTRATION, office__isnull=False, organization=None, author__isnull=False
) | Q(side=Side.THIRD_SECTOR, office=None, organization__isnull=False, author__isnull=False)
OF_NOBODY = Q(side=Side.PLATFORM, office=None, organization=None)


class Definition(Spoken):
    """What a side means by a term, and an example of it. Only added: the last one counts."""

    term = models.ForeignKey(Term, models.PROTECT, related_name="definitions")
    number = models.PositiveSmallIntegerField()
    text = models.TextField(_("definizione"), max_length=2000)
    example = models.TextField(_("esempio"), max_length=1000, blank=True)
    written_at = models.DateTimeField()

    class Meta:
        verbose_name = _("definizione")
        ordering = ["side", "number"]
        constraints = [
            models.CheckConstraint(condition=OF_A_SIDE | OF_NOBODY, name="definition_of_a_side"),
            models.CheckConstraint(condition=~Q(text=""), name="definition_says_something"),
            models.UniqueConstraint(
                fields=["term", "side", "number"], name="definition_number_once"
            ),
            ExclusionConstraint(
                name="definition_one_side_each",
                expressions=[("term", "="), ("author", "="), ("side", "<>")],
                condition=~Q(side="platform"),
                violation_error_message=_("Per questa voce hai già parlato per l’altra parte."),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]


class Consent(Spoken):
    """Consenso of a side to the two definitions as they stand. It ends when it is withdrawn, or
    when either definition is written anew."""

    term = models.ForeignKey(Term, models.PROTECT, related_name="consents")
    administration = models.ForeignKey(Definition, models.PROTECT, related_name="+")
    third_sector = models.ForeignKey(Definition, models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("consenso")
        ordering = ["given_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=OF_A_SIDE, name="consent_of_a_side"),
            models.UniqueConstraint(
                fields=["term", "side"], condition=Q(ended_at=None), name="consent_once_a_side"
            ),
            ExclusionConstraint(
                name="consent_one_side_each",
                expressions=[("term", "="), ("author", "="), ("side", "<>")],
                violation_error_message=_("Per questa voce hai già parlato per l’altra parte."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.term_id}: {self.side}"


class Basis(models.TextChoices):
    """On what the explanation in force rests."""

    STARTING = "starting", _("punto di partenza, in attesa delle due parti")
    AGREED = "agreed", _("concordata tra le due parti")
    CONTESTED = "contested", _("contesa: le due definizioni stanno una accanto all’altra")


class TermVersion(models.Model):
    """Versione in vigore from an instant until the next one; nothing of it is rewritten."""

    term = models.ForeignKey(Term, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    basis = models.CharField(max_length=10, choices=Basis)
    starting = models.ForeignKey(Definition, models.PROTECT, null=True, related_name="+")
    administration = models.ForeignKey(Definition, models.PROTECT, null=True, related_name="+")
    third_sector = models.ForeignKey(Definition, models.PROTECT, null=True, related_name="+")
    label = models.CharField(max_length=120)
    english = models.CharField(max_length=120, blank=True)
    legal_source = models.CharField(max_length=300, blank=True)
    contest_reason = models.TextField(blank=True)
    author = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    in_force_at = models.DateTimeField()

    class Meta:
        verbose_name = _("versione della voce")
        ordering = ["term", "number"]
        constraints = [
            models.UniqueConstraint(fields=["term", "number"], name="term_version_once"),
            models.CheckConstraint(
                condition=Q(
                    basis="starting",
                    starting__isnull=False,
                    administration=None,
                    third_sector=None,
                )
                | Q(
                    basis__in=["agreed", "contested"],
                    starting=None,
                    administration__isnull=False,
                    third_sector__isnull=False,
                ),
                name="term_version_of_one_voice_or_two",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}, {self.number}"

    @property
    def voices(self) -> list[Definition]:
        """The definitions that it is made of: one to start from, or one of each side."""
        return [one for one in (self.starting, self.administration, self.third_sector) if one]


class TermRemark(Spoken):
    """Osservazione in the discussion of a term."""

    term = models.ForeignKey(Term, models.PROTECT, related_name="remarks")
    text = models.TextField(_("osservazione"), max_length=2000)
    said_at = models.DateTimeField()

    class Meta:
        verbose_name = _("osservazione su una voce")
        ordering = ["said_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=OF_A_SIDE, name="term_remark_of_a_side"),
            models.CheckConstraint(condition=~Q(text=""), name="term_remark_says_something"),
        ]

    def __str__(self) -> str:
        return self.text[:80]
