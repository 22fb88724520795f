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


class SynthesisSection(models.Model):
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
    """Capoverso della sintesi. Without a source it is flagged, and can't be made final."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    section = models.ForeignKey(SynthesisSection, models.CASCADE, related_name="paragraphs")
    position = models.PositiveSmallIntegerField()
    text = models.TextField(_("testo"), max_length=8000)
    contributions = models.ManyToManyField(Contribution, blank=True, related_name="paragraphs")
    needs = models.ManyToManyField(Need, blank=True, related_name="paragraphs")
    resources = models.ManyToManyField(Resource, blank=True, related_name="paragraphs")
    entries = models.ManyToManyField(MinutesEntry, blank=True, related_name="paragraphs")
    option = models.ForeignKey(
        VoteOption, models.PROTECT, null=True, blank=True, related_name="paragraphs"
    )
    # The table's positions that differ stand in the text as they were said.
    is_dissent = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    author = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        verbose_name = _("capoverso della sintesi")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.text[:80]


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
    made_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("osservazione alla sintesi")
        ordering = ["made_at", "pk"]

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
    """A document of the path as it was made at an instant: the content frozen, and its PDF."""

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
