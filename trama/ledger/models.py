from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from trama.accounts.models import User
from trama.core.ids import new_uid
from trama.core.models import Record


class Event(models.Model):
    """One act, for ever: a trigger refuses to change, delete or truncate it.

    It names records by key and people by number, with no foreign key: it outlives them all.
    """

    uuid = models.UUIDField(primary_key=True, default=new_uid, editable=False)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    dossier = models.CharField(max_length=60, blank=True)
    subject_label = models.CharField(max_length=100)
    subject_id = models.CharField(max_length=64)
    verb = models.CharField(max_length=50)
    actor_id = models.BigIntegerField(null=True)
    commitment = models.CharField(max_length=64)

    class Meta:
        indexes = [
            # The history of one record, in order, on that record's page.
            models.Index(fields=["subject_label", "subject_id", "occurred_at"]),
            # The timeline of one procedure, without the thousands of acts on its applications;
            # acts that belong to no procedure are not in it.
            models.Index(
                fields=["dossier", "subject_label", "occurred_at"],
                condition=~Q(dossier=""),
                name="event_of_a_dossier",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_label} {self.subject_id}"


class Opening(models.Model):
    """What opens a commitment. It may be discarded: the event stays, sealed and mute."""

    event = models.OneToOneField(Event, models.PROTECT, primary_key=True, related_name="opening")
    salt = models.BinaryField(max_length=32)
    payload = models.TextField()  # JSON to the byte (RFC 8785): it is what was hashed

    def __str__(self) -> str:
        return str(self.event_id)


class RegisterCounter(models.Model):
    """The last number given in a register in a year: its row lock keeps the numbers gapless."""

    register = models.CharField(max_length=16)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["register", "year"], name="register_counter_once")
        ]

    def __str__(self) -> str:
        return f"{self.register} {self.year}: {self.last}"


def entry_label(number: int, year: int) -> str:
    """«0000123/2026», as people read it."""
    return f"{number:07d}/{year}"


class RegistryEntry(models.Model):
    """Numero di repertorio: ours, gapless, given in the transaction of the act it numbers."""

    register = models.CharField(max_length=16, default="REP")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    registered_at = models.DateTimeField()
    dossier = models.CharField(max_length=60, blank=True)
    subject_label = models.CharField(max_length=100)
    subject_id = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("numero di repertorio")
        constraints = [
            models.UniqueConstraint(
                fields=["register", "year", "number"], name="registry_number_once"
            ),
            models.UniqueConstraint(
                fields=["register", "subject_label", "subject_id"],
                name="registry_entry_once_each",
            ),
        ]

    def __str__(self) -> str:
        return entry_label(self.number, self.year)


class DocumentStatus(models.TextChoices):
    RECEIVED = "received", _("in controllo")
    CHECKED = "checked", _("controllato")
    REFUSED = "refused", _("non si apre")


class Document(Record):
    """A file as it was received: hostile until the worker has opened it under limits.

    The content lies in the document store under its SHA-256; the row says what it is.
    """

    MOVES: ClassVar = {
        DocumentStatus.RECEIVED: {DocumentStatus.CHECKED, DocumentStatus.REFUSED},
    }

    status = models.CharField(
        max_length=30, choices=DocumentStatus, default=DocumentStatus.RECEIVED
    )
    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    declared_type = models.CharField(max_length=120, blank=True)
    media_type = models.CharField(max_length=120, blank=True)  # by content, once checked
    problem = models.CharField(max_length=300, blank=True)  # why it was refused
    findings = models.JSONField(
        default=list, db_default=[], blank=True
    )  # codes of `rules.FINDINGS`
    page_count = models.PositiveIntegerField(null=True)
    text = models.TextField(blank=True)  # of what has no pages: a letter, an ODT, a message
    received_at = models.DateTimeField()
    received_from = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="documents_given"
    )
    dossier_code = models.CharField(max_length=60, blank=True)

    class Meta:
        verbose_name = _("documento")
        indexes = [models.Index(fields=["sha256"])]

    def __str__(self) -> str:
        return self.name

    @property
    def dossier(self) -> str:
        return self.dossier_code


class DocumentPage(models.Model):
    """A page of a checked document, as an image of our own making and the text it carries.

    The image (PNG) lies in the document store under its SHA-256; sizes are in pixels.
    """

    document = models.ForeignKey(Document, models.CASCADE, related_name="pages")
    number = models.PositiveSmallIntegerField()
    sha256 = models.CharField(max_length=64)
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    text = models.TextField(blank=True)  # what the page says, for who cannot see its picture

    class Meta:
        verbose_name = _("pagina")
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="document_page_once")
        ]

    def __str__(self) -> str:
        return f"{self.document_id}, {self.number}"


class ActKind(models.TextChoices):
    DD = "DD", _("determinazione dirigenziale")
    DGC = "DGC", _("deliberazione di Giunta")
    DCC = "DCC", _("deliberazione di Consiglio")
    ORDINANCE = "ORD", _("ordinanza")


class AdministrativeAct(models.Model):
    """Atto amministrativo: kind, number, date, organ; adopted outside, recorded here."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    kind = models.CharField(max_length=10, choices=ActKind, default=ActKind.DD)
    number = models.CharField(max_length=30)
    adopted_on = models.DateField()
    organ = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=300, blank=True)
    url = models.URLField(blank=True)
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True)

    class Meta:
        verbose_name = _("atto")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "number", "adopted_on"],
                name="administrative_act_once",
                violation_error_message=_("Questo atto è già registrato."),
            )
        ]

    def __str__(self) -> str:
        return _("%(kind)s %(number)s del %(day)s") % {
            "kind": self.get_kind_display(),
            "number": self.number,
            "day": f"{self.adopted_on:%d/%m/%Y}",
        }


class Duty(models.TextChoices):
    """What must be published of a co-programming, act by act, in order (DM 72/2021)."""

    DETERMINATION = "determination", _("Determina e responsabile")
    NOTICE = "notice", _("Avviso, moduli, documento preliminare")
    PANEL = "panel", _("Nomina del seggio")
    VERIFICATION_MINUTES = "verification_minutes", _("Verbali di verifica")
    ADMISSION_LIST = "admission_list", _("Elenco ammessi e non ammessi")
    TABLE_MINUTES = "table_minutes", _("Verbali dei tavoli")
    SYNTHESIS = "synthesis", _("Sintesi finale con i contributi")


class Publication(models.Model):
    """Registro delle pubblicazioni: what was made public, when, under which duty (DM 72/2021)."""

    dossier = models.CharField(max_length=60)
    duty = models.CharField(max_length=40)  # the item of the checklist that this satisfies
    title = models.CharField(max_length=300)
    act = models.ForeignKey(AdministrativeAct, models.PROTECT, null=True, blank=True)
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True)
    path = models.CharField(max_length=300, blank=True)  # the public page, from the site's root
    published_at = models.DateTimeField()

    class Meta:
        verbose_name = _("pubblicazione")
        indexes = [models.Index(fields=["dossier", "published_at"])]

    def __str__(self) -> str:
        return self.title
