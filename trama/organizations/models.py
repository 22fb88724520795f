from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from trama.accounts.models import OfficeDuty, User
from trama.accounts.queries import current, holds
from trama.core.ids import new_uid
from trama.core.models import Record
from trama.core.text import ItalianSearch, NameKey
from trama.ledger.models import Document


class LegalType(models.TextChoices):
    """Forma giuridica (CTS arts. 4 and 46); what is not known is a value of its own."""

    UNKNOWN = "UNKNOWN", _("non nota")
    ODV = "ODV", _("organizzazione di volontariato")
    APS = "APS", _("associazione di promozione sociale")
    PHILANTHROPIC = "ENTE_FILANTROPICO", _("ente filantropico")
    SOCIAL_ENTERPRISE = "IMPRESA_SOCIALE", _("impresa sociale")
    SOCIAL_COOPERATIVE = "COOP_SOCIALE", _("cooperativa sociale")
    SOCIAL_CONSORTIUM = "CONSORZIO_SOCIALE", _("consorzio di cooperative sociali")
    NETWORK = "RETE_ASSOCIATIVA", _("rete associativa")
    MUTUAL_AID = "SOMS", _("società di mutuo soccorso")
    OTHER_ETS = "ALTRO_ETS", _("altro ente del Terzo settore")
    RELIGIOUS_BRANCH = "ENTE_RELIGIOSO_RAMO_ETS", _("ramo ETS di ente religioso")
    ONLUS = "ONLUS_TRANS", _("ONLUS (regime transitorio)")
    PARISH = "PARROCCHIA", _("parrocchia")
    INFORMAL = "COMITATO_INFORMALE", _("comitato o gruppo informale")
    SCHOOL = "SCUOLA", _("scuola")
    GRANT_MAKER = "FONDAZIONE_EROGATRICE", _("fondazione erogatrice")
    PUBLIC_BODY = "ENTE_PUBBLICO", _("ente pubblico")


class RuntsSection(models.TextChoices):
    """Sezione del RUNTS (CTS art. 46)."""

    A = "a", _("a) organizzazioni di volontariato")
    B = "b", _("b) associazioni di promozione sociale")
    C = "c", _("c) enti filantropici")
    D = "d", _("d) imprese sociali, incluse le cooperative sociali")
    E = "e", _("e) reti associative")
    F = "f", _("f) società di mutuo soccorso")
    G = "g", _("g) altri enti del Terzo settore")


class Art5Activity(models.TextChoices):
    """Attività di interesse generale (CTS art. 5, co. 1), by letter, abridged."""

    A = "a", _("a) interventi e servizi sociali")
    B = "b", _("b) prestazioni sanitarie")
    C = "c", _("c) prestazioni socio-sanitarie")
    D = "d", _("d) educazione, istruzione, formazione, cultura educativa")
    E = "e", _("e) ambiente e animali")
    F = "f", _("f) patrimonio culturale e paesaggio")
    G = "g", _("g) formazione universitaria")
    H = "h", _("h) ricerca di interesse sociale")
    I = "i", _("i) attività culturali, artistiche, ricreative")  # noqa: E741  # the law's letter
    J = "j", _("j) radio comunitarie")
    K = "k", _("k) turismo sociale")
    L = "l", _("l) formazione extra-scolastica, contro la povertà educativa")
    M = "m", _("m) servizi agli enti del Terzo settore")
    N = "n", _("n) cooperazione allo sviluppo")
    O = "o", _("o) commercio equo e solidale")  # noqa: E741  # the law's letter
    P = "p", _("p) inserimento nel lavoro")
    Q = "q", _("q) alloggio sociale e residenza temporanea")
    R = "r", _("r) accoglienza e integrazione dei migranti")
    S = "s", _("s) agricoltura sociale")
    T = "t", _("t) sport dilettantistico")
    U = "u", _("u) beneficenza, distribuzione di cibo e beni")
    V = "v", _("v) legalità, pace, difesa non armata")
    W = "w", _("w) diritti, pari opportunità, aiuto reciproco")
    X = "x", _("x) adozione internazionale")
    Y = "y", _("y) protezione civile")
    Z = "z", _("z) riuso di beni pubblici o confiscati")


class OrganizationStatus(models.TextChoices):
    LISTED = "listed", _("da un elenco")  # imported: nobody of the body has seen it yet
    ACTIVE = "active", _("curata dall’ente")
    CLOSED = "closed", _("non più attivo")


