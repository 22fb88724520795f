from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trama.accounts.models import User
from trama.core.ids import new_uid
from trama.core.models import Record
from trama.ledger.models import Document


class RawMessage(models.Model):
    """A message exactly as it came, stored before anybody tries to understand it.

    The bytes lie in the document store under their SHA-256: the same message twice is one.
    """

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField()
    source = models.CharField(max_length=200)  # the mailbox or the command that brought it
    received_at = models.DateTimeField()
    # Another copy of a message that is already here: it needs no reading of its own.
    duplicate_of = models.ForeignKey(
        "IncomingMessage", models.PROTECT, null=True, related_name="copies"
    )

    class Meta:
        indexes = [
            # What a crash left unread; `message` is looked up by its own unique index.
            models.Index(
                fields=["received_at"],
                condition=Q(duplicate_of=None),
                name="raw_message_to_read",
            )
        ]

    def __str__(self) -> str:
        return self.sha256


class MessageKind(models.TextChoices):
    """The envelope's own word (RFC 6109)."""

    CERTIFIED = "posta-certificata", _("messaggio di posta certificata")
    ACCEPTANCE = "accettazione", _("ricevuta di accettazione")
    TAKEN_IN_CHARGE = "presa-in-carico", _("ricevuta di presa in carico")
    DELIVERY = "avvenuta-consegna", _("ricevuta di avvenuta consegna")
    DELIVERY_ERROR = "errore-consegna", _("avviso di mancata consegna")
    DELIVERY_WARNING = "preavviso-errore-consegna", _("preavviso di mancata consegna")
    NOT_ACCEPTED = "non-accettazione", _("avviso di non accettazione")
    VIRUS = "rilevazione-virus", _("avviso di virus")
    ANOMALY = "anomalia", _("busta di anomalia")
    ORDINARY = "ordinaria", _("posta ordinaria")


class SignatureState(models.TextChoices):
    TRUSTED = "trusted", _("firma valida, gestore riconosciuto")
    UNKNOWN_ISSUER = "unknown_issuer", _("firma di un gestore sconosciuto")
    EXPIRED = "expired", _("certificato scaduto al momento dell’invio")
    MISMATCH = "mismatch", _("mittente diverso da quello certificato")
    ALTERED = "altered", _("contenuto modificato dopo la firma")
    UNSIGNED = "unsigned", _("senza firma")
    UNREADABLE = "unreadable", _("firma illeggibile")


class MessageStatus(models.TextChoices):
    STORED = "stored", _("in lettura")
    RECEIVED = "received", _("collegato")
    LATE = "late", _("collegato, fuori termine")
    RECEIPT = "receipt", _("ricevuta")
    UNMATCHED = "unmatched", _("da collegare")
    HELD = "held", _("trattenuto")
    SET_ASIDE = "set_aside", _("messo da parte")


