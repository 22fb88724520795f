from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trama.notices.models.amendments import Amendment
from trama.notices.models.notice import Notice


class InForce(models.Manager[Any]):
    """The parts as they stand: not those that an amendment has since replaced."""

    def get_queryset(self) -> models.QuerySet[Any]:
        return super().get_queryset().filter(retired_by=None)


class Part(models.Model):
    """What a notice says and asks, piece by piece. It freezes with the notice's adoption; from then
    on only an amendment, by an act, brings a piece in or takes one out: pieces never change."""

    introduced_by = models.ForeignKey(
        Amendment, models.PROTECT, null=True, editable=False, related_name="+"
    )
    retired_by = models.ForeignKey(
        Amendment, models.PROTECT, null=True, editable=False, related_name="+"
    )
    position = models.PositiveSmallIntegerField(default=0)

    objects = InForce()
    ever = models.Manager()  # noqa: DJ012 - a manager, which ruff takes for a field

    class Meta:
        abstract = True
        ordering = ("position", "id")


class SectionKind(models.TextChoices):
    """The minimum content of a notice (DM 72/2021), and what offices add to it."""

    OBJECT = "object", _("Di che cosa si tratta")
    REQUIREMENTS = "requirements", _("Chi può partecipare")
    HOW_TO_APPLY = "how_to_apply", _("Come si presenta")
    IP_RELEASE = "ip_release", _("Liberatoria sulle proposte")
    TIMES = "times", _("Tempi e svolgimento")
    CONCLUSION = "conclusion", _("Come si conclude")
    PUBLICITY = "publicity", _("Pubblicità")
    PRIVACY = "privacy", _("Trattamento dei dati")
    FORUM = "forum", _("Ricorsi e foro")
    PURPOSE = "purpose", _("Finalità")
    DURATION = "duration", _("Durata")
    ECONOMICS = "economics", _("Quadro progettuale ed economico")
    CONFLICTS = "conflicts", _("Esclusioni e conflitti di interesse")
    PHASES = "phases", _("Fasi")
    CRITERIA = "criteria", _("Criteri")
    OTHER = "other", _("Altro")


class NoticeSection(Part):
    """A section of the notice's text; it freezes with the notice's adoption."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="sections")
    kind = models.CharField(_("sezione"), max_length=20, choices=SectionKind)
    title = models.CharField(_("titolo"), max_length=200, blank=True)
    body = models.TextField(_("testo"))

    class Meta(Part.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "kind"],
                condition=~Q(kind="other") & Q(retired_by=None),
                name="notice_section_once",
                violation_error_message=_("Questa sezione c’è già."),
            )
        ]

    def __str__(self) -> str:
        return self.title or str(self.get_kind_display())


class RequirementKind(models.TextChoices):
    LEGAL_TYPE = "legal_type", _("forma giuridica")  # {"types": [LegalType]}
    RUNTS = "runts", _("iscrizione al RUNTS")  # {}
    ART5 = "art5", _("attività dell’art. 5")  # {"letters": ["a", "l"]}: at least one
    EXPERIENCE = "experience", _("mesi di esperienza su un tema")  # {"theme": code, "months": 24}
    DOCUMENT = "document", _("documento")  # {"slot": code}
    JUDGED = "judged", _("giudicato da una persona")  # {}


class Requirement(Part):
    """Requisito, as data: what `screening.rules` checks, or what a person judges."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="requirements")
    code = models.SlugField(max_length=40)
    kind = models.CharField(_("tipo"), max_length=20, choices=RequirementKind)
    parameters = models.JSONField(default=dict, blank=True)
    text = models.CharField(_("requisito"), max_length=300)
    # soccorso istruttorio, L. 241/1990 art. 6, co. 1, lett. b
    remediable = models.BooleanField(_("si può integrare"), default=False)

    class Meta(Part.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "code"],
                condition=Q(retired_by=None),
                name="requirement_code_once",
            )
        ]

    def __str__(self) -> str:
        return self.text


class QuestionKind(models.TextChoices):
    SHORT = "short", _("testo breve")
    LONG = "long", _("testo")
    ONE = "one", _("una scelta")
    MANY = "many", _("più scelte")
    EXPERIENCES = "experiences", _("tabella delle esperienze")


class FormQuestion(Part):
    """Domanda del modulo, shown to everybody before they register."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="questions")
    code = models.SlugField(max_length=40)
    kind = models.CharField(_("tipo"), max_length=20, choices=QuestionKind)
    label = models.CharField(_("domanda"), max_length=300)
    hint = models.CharField(_("aiuto"), max_length=300, blank=True)
    options = ArrayField(
        models.CharField(max_length=200), default=list, blank=True, verbose_name=_("scelte")
    )
    required = models.BooleanField(_("obbligatoria"), default=True)
    max_length = models.PositiveIntegerField(_("battute al massimo"), null=True, blank=True)

    class Meta(Part.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "code"],
                condition=Q(retired_by=None),
                name="form_question_code_once",
            )
        ]

    def __str__(self) -> str:
        return self.label


class DocumentSlot(Part):
    """Documento da allegare: its name in the form, and whether it may be missing."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="document_slots")
    code = models.SlugField(max_length=40)
    label = models.CharField(_("documento"), max_length=200)
    hint = models.CharField(_("aiuto"), max_length=300, blank=True)
    required = models.BooleanField(_("obbligatorio"), default=True)

    class Meta(Part.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "code"],
                condition=Q(retired_by=None),
                name="document_slot_code_once",
            )
        ]

    def __str__(self) -> str:
        return self.label
