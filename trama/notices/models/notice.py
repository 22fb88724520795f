from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from trama.accounts.models import Office, User
from trama.accounts.queries import duties_of
from trama.core.models import Record
from trama.ledger.models import AdministrativeAct
from trama.programming.models import ProgrammingAct, Strand


class NoticeType(models.TextChoices):
    COPROGRAMMING = "COPROGRAMMING", _("co-programmazione")
    CODESIGN = "CODESIGN", _("co-progettazione")
    ACCREDITATION = "ACCREDITATION", _("accreditamento")
    ART56_CONVENTION = "ART56_CONVENTION", _("convenzione, art. 56")
    EOI = "EOI", _("manifestazione di interesse")


class NoticeStatus(models.TextChoices):
    DRAFT = "draft", _("bozza")
    LEGAL_CHECK = "legal_check", _("controllo legale")
    ADOPTED = "adopted", _("adottato")
    PUBLISHED = "published", _("pubblicato")
    CLOSED = "closed", _("chiuso")
    SCREENING = "screening", _("in istruttoria")
    TABLES = "tables", _("ai tavoli")
    EVALUATION = "evaluation", _("in valutazione")
    CONCLUDED = "concluded", _("concluso")
    SUSPENDED = "suspended", _("sospeso")
    REVOKED = "revoked", _("revocato")
    VOID_NO_APPLICANTS = "void_no_applicants", _("senza domande")
    MERGED = "merged", _("rettifica adottata")
    DROPPED = "dropped", _("rettifica abbandonata")
    ANNULLED_BY_COURT = "annulled_by_court", _("annullato dal giudice")


class PecInstant(models.TextChoices):
    """Which certified instant counts for a PEC: the notice must say it (R-NOT-11)."""

    ACCEPTED = "accepted", _("ricevuta di accettazione")
    DELIVERED = "delivered", _("ricevuta di avvenuta consegna")


class Channel(models.TextChoices):
    WEB = "web", _("su questo sito")
    PEC = "pec", _("per PEC")


class SigningMode(models.TextChoices):
    """How a web application becomes a valid istanza (CAD art. 65; R-APP-10)."""

    DIGITAL_IDENTITY = "digital_identity", _("accesso con SPID o CIE del rappresentante")
    SIGNED_FILE = "signed_file", _("PDF della domanda firmato digitalmente")
    HANDWRITTEN = "handwritten", _("PDF firmato a mano, con copia del documento d’identità")