class IncomingMessage(Record):
    """What was understood of a raw message, and what became of it.

    UNMATCHED and HELD wait in the tray, with `reasons`, for a person; STORED waits for the program,
    which tries again. A second copy of the same message makes no row: it is answered as a duplicate
    of this one.
    """

    MOVES: ClassVar = {
        MessageStatus.STORED: {
            MessageStatus.RECEIVED,
            MessageStatus.LATE,
            MessageStatus.RECEIPT,
            MessageStatus.UNMATCHED,
            MessageStatus.HELD,
        },
        MessageStatus.UNMATCHED: {
            MessageStatus.RECEIVED,
            MessageStatus.LATE,
            MessageStatus.SET_ASIDE,
        },
        MessageStatus.HELD: {
            MessageStatus.RECEIVED,
            MessageStatus.LATE,
            MessageStatus.SET_ASIDE,
        },
    }

    status = models.CharField(max_length=30, choices=MessageStatus, default=MessageStatus.STORED)
    raw = models.OneToOneField(RawMessage, models.PROTECT, related_name="message")
    kind = models.CharField(max_length=30, choices=MessageKind)
    message_id = models.CharField(max_length=998, blank=True)
    identity = models.CharField(max_length=64, blank=True)  # of what is signed: see `rules`
    reference = models.CharField(max_length=998, blank=True)  # X-Riferimento-Message-ID
    signature = models.CharField(max_length=20, choices=SignatureState)
    # The four parts (integrity, chain, signer, sender), then notes and what could not be read:
    # {part, ok, sentence}.
    verdict = models.JSONField(default=list)
    accepted_at = models.DateTimeField(null=True)  # by the sender's provider (daticert)
    certified_at = models.DateTimeField(null=True)  # the instant that the notice says counts
    sender = models.CharField(max_length=320, blank=True)
    recipients = ArrayField(models.CharField(max_length=320), default=list)
    subject = models.CharField(max_length=998, blank=True)
    reasons = ArrayField(models.CharField(max_length=500), default=list)
    dossier_code = models.CharField(max_length=60, blank=True)
    outcome_label = models.CharField(max_length=100, blank=True)  # what it became…
    outcome_uid = models.UUIDField(null=True)  # …and which
    # What it encloses, once an office has opened it in the tray; the worker checks them.
    documents = models.ManyToManyField(Document, related_name="messages", blank=True)

    class Meta:
        verbose_name = _("messaggio ricevuto")
        constraints = [
            models.UniqueConstraint(
                # Two copies with different headers added on the way are still one message.
                fields=["identity"],
                condition=~Q(identity=""),
                name="incoming_message_once",
            )
        ]
        indexes = [
            # The tray: the few messages that wait for a person.
            models.Index(
                fields=["status", "id"],
                condition=Q(status__in=["stored", "unmatched", "held"]),
                name="incoming_message_tray",
            )
        ]

    def __str__(self) -> str:
        return str(self.uid)

    @property
    def dossier(self) -> str:
        return self.dossier_code


class OutgoingStatus(models.TextChoices):
    QUEUED = "queued", _("in partenza")
    SENT = "sent", _("consegnata al server di posta")
    FAILED = "failed", _("non partita")


class OutgoingMessage(Record):
    """An e-mail the platform owes to somebody: text and HTML, as it will be sent.

    Once it is sent the secret addresses in it (signed links, access) are blotted out.
    """

    MOVES: ClassVar = {
        OutgoingStatus.QUEUED: {OutgoingStatus.SENT, OutgoingStatus.FAILED},
        OutgoingStatus.FAILED: {OutgoingStatus.QUEUED},
    }

    status = models.CharField(max_length=30, choices=OutgoingStatus, default=OutgoingStatus.QUEUED)
    purpose = models.CharField(max_length=60)
    recipient = models.CharField(max_length=320)
    language = models.CharField(max_length=5, default="it")
    subject = models.CharField(max_length=300)
    text = models.TextField()
    html = models.TextField(blank=True)
    calendar = models.TextField(blank=True)  # an iCalendar file that goes with it
    message_id = models.CharField(max_length=300, unique=True)
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True)
    dossier_code = models.CharField(max_length=60, blank=True)

    class Meta:
        verbose_name = _("messaggio inviato")
        indexes = [
            # The few that an office must look at.
            models.Index(
                fields=["-id"], condition=Q(status="failed"), name="outgoing_message_failed"
            )
        ]

    def __str__(self) -> str:
        return str(self.uid)

    @property
    def dossier(self) -> str:
        return self.dossier_code


class SignedLink(models.Model):
    """A link for one purpose, bound to an addressee and a version of an object.

    Only a keyed hash of its secret is stored. Opening it changes nothing: it is exchanged for a
    short session and a clean address; the act itself is a POST.
    """

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    purpose = models.CharField(max_length=60)
    token_hash = models.CharField(max_length=64, unique=True)
    addressee = models.EmailField()
    user = models.ForeignKey(User, models.PROTECT, null=True)
    object_label = models.CharField(max_length=100)
    object_uid = models.UUIDField()
    object_version = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)  # the act was done

    def __str__(self) -> str:
        return f"{self.purpose} {self.uid}"
