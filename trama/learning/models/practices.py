"""What is learned and stays: practices tried out, and the library of what others start from."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trama.accounts.models import Office, User
from trama.core.ids import new_uid
from trama.core.models import Record
from trama.learning.models.courses import Course
from trama.learning.models.terms import OF_A_SIDE, Spoken


class PracticeStatus(models.TextChoices):
    PROPOSED = "proposed", _("proposta, da provare")
    TESTED = "tested", _("provata")
    ADOPTED = "adopted", _("adottata")
    REJECTED = "rejected", _("respinta")


class Practice(Record, Spoken):
    """Scheda di pratica: a way of working together, tried somewhere, then adopted or not.

    Six months after it was tried somebody says what came of it: `result_due_on`.
    """

    MOVES: ClassVar = {
        PracticeStatus.PROPOSED: {PracticeStatus.TESTED, PracticeStatus.REJECTED},
        PracticeStatus.TESTED: {
            PracticeStatus.ADOPTED,
            PracticeStatus.REJECTED,
            PracticeStatus.TESTED,
        },
        PracticeStatus.ADOPTED: {PracticeStatus.ADOPTED},
        PracticeStatus.REJECTED: {PracticeStatus.REJECTED},
    }

    status = models.CharField(
        max_length=30, choices=PracticeStatus, default=PracticeStatus.PROPOSED
    )
    course = models.ForeignKey(Course, models.PROTECT, null=True, related_name="practices")
    title = models.CharField(_("titolo"), max_length=200)
    problem = models.TextField(_("che cosa non andava"), max_length=2000)
    way = models.TextField(_("come si fa"), max_length=4000)
    proposed_at = models.DateTimeField()
    tested_where = models.CharField(_("dove si è provata"), max_length=300, blank=True)
    tested_on = models.DateField(_("dal giorno"), null=True)
    decision_reason = models.TextField(blank=True, max_length=2000)
    decided_at = models.DateTimeField(null=True)
    result_due_on = models.DateField(null=True)
    result = models.TextField(blank=True, max_length=2000)
    result_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("scheda di pratica")
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=OF_A_SIDE, name="practice_of_a_side"),
            models.CheckConstraint(
                condition=Q(status="proposed")
                | Q(status="rejected")
                | (~Q(tested_where="") & Q(tested_on__isnull=False)),
                name="practice_tested_somewhere",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def dossier(self) -> str:
        return self.course.dossier if self.course else "pratiche"


class LibraryKind(models.TextChoices):
    NOTICE = "notice", _("avviso")
    REQUIREMENTS = "requirements", _("gruppo di requisiti")
    AGENDA = "agenda", _("ordine del giorno")
    GROUND_RULES = "ground_rules", _("regole del tavolo")
    MINUTES = "minutes", _("verbale")
    STATEMENT = "statement", _("affermazioni per il terreno comune")
    LETTER = "letter", _("lettera")


class LibraryStatus(models.TextChoices):
    CURRENT = "current", _("in uso")
    REPLACED = "replaced", _("c’è una versione nuova")
    RETIRED = "retired", _("ritirato")


class LibraryItem(Record):
    """Modello from which the other parts start; a retired one stays to be read.

    `content`: «lines», texts as people read them; a notice is whole («notice», our exchange
    format), requirements too («requirements»), an agenda has its points («points»), so that they
    can be put where they are to go. A template that is improved is another row of the same
    `series`: who used which version, and how it went, stays with that version.
    """

    MOVES: ClassVar = {
        LibraryStatus.CURRENT: {LibraryStatus.REPLACED, LibraryStatus.RETIRED},
    }

    status = models.CharField(max_length=30, choices=LibraryStatus, default=LibraryStatus.CURRENT)
    kind = models.CharField(max_length=20, choices=LibraryKind)
    title = models.CharField(_("titolo"), max_length=200)
    about = models.TextField(_("quando serve"), max_length=2000)
    content = models.JSONField(default=dict)
    source = models.CharField(max_length=300, blank=True)  # what it was taken from, in words
    practice = models.ForeignKey(
        Practice, models.PROTECT, null=True, blank=True, related_name="templates"
    )
    course = models.ForeignKey(
        Course, models.PROTECT, null=True, blank=True, related_name="templates"
    )
    series = models.UUIDField(default=new_uid, editable=False)
    version = models.PositiveSmallIntegerField(default=1)
    change = models.CharField(_("che cosa cambia, e perché"), max_length=500, blank=True)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    reason = models.CharField(max_length=500, blank=True)  # why it was retired

    class Meta:
        verbose_name = _("modello")
        ordering = ["kind", "title", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["series", "version"], name="library_version_once"),
            models.CheckConstraint(
                condition=Q(version=1) | ~Q(change=""), name="library_change_is_said"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def dossier(self) -> str:
        return "pratiche"


class LibraryUse(Spoken):
    """Who started from a template, for what, and how it went."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    item = models.ForeignKey(LibraryItem, models.PROTECT, related_name="uses")
    what_for = models.CharField(_("per che cosa"), max_length=300)
    used_at = models.DateTimeField()
    result = models.TextField(_("com’è andata"), max_length=2000, blank=True)
    result_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("uso di un modello")
        ordering = ["-used_at", "-pk"]
        constraints = [models.CheckConstraint(condition=OF_A_SIDE, name="library_use_of_a_side")]

    def __str__(self) -> str:
        return self.what_for


class LibraryComment(Spoken):
    """Commento on a template."""

    item = models.ForeignKey(LibraryItem, models.PROTECT, related_name="comments")
    text = models.TextField(_("commento"), max_length=2000)
    said_at = models.DateTimeField()

    class Meta:
        verbose_name = _("commento su un modello")
        ordering = ["said_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=OF_A_SIDE, name="library_comment_of_a_side")
        ]

    def __str__(self) -> str:
        return self.text[:80]