class NoticeQuerySet(models.QuerySet["Notice"]):
    def public(self) -> Self:
        return self.filter(published_at__isnull=False, unpublished_at=None)

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Everybody sees what was published; an office also its own drafts."""
        offices = {office for office, _duty in duties_of(user)}
        return self.filter(
            Q(published_at__isnull=False, unpublished_at=None) | Q(office__in=offices)
        )


class Notice(Record):
    """Avviso pubblico (CTS art. 55; DM 72/2021). Open or closed is computed from the window."""

    MOVES: ClassVar = {
        NoticeStatus.DRAFT: {NoticeStatus.LEGAL_CHECK, NoticeStatus.DROPPED},
        NoticeStatus.LEGAL_CHECK: {
            NoticeStatus.DRAFT,
            NoticeStatus.ADOPTED,
            NoticeStatus.MERGED,
            NoticeStatus.DROPPED,
        },
        NoticeStatus.ADOPTED: {NoticeStatus.PUBLISHED, NoticeStatus.REVOKED},
        NoticeStatus.PUBLISHED: {
            NoticeStatus.CLOSED,
            NoticeStatus.SUSPENDED,
            NoticeStatus.REVOKED,
            NoticeStatus.ANNULLED_BY_COURT,
        },
        NoticeStatus.SUSPENDED: {
            NoticeStatus.PUBLISHED,
            NoticeStatus.REVOKED,
            NoticeStatus.ANNULLED_BY_COURT,
        },
        NoticeStatus.CLOSED: {
            NoticeStatus.SCREENING,
            NoticeStatus.VOID_NO_APPLICANTS,
            NoticeStatus.REVOKED,
            NoticeStatus.ANNULLED_BY_COURT,
        },
        NoticeStatus.SCREENING: {
            NoticeStatus.TABLES,
            NoticeStatus.EVALUATION,
            NoticeStatus.REVOKED,
            NoticeStatus.ANNULLED_BY_COURT,
        },
        NoticeStatus.TABLES: {NoticeStatus.CONCLUDED, NoticeStatus.ANNULLED_BY_COURT},
        NoticeStatus.EVALUATION: {NoticeStatus.TABLES, NoticeStatus.ANNULLED_BY_COURT},
        NoticeStatus.CONCLUDED: {NoticeStatus.ANNULLED_BY_COURT},
    }

    code = models.SlugField(_("codice"), unique=True, max_length=60)
    status = models.CharField(max_length=30, choices=NoticeStatus, default=NoticeStatus.DRAFT)
    type = models.CharField(
        _("tipo"), max_length=20, choices=NoticeType, default=NoticeType.COPROGRAMMING
    )
    title = models.CharField(_("titolo"), max_length=200)
    short_title = models.CharField(_("titolo breve"), max_length=80, blank=True)
    summary = models.TextField(_("in breve"), blank=True)
    strand = models.ForeignKey(
        Strand, models.PROTECT, null=True, blank=True, verbose_name=_("filone")
    )
    programming_acts = models.ManyToManyField(ProgrammingAct, blank=True)
    art5_letters = ArrayField(
        models.CharField(max_length=1), default=list, blank=True, verbose_name=_("oggetto, art. 5")
    )

    office = models.ForeignKey(Office, models.PROTECT, related_name="notices")
    officer = models.ForeignKey(  # responsabile del procedimento, L. 241/1990 arts. 5-6
        User, models.PROTECT, null=True, blank=True, related_name="notices_run"
    )
    contact = models.CharField(_("chi risponde e quando"), max_length=300, blank=True)
    act = models.ForeignKey(
        AdministrativeAct, models.PROTECT, null=True, blank=True, related_name="notices"
    )
    closing_act = models.ForeignKey(
        AdministrativeAct, models.PROTECT, null=True, blank=True, related_name="notices_concluded"
    )
    # The notice that this draft would amend: such a draft is never published by itself.
    amends = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="proposals"
    )
    cup = models.CharField(_("CUP"), max_length=15, blank=True)

    channels = ArrayField(
        models.CharField(max_length=10, choices=Channel), default=list, blank=True
    )
    signing_modes = ArrayField(
        models.CharField(max_length=20, choices=SigningMode), default=list, blank=True
    )
    pec_address = models.EmailField(_("PEC a cui scrivere"), blank=True)
    pec_instant = models.CharField(
        _("per la PEC conta"), max_length=10, choices=PecInstant, blank=True
    )

    opens_at = models.DateTimeField(_("si apre"), null=True, blank=True)
    closes_at = models.DateTimeField(_("scade"), null=True, blank=True)
    # The last day of a suspension, included (L. 241/1990, art. 21-quater).
    suspended_until = models.DateField(null=True, editable=False)
    questions_until = models.DateTimeField(_("quesiti fino a"), null=True, blank=True)
    answer_days = models.PositiveSmallIntegerField(  # L. 241/1990, art. 2
        _("giorni per concludere"), default=30
    )

    # Reasons that answer the linter: why so short a window, why no programming act.
    urgency_reason = models.TextField(_("perché una finestra breve"), blank=True)
    programming_reason = models.TextField(_("perché senza atto di programmazione"), blank=True)
    # Counts the edits of the notice and of its parts: of two open tabs, the second is told.
    version = models.PositiveIntegerField(default=0, editable=False)
    # The last amendment's: what came before it may have been written for another text.
    amended_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(editable=False)
    published_at = models.DateTimeField(null=True, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)  # effective: the deadline itself
    unpublished_at = models.DateTimeField(null=True, editable=False)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("avviso")
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at=None) | Q(opens_at=None) | Q(closes_at__gt=F("opens_at")),
                name="notice_closes_after_it_opens",
                violation_error_message=_("La scadenza viene prima dell’apertura."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "legal_check", "dropped"])
                | Q(act__isnull=False, closes_at__isnull=False, officer__isnull=False),
                name="notice_adopted_by_an_act",
            ),
            models.CheckConstraint(
                condition=Q(amends=None) | Q(published_at=None),
                name="notice_that_amends_stays_unpublished",
            ),
            models.UniqueConstraint(
                fields=["amends"],
                condition=Q(status__in=["draft", "legal_check"]),
                name="notice_amended_by_one_draft_at_a_time",
                violation_error_message=_("C’è già una rettifica in preparazione."),
            ),
        ]
        indexes = [
            # The closing job looks for the few notices whose window has ended.
            models.Index(
                fields=["closes_at"],
                condition=Q(status="published"),
                name="notice_to_close",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def dossier(self) -> str:
        return self.code

    @property
    def name(self) -> str:
        """What one says for short."""
        return self.short_title or self.title