class OrganizationQuerySet(models.QuerySet["Organization"]):
    def public(self) -> Self:
        """The register is public; bodies that closed are found by their own address only."""
        return self.exclude(status=OrganizationStatus.CLOSED)


class Organization(Record):
    """Ente: a body of the Third Sector, or one that works with them.

    Only the name is required: completeness is asked by the act that needs it.
    """

    MOVES: ClassVar = {
        OrganizationStatus.LISTED: {OrganizationStatus.ACTIVE, OrganizationStatus.CLOSED},
        OrganizationStatus.ACTIVE: {OrganizationStatus.CLOSED},
    }

    status = models.CharField(
        max_length=30, choices=OrganizationStatus, default=OrganizationStatus.LISTED
    )
    name = models.CharField(_("denominazione"), max_length=300)
    legal_type = models.CharField(
        _("forma giuridica"), max_length=30, choices=LegalType, default=LegalType.UNKNOWN
    )
    # Of the body: 11 digits, now and then 16 characters for a body registered as a person's.
    codice_fiscale = models.CharField(
        _("codice fiscale"), max_length=16, null=True, blank=True, unique=True
    )
    vat = models.CharField(_("partita IVA"), max_length=11, blank=True)
    runts_number = models.CharField(_("numero RUNTS"), max_length=20, blank=True)
    runts_section = models.CharField(
        _("sezione RUNTS"), max_length=1, choices=RuntsSection, blank=True
    )
    runts_enrolled_on = models.DateField(_("iscritto al RUNTS dal"), null=True, blank=True)
    runts_ended_on = models.DateField(_("cancellato dal RUNTS il"), null=True, blank=True)
    art5_letters = ArrayField(
        models.CharField(max_length=1), default=list, blank=True, verbose_name=_("attività, art. 5")
    )
    founded_on = models.DateField(_("costituito il"), null=True, blank=True)
    address = models.CharField(_("indirizzo della sede"), max_length=200, blank=True)
    city = models.CharField(_("Comune"), max_length=100, blank=True)
    pec = models.EmailField(_("PEC"), blank=True)
    # Whoever reads that mailbox said it is the body's; None: written by somebody, not proven.
    pec_confirmed_at = models.DateTimeField(null=True, editable=False)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telefono"), max_length=40, blank=True)
    website = models.URLField(_("sito"), blank=True)
    staff_count = models.PositiveIntegerField(_("persone retribuite"), null=True, blank=True)
    volunteer_count = models.PositiveIntegerField(_("volontari"), null=True, blank=True)
    source = models.CharField(max_length=200, blank=True)  # the list a row came from
    # The card's last change; it also tells whether two people are editing the same card.
    updated_at = models.DateTimeField(null=True, editable=False)
    # False: its name is still to be compared with the others' (a job does it).
    compared = models.BooleanField(default=False, editable=False)

    name_key = models.GeneratedField(
        expression=NameKey(F("name")),
        output_field=models.CharField(max_length=300),
        db_persist=True,
    )
    search = models.GeneratedField(
        expression=ItalianSearch(F("name")), output_field=SearchVectorField(), db_persist=True
    )

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = _("ente")
        constraints = [
            models.CheckConstraint(
                condition=~Q(name=""),
                name="organization_has_a_name",
                violation_error_message=_("Scrivi la denominazione dell’ente."),
            ),
            models.CheckConstraint(
                condition=~Q(codice_fiscale=""),
                name="organization_cf_unknown_is_null",
            ),
            models.UniqueConstraint(
                # Whoever only writes another's PEC does not keep it from its owner.
                fields=["pec"],
                condition=~Q(pec="") & Q(pec_confirmed_at__isnull=False),
                name="organization_pec_of_one_body",
                violation_error_message=_("Questa PEC è già di un altro ente."),
            ),
            models.CheckConstraint(
                condition=Q(runts_ended_on=None) | Q(runts_ended_on__gte=F("runts_enrolled_on")),
                name="organization_runts_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(art5_letters__contained_by=list(Art5Activity.values)),
                name="organization_art5_letters_of_the_law",
                violation_error_message=_("L’art. 5 non ha questa lettera."),
            ),
        ]
        indexes = [
            GinIndex(fields=["search"], name="organization_search"),
            GinIndex(fields=["name_key"], opclasses=["gin_trgm_ops"], name="organization_near"),
            # The public list, in order and counted, without opening the table.
            models.Index(
                fields=["name_key", "id"],
                condition=~Q(status="closed"),
                name="organization_by_name",
            ),
            models.Index(NameKey("city"), name="organization_by_city"),
            GinIndex(fields=["art5_letters"], name="organization_by_activity"),
            # Empty but after an import: what the comparing job has to do.
            models.Index(
                fields=["id"], condition=Q(compared=False), name="organization_uncompared"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def proven_pec(self) -> str:
        """The PEC that is surely the body's: acts rest on this one; empty when none is."""
        return self.pec if self.pec_confirmed_at else ""


class MembershipStatus(models.TextChoices):
    REQUESTED = "requested", _("da confermare")
    ACTIVE = "active", _("attivo")
    REFUSED = "refused", _("non confermato")
    ENDED = "ended", _("terminato")


class MembershipDuty(models.TextChoices):
    LEGAL_REPRESENTATIVE = "legal_rep", _("rappresentante legale")
    OPERATOR = "operator", _("operatore")


class MembershipQuerySet(models.QuerySet["Membership"]):
    def in_force(self) -> Self:
        """Confirmed, and today between their first and last day."""
        return self.filter(current(), status=MembershipStatus.ACTIVE)

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """One's own; of one's body, to its legal representative; all, to a steward."""
        if not isinstance(user, User):
            return self.none()
        if holds(user, OfficeDuty.STEWARD):
            return self
        represented = Membership.objects.in_force().filter(
            user=user, duty=MembershipDuty.LEGAL_REPRESENTATIVE
        )
        return self.filter(Q(user=user) | Q(organization__in=represented.values("organization")))


class Membership(Record):
    """Ruolo di una persona in un ente, from a day to a day (both included).

    A legal representative is confirmed by the office's steward or by a digital identity; an
    operator by a legal representative.
    """

    MOVES: ClassVar = {
        MembershipStatus.REQUESTED: {MembershipStatus.ACTIVE, MembershipStatus.REFUSED},
        MembershipStatus.ACTIVE: {MembershipStatus.ENDED},
    }

    status = models.CharField(
        max_length=30, choices=MembershipStatus, default=MembershipStatus.REQUESTED
    )
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="memberships")
    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    duty = models.CharField(max_length=20, choices=MembershipDuty)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)  # what proves the power to represent
    answer = models.CharField(max_length=500, blank=True)  # why it was not confirmed
    confirmed_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="memberships_confirmed"
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("ruolo in un ente")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "user", "duty"],
                condition=Q(status__in=["requested", "active"]),
                name="membership_once",
                violation_error_message=_("Il ruolo è già richiesto o attivo."),
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")),
                name="membership_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_duty_display()} · {self.organization}"


