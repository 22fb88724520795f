from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from trama.accounts.models import User
from trama.core.ids import new_uid
from trama.core.models import Record
from trama.ledger.models import Document, RegistryEntry
from trama.mailbox.models import IncomingMessage
from trama.notices.models import Channel, DocumentSlot, FormQuestion, Notice
from trama.organizations.models import Organization
from trama.organizations.queries import bodies_of
from trama.programming.models import Theme


class ApplicationStatus(models.TextChoices):
    DRAFT = "draft", _("bozza")
    SUBMITTED = "submitted", _("presentata")
    LATE = "late", _("tardiva")
    WITHDRAWN = "withdrawn", _("ritirata")
    SUPERSEDED = "superseded", _("sostituita")


class ApplicationBasis(models.TextChoices):
    """Why the application is a valid istanza (CAD art. 65; R-APP-10)."""

    DIGITAL_IDENTITY = "digital_identity", _("presentata con identità digitale")
    SIGNED_FILE = "signed_file", _("PDF firmato digitalmente, allegato")
    HANDWRITTEN = "handwritten", _("PDF firmato a mano con documento d’identità, allegati")
    OWN_PEC = "own_pec", _("inviata dalla PEC dell’ente")
    OTHER_PEC = "other_pec", _("inviata da un’altra PEC")  # a person judges it


class DeclarationCode(models.TextChoices):
    """What the representative declares when sending; the words are in `rules.DECLARATIONS`."""

    TRUTH = "truth", _("dichiarazioni sostitutive")  # DPR 445/2000 arts 46, 47, 76
    IP_RELEASE = "ip_release", _("liberatoria sulle proposte")  # DM 72/2021
    PRIVACY = "privacy", _("informativa sui dati personali")


class ApplicationQuerySet(models.QuerySet["Application"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Its own body's people, no one else: what the office may open is screening's to say."""
        return self.filter(organization__in=bodies_of(user))

    def received(self) -> Self:
        """Arrived and standing, the late ones too: of these the office counts, then opens."""
        return self.filter(status__in=[ApplicationStatus.SUBMITTED, ApplicationStatus.LATE])


class Application(Record):
    """Istanza di partecipazione: one body's answer to one notice."""

    MOVES: ClassVar = {
        # By certified mail an application may be read after a later one of the same body: the last
        # within the term prevails, so it arrives already superseded.
        ApplicationStatus.DRAFT: {
            ApplicationStatus.SUBMITTED,
            ApplicationStatus.LATE,
            ApplicationStatus.SUPERSEDED,
        },
        ApplicationStatus.SUBMITTED: {ApplicationStatus.WITHDRAWN, ApplicationStatus.SUPERSEDED},
        ApplicationStatus.LATE: {ApplicationStatus.WITHDRAWN},
    }

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="applications")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="applications")
    status = models.CharField(
        max_length=30, choices=ApplicationStatus, default=ApplicationStatus.DRAFT
    )
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.WEB)
    basis = models.CharField(max_length=20, choices=ApplicationBasis, blank=True)
    created_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(editable=False)
    changed_at = models.DateTimeField(editable=False)
    submitted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    presented_at = models.DateTimeField(null=True, editable=False)
    # Confirmed, on a text that an amendment has changed since.
    confirmed_at = models.DateTimeField(null=True, editable=False)
    arrived_at = models.DateTimeField(null=True, editable=False)  # the proxy's word, as evidence
    message = models.OneToOneField(
        IncomingMessage, models.PROTECT, null=True, related_name="application"
    )
    entry = models.OneToOneField(RegistryEntry, models.PROTECT, null=True)
    digest = models.CharField(max_length=64, blank=True)  # SHA-256 of what froze
    declarations = ArrayField(
        models.CharField(max_length=20, choices=DeclarationCode), default=list, blank=True
    )
    # The PDF to sign, and the SHA-256 of the answers printed on it. A digest without a PDF: the
    # worker is preparing it. Answers changed since then have another digest.
    form = models.OneToOneField(
        Document, models.PROTECT, null=True, blank=True, related_name="application_form"
    )
    form_digest = models.CharField(max_length=64, blank=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("istanza")
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "organization", "status"],
                # A certified mail is a draft only within its own transaction.
                condition=Q(status="draft", channel="web") | Q(status="submitted"),
                name="application_one_draft_one_standing",
                violation_error_message=_("L’ente ha già un’istanza per questo avviso."),
            ),
            models.CheckConstraint(
                condition=Q(status="draft", presented_at=None)
                | ~Q(status="draft") & Q(presented_at__isnull=False),
                name="application_presented_at_unless_draft",
            ),
            models.CheckConstraint(
                condition=Q(status="draft") | Q(entry__isnull=False),
                name="application_registered_unless_draft",
            ),
        ]
        indexes = [
            # The officer's list and its count: what was received for a notice, in order.
            models.Index(
                fields=["notice", "presented_at", "id"],
                condition=Q(status__in=["submitted", "late"]),
                name="application_received",
            )
        ]

    def __str__(self) -> str:
        return str(self.uid)

    @property
    def dossier(self) -> str:
        return self.notice.code


class Answer(models.Model):
    """The answer to one question of the notice; a trigger freezes it with its application."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="answers")
    question = models.ForeignKey(FormQuestion, models.PROTECT, related_name="+")
    text = models.TextField(blank=True)
    choices = ArrayField(models.CharField(max_length=200), default=list, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "question"], name="answer_one_each")
        ]

    def __str__(self) -> str:
        return f"{self.application_id}/{self.question_id}"


class Experience(models.Model):
    """Esperienza dichiarata: a project on a theme, from a month to a month (both included).

    Days are stored: the first of the first month, the last of the last; an open end is today's.
    """

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    application = models.ForeignKey(Application, models.CASCADE, related_name="experiences")
    theme = models.ForeignKey(Theme, models.PROTECT, verbose_name=_("tema"))
    title = models.CharField(_("progetto o servizio"), max_length=200)
    partner = models.CharField(_("con chi, o per chi"), max_length=200, blank=True)
    started_on = models.DateField(_("dal"))
    ended_on = models.DateField(_("al"), null=True, blank=True)

    class Meta:
        ordering = ["started_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")),
                name="experience_ends_after_it_starts",
                violation_error_message=_("L’esperienza finisce prima di cominciare."),
            )
        ]

    def __str__(self) -> str:
        return self.title


class AttachmentPurpose(models.TextChoices):
    SLOT = "slot", _("documento richiesto")
    SIGNED_FORM = "signed_form", _("domanda firmata")
    IDENTITY = "identity", _("documento d’identità")
    MAIL = "mail", _("allegato alla PEC")


class Attachment(models.Model):
    """A document given with an application; a trigger freezes it with its application."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="attachments")
    document = models.OneToOneField(Document, models.PROTECT, related_name="attachment")
    purpose = models.CharField(
        max_length=20, choices=AttachmentPurpose, default=AttachmentPurpose.SLOT
    )
    slot = models.ForeignKey(DocumentSlot, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(purpose="slot", slot__isnull=False) | ~Q(purpose="slot") & Q(slot=None),
                name="attachment_slot_when_asked",
            )
        ]

    def __str__(self) -> str:
        return str(self.document_id)
