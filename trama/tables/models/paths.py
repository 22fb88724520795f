"""The path: a co-programming procedure after the admission of bodies (DM 72/2021, §2)."""

from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trama.accounts.models import User
from trama.core.ids import new_uid
from trama.core.models import Record
from trama.ledger.models import AdministrativeAct
from trama.notices.models import Notice
from trama.organizations.models import Organization
from trama.programming.models import ProgrammingAct, Theme
from trama.territory.models import Zone


class PathStatus(models.TextChoices):
    OPENED = "opened", _("aperto")
    CALENDARISED = "calendarised", _("incontri in calendario")
    PRIORITISING = "prioritising", _("scelta delle priorità")
    SYNTHESIS_DRAFT = "synthesis_draft", _("bozza della sintesi")
    CONSULTATION = "consultation", _("consultazione sulla bozza")
    SYNTHESIS_FINAL = "synthesis_final", _("sintesi definitiva")
    RDP_REPORT = "rdp_report", _("relazione del responsabile")
    ACT_ADOPTED = "act_adopted", _("atto adottato")
    FEEDS_PLAN = "feeds_plan", _("nella programmazione")
    SUSPENDED = "suspended", _("sospeso")
    CLOSED_WITHOUT_ACT = "closed_without_act", _("chiuso senza atto")


UNDER_WAY = (
    PathStatus.OPENED,
    PathStatus.CALENDARISED,
    PathStatus.PRIORITISING,
    PathStatus.SYNTHESIS_DRAFT,
    PathStatus.CONSULTATION,
    PathStatus.SYNTHESIS_FINAL,
    PathStatus.RDP_REPORT,
)
_ASIDE = {PathStatus.SUSPENDED, PathStatus.CLOSED_WITHOUT_ACT}


