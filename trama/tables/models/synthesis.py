"""The synthesis: sections and paragraphs, each leading to who said what; reports and documents."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trama.accounts.models import User
from trama.core.ids import new_uid
from trama.core.models import Record
from trama.ledger.models import Document
from trama.needs.models import Need, Resource
from trama.programming.models import ActPriority
from trama.tables.models.contributions import Contribution
from trama.tables.models.minutes import MinutesEntry
from trama.tables.models.paths import Participant, Path
from trama.tables.models.votes import VoteOption


class SectionKind(models.TextChoices):
    """The three objectives of the May 2023 notice are compulsory; a path may add its own."""

    AREAS = "areas", _("aree di intervento e aree da rafforzare")
    NEEDS_RESOURCES = "needs_resources", _("nuovi bisogni e nuove risorse")
    NETWORKING = "networking", _("sostegno al lavoro in rete per risposte coordinate")
    OTHER = "other", _("altro")


COMPULSORY = (SectionKind.AREAS, SectionKind.NEEDS_RESOURCES, SectionKind.NETWORKING)


class Synthesis(models.Model):
    """Sintesi of a path as it is being made: composed from the records, consulted, reported on.

    `composed_at` before `asked_at`: a job is composing it.
    """

    path = models.OneToOneField(Path, models.PROTECT, related_name="synthesis")
    asked_at = models.DateTimeField()
    composed_at = models.DateTimeField(null=True)
    consulted_until = models.DateTimeField(null=True)  # the last instant of the term
    report = models.TextField(_("che cosa aggiunge il responsabile"), max_length=20000, blank=True)

    class Meta:
        verbose_name = _("sintesi")

    def __str__(self) -> str:
        return str(self.path)

    @property
    def dossier(self) -> str:
        return self.path.dossier

    @property
    def is_composing(self) -> bool:
        return self.composed_at is None or self.composed_at < self.asked_at


class SynthesisSection(models.Model):
    """Sezione della sintesi: one of the three objectives, or the path's own."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    path = models.ForeignKey(Path, models.PROTECT, related_name="sections")
    kind = models.CharField(max_length=20, choices=SectionKind)
    title = models.CharField(_("titolo"), max_length=200)
    position = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("sezione della sintesi")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["path", "kind"],
                condition=~Q(kind="other"),
                name="synthesis_section_once",
            )
        ]

    def __str__(self) -> str:
        return self.title


class SynthesisParagraph(models.Model):
    """Capoverso della sintesi. Without a source it is flagged, and can't be made final.

    `origin` says from which records it was composed; while `author` is nobody it follows them,
    once a person has written it, it is that person's. Who takes it away says why.
    """

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    section = models.ForeignKey(SynthesisSection, models.CASCADE, related_name="paragraphs")
    position = models.PositiveIntegerField()
    origin = models.CharField(max_length=120, blank=True)
    text = models.TextField(_("testo"), max_length=8000)
    contributions = models.ManyToManyField(Contribution, blank=True, related_name="paragraphs")
    needs = models.ManyToManyField(Need, blank=True, related_name="paragraphs")
    resources = models.ManyToManyField(Resource, blank=True, related_name="paragraphs")
    entries = models.ManyToManyField(MinutesEntry, blank=True, related_name="paragraphs")
    option = models.ForeignKey(
        VoteOption, models.PROTECT, null=True, blank=True, related_name="paragraphs"
    )
    # The table's positions that differ stand in the text as they were said (R-CP-04).
    is_dissent = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    author = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField()
    note = models.CharField(max_length=500, blank=True)  # why it says so, or stands there
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    removed_because = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("capoverso della sintesi")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="synthesis_paragraph_says"),
            models.CheckConstraint(
                condition=Q(removed_at=None) | ~Q(removed_because=""),
                name="synthesis_paragraph_removed_with_a_reason",
                violation_error_message=_("Scrivi perché il capoverso si toglie."),
            ),
            models.CheckConstraint(
                condition=Q(is_dissent=False) | Q(removed_by=None, author=None),
                name="synthesis_dissent_stays_as_said",
                violation_error_message=_("Una posizione diversa resta com’è stata detta."),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]


class ParagraphVersion(models.Model):
    """What a paragraph of the synthesis said before, who wrote it and why."""

    paragraph = models.ForeignKey(SynthesisParagraph, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    author = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField()
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["paragraph", "number"], name="synthesis_paragraph_version_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.paragraph_id}, {self.number}"


class PathPriority(models.Model):
    """Priorità del percorso: what the act says comes first, with the needs it answers (R-CP-03).

    Once the act is in the programming, `programmed` is the same priority there.
    """

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    path = models.ForeignKey(Path, models.PROTECT, related_name="priorities")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(_("titolo"), max_length=200)
    text = models.TextField(_("in breve"), max_length=2000, blank=True)
    option = models.OneToOneField(
        VoteOption, models.PROTECT, null=True, blank=True, related_name="priority"
    )
    contributions = models.ManyToManyField(Contribution, blank=True, related_name="priorities")
    needs = models.ManyToManyField(Need, blank=True, related_name="priorities")
    # Chosen by the tables, left out by the administration, which says why.
    dropped_because = models.CharField(max_length=500, blank=True)
    programmed = models.OneToOneField(
        ActPriority, models.PROTECT, null=True, related_name="path_priority"
    )

    class Meta:
        verbose_name = _("priorità del percorso")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title


class ConsultationStatus(models.TextChoices):
    OPEN = "open", _("da esaminare")
    ACCEPTED = "accepted", _("accolta")
    NOT_ACCEPTED = "not_accepted", _("non accolta")


class ConsultationRemark(Record):
    """Osservazione on the draft synthesis, in the consultation; answered with a reason."""

    MOVES: ClassVar = {
        ConsultationStatus.OPEN: {ConsultationStatus.ACCEPTED, ConsultationStatus.NOT_ACCEPTED},
    }

    status = models.CharField(
        max_length=30, choices=ConsultationStatus, default=ConsultationStatus.OPEN
    )
    path = models.ForeignKey(Path, models.PROTECT, related_name="consultation_remarks")
    paragraph = models.ForeignKey(
        SynthesisParagraph, models.SET_NULL, null=True, related_name="remarks"
    )
    participant = models.ForeignKey(Participant, models.PROTECT, related_name="+")
    text = models.TextField(max_length=4000)
    answer = models.TextField(max_length=4000, blank=True)
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    # Written by the office for who has no e-mail: the page says so.
    acted_for = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("osservazione alla sintesi")
        ordering = ["made_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="consultation_remark_says"),
            models.CheckConstraint(
                condition=Q(status="open") | ~Q(answer=""),
                name="consultation_remark_answered_with_a_reason",
                violation_error_message=_("Scrivi perché l’osservazione è accolta o no."),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def dossier(self) -> str:
        return self.path.dossier


class PathDocumentKind(models.TextChoices):
    SYNTHESIS_DRAFT = "synthesis_draft", _("bozza della sintesi")
    SYNTHESIS = "synthesis", _("documento di sintesi")
    REPORT = "report", _("relazione motivata del responsabile")
    ANNEX = "annex", _("allegato all’atto: contributi")


class PathDocument(models.Model):
    """A document of the path as it was made at an instant: the content frozen, and its PDF.

    Until a job has written it there is no content; until it is on paper, no document.
    """

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    path = models.ForeignKey(Path, models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=20, choices=PathDocumentKind)
    content = models.JSONField(default=dict)
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("documento del percorso")
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return self.get_kind_display()