class NearNames(models.Model):
    """Two bodies whose names are near: a person said whether they are the same."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    first = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    second = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    distinct = models.BooleanField(null=True)  # None: nobody has looked yet
    judged_by = models.ForeignKey(User, models.PROTECT, null=True)
    judged_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="near_names_pair_once"),
            models.CheckConstraint(
                condition=Q(first__lt=F("second")), name="near_names_pair_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first} ~ {self.second}"


class ListImportStatus(models.TextChoices):
    RECEIVED = "received", _("in lettura")
    CHECKED = "checked", _("da confermare")
    CONFIRMED = "confirmed", _("in esecuzione")
    APPLIED = "applied", _("fatta")
    UNREADABLE = "unreadable", _("non si legge")


class ListImport(Record):
    """Importazione: a list of bodies brought into the register, and what became of each row."""

    MOVES: ClassVar = {
        ListImportStatus.RECEIVED: {ListImportStatus.CHECKED, ListImportStatus.UNREADABLE},
        ListImportStatus.CHECKED: {ListImportStatus.CONFIRMED},
        ListImportStatus.CONFIRMED: {ListImportStatus.APPLIED, ListImportStatus.UNREADABLE},
    }

    status = models.CharField(
        max_length=30, choices=ListImportStatus, default=ListImportStatus.RECEIVED
    )
    name = models.CharField(max_length=255)
    source = models.CharField(_("da dove viene l’elenco"), max_length=200)
    sheet = models.CharField(_("foglio"), max_length=100, blank=True)
    sha256 = models.CharField(max_length=64)
    document = models.ForeignKey(Document, models.PROTECT, null=True)  # None: a command read it
    asked_by = models.ForeignKey(User, models.PROTECT, null=True)
    asked_at = models.DateTimeField()
    problem = models.CharField(max_length=500, blank=True)
    # Counts, rows refused and rows to look at: of the dry run first, then of the real one.
    report = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("importazione")
        indexes = [models.Index(fields=["-asked_at"], name="list_import_latest")]

    def __str__(self) -> str:
        return self.name