class PathQuerySet(models.QuerySet["Path"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """A path is public from its opening: there is no secret one."""
        return self


class Path(Record):
    """Percorso di co-programmazione of the bodies admitted to a notice.

    Taking part gives no right, no pre-emption and no payment.
    """

    MOVES: ClassVar = {
        PathStatus.OPENED: {PathStatus.CALENDARISED, *_ASIDE},
        PathStatus.CALENDARISED: {PathStatus.PRIORITISING, PathStatus.SYNTHESIS_DRAFT, *_ASIDE},
        PathStatus.PRIORITISING: {PathStatus.CALENDARISED, PathStatus.SYNTHESIS_DRAFT, *_ASIDE},
        PathStatus.SYNTHESIS_DRAFT: {
            PathStatus.CALENDARISED,
            PathStatus.CONSULTATION,
            *_ASIDE,
        },
        PathStatus.CONSULTATION: {
            PathStatus.SYNTHESIS_DRAFT,
            PathStatus.SYNTHESIS_FINAL,
            *_ASIDE,
        },
        PathStatus.SYNTHESIS_FINAL: {PathStatus.RDP_REPORT, *_ASIDE},
        PathStatus.RDP_REPORT: {PathStatus.ACT_ADOPTED, *_ASIDE},
        PathStatus.ACT_ADOPTED: {PathStatus.FEEDS_PLAN},
        PathStatus.SUSPENDED: {*UNDER_WAY, PathStatus.CLOSED_WITHOUT_ACT},
    }

    status = models.CharField(max_length=30, choices=PathStatus, default=PathStatus.OPENED)
    notice = models.OneToOneField(Notice, models.PROTECT, related_name="path")
    title = models.CharField(_("titolo"), max_length=200)
    purpose = models.TextField(_("a che cosa serve"), max_length=4000, blank=True)
    opened_at = models.DateTimeField()
    suspended_from = models.CharField(max_length=30, choices=PathStatus, blank=True)
    suspended_at = models.DateTimeField(null=True)
    closing_reason = models.TextField(blank=True)
    # Terms of this path, in days (domain §2.6: minutes within 10, remarks for 5 working days).
    minutes_days = models.PositiveSmallIntegerField(_("giorni per il verbale"), default=10)
    remarks_days = models.PositiveSmallIntegerField(
        _("giorni lavorativi per le osservazioni"), default=5
    )
    act = models.ForeignKey(AdministrativeAct, models.PROTECT, null=True, related_name="+")
    programming_act = models.OneToOneField(
        ProgrammingAct, models.PROTECT, null=True, related_name="path"
    )

    objects = PathQuerySet.as_manager()

    class Meta:
        verbose_name = _("percorso")
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes_days__range=(1, 60), remarks_days__range=(1, 60)),
                name="path_terms_in_days",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def code(self) -> str:
        return self.notice.code

    @property
    def dossier(self) -> str:
        return self.notice.code


class ParticipantKind(models.TextChoices):
    ADMITTED = "admitted", _("ente ammesso")
    HEARD = "heard", _("sentito, non ammesso")
    OFFICE = "office", _("ufficio del Comune")


class BodySize(models.TextChoices):
    """How the private balance view groups who speaks."""

    SMALL = "small", _("ente piccolo")
    LARGE = "large", _("ente grande")
    OFFICE = "office", _("Comune")
    UNKNOWN = "unknown", _("non nota")


class ParticipantStatus(models.TextChoices):
    ACTIVE = "active", _("partecipa")
    EXCLUDED = "excluded", _("escluso")
    LEFT = "left", _("ritirato")


class Participant(Record):
    """Partecipante: an admitted body, somebody who is heard, or an office of the city.

    Who is excluded or leaves midway keeps what they said; from that instant they add nothing.
    """

    MOVES: ClassVar = {
        ParticipantStatus.ACTIVE: {ParticipantStatus.EXCLUDED, ParticipantStatus.LEFT},
        ParticipantStatus.EXCLUDED: {ParticipantStatus.ACTIVE},  # a court, or self-review
    }

    status = models.CharField(
        max_length=30, choices=ParticipantStatus, default=ParticipantStatus.ACTIVE
    )
    path = models.ForeignKey(Path, models.PROTECT, related_name="participants")
    kind = models.CharField(max_length=10, choices=ParticipantKind)
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, related_name="participations"
    )
    name = models.CharField(max_length=300)  # as it takes part; a person's never
    size = models.CharField(max_length=10, choices=BodySize, default=BodySize.UNKNOWN)
    email = models.EmailField(blank=True)  # where its invitations go; empty: acted for
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=1000, blank=True)

    class Meta:
        verbose_name = _("partecipante")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["path", "organization"],
                condition=Q(organization__isnull=False),
                name="participant_body_once",
                violation_error_message=_("Questo ente partecipa già al percorso."),
            ),
            models.CheckConstraint(
                condition=Q(organization__isnull=False) | ~Q(kind="admitted"),
                name="participant_admitted_is_a_body",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="participant_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def dossier(self) -> str:
        return self.path.dossier


class TableKind(models.TextChoices):
    PLENARY = "plenary", _("plenaria")
    THEMATIC = "thematic", _("tavolo tematico")
    MUNICIPAL = "municipal", _("tavolo di Municipio")


class WorkingTable(models.Model):
    """Tavolo: the plenary, or a group of the path on a theme or a Municipio."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    path = models.ForeignKey(Path, models.PROTECT, related_name="tables")
    kind = models.CharField(_("tipo"), max_length=10, choices=TableKind)
    title = models.CharField(_("titolo"), max_length=160)
    theme = models.ForeignKey(Theme, models.PROTECT, null=True, blank=True, related_name="+")
    zone = models.ForeignKey(Zone, models.PROTECT, null=True, blank=True, related_name="+")
    facilitator = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="facilitated_tables"
    )
    minute_taker = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="minuted_tables"
    )
    ground_rules = models.TextField(_("regole del tavolo"), blank=True, max_length=4000)
    members = models.ManyToManyField(Participant, blank=True, related_name="tables")

    class Meta:
        verbose_name = _("tavolo")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["path", "title"],
                name="working_table_title_once",
                violation_error_message=_("Nel percorso c’è già un tavolo con questo nome."),
            ),
            models.UniqueConstraint(
                fields=["path"], condition=Q(kind="plenary"), name="working_table_one_plenary"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def dossier(self) -> str:
        return self.path.dossier
