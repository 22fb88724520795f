"""Ties between members, as each declares them in a dated round, and what is read in them."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from trama.accounts.models import User
from trama.core.ids import new_uid
from trama.core.models import Record
from trama.networks.models.members import NetworkMembership
from trama.networks.models.networks import Network


class SurveyStatus(models.TextChoices):
    OPEN = "open", _("aperta")
    CLOSED = "closed", _("chiusa")


class TieSurvey(Record):
    """Rilevazione: the round in which members say with whom they work, over some months."""

    MOVES: ClassVar = {SurveyStatus.OPEN: {SurveyStatus.CLOSED}}

    status = models.CharField(max_length=30, choices=SurveyStatus, default=SurveyStatus.OPEN)
    network = models.ForeignKey(Network, models.PROTECT, related_name="surveys")
    since = models.DateField(_("rapporti dal"))
    until = models.DateField(_("al"))
    opened_at = models.DateTimeField()
    closes_on = models.DateField(_("si risponde fino al"))
    closed_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("rilevazione")
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["network"],
                condition=Q(status="open"),
                name="tie_survey_one_open",
                violation_error_message=_("C’è già una rilevazione aperta: prima chiudi quella."),
            ),
            models.CheckConstraint(
                condition=Q(until__gte=F("since")), name="tie_survey_period_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.network}, {self.opened_at:%Y-%m}"

    @property
    def dossier(self) -> str:
        return self.network.dossier


class TieQuestionnaire(models.Model):
    """Questionario of one member in a round: what the signed link is bound to."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    survey = models.ForeignKey(TieSurvey, models.PROTECT, related_name="questionnaires")
    member = models.ForeignKey(NetworkMembership, models.PROTECT, related_name="questionnaires")
    answered_at = models.DateTimeField(null=True)  # the first time; later answers replace it

    class Meta:
        verbose_name = _("questionario")
        constraints = [
            models.UniqueConstraint(fields=["survey", "member"], name="tie_questionnaire_once")
        ]

    def __str__(self) -> str:
        return f"{self.member} · {self.survey}"

    @property
    def dossier(self) -> str:
        return self.survey.dossier


class TieKind(models.TextChoices):
    REFERRAL = "referral", _("invio di persone e famiglie")
    JOINT_ACTIVITY = "joint_activity", _("attività insieme")
    INFORMATION = "information", _("scambio di informazioni")
    RESOURCE = "resource", _("spazi, beni o persone in prestito")
    FORMAL = "formal", _("accordo scritto")


class NetworkTie(models.Model):
    """Rapporto between two members in a round: one row a pair, whoever speaks first.

    It is confirmed when both have declared it.
    """

    survey = models.ForeignKey(TieSurvey, models.PROTECT, related_name="ties")
    first = models.ForeignKey(NetworkMembership, models.PROTECT, related_name="+")
    second = models.ForeignKey(NetworkMembership, models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("rapporto")
        constraints = [
            models.UniqueConstraint(fields=["survey", "first", "second"], name="network_tie_once"),
            models.CheckConstraint(
                condition=Q(first__lt=F("second")),
                name="network_tie_between_two_in_order",
                violation_error_message=_("Un rapporto è fra due enti diversi."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first} – {self.second}"


class TieDeclaration(models.Model):
    """What one side says of a tie. Intensity 0 is «no exchange now»: an answer, and no tie.

    `trust` (0–4) is read by no page: only means over many answers leave this table.
    """

    tie = models.ForeignKey(NetworkTie, models.CASCADE, related_name="declarations")
    by = models.ForeignKey(NetworkMembership, models.PROTECT, related_name="declarations")
    kinds = ArrayField(models.CharField(max_length=20), default=list)
    intensity = models.PositiveSmallIntegerField()
    trust = models.PositiveSmallIntegerField(null=True)
    declared_at = models.DateTimeField()

    class Meta:
        verbose_name = _("dichiarazione di un rapporto")
        constraints = [
            models.UniqueConstraint(fields=["tie", "by"], name="tie_declaration_once"),
            models.CheckConstraint(
                condition=Q(intensity__range=(0, 3)), name="tie_intensity_from_0_to_3"
            ),
            models.CheckConstraint(
                condition=Q(trust=None) | Q(trust__range=(0, 4)), name="tie_trust_from_0_to_4"
            ),
            models.CheckConstraint(
                condition=Q(kinds__contained_by=list(TieKind.values)), name="tie_kinds_of_the_list"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.by}: {self.tie}"


class NetworkReading(models.Model):
    """Lettura of a network, or of the whole city: figures a job has computed, with their rules.

    `confirmed` counts the ties both sides declare, `declared` those at least one declares; `nodes`
    and `edges` are the picture, of confirmed ties alone.
    """

    # None: the whole city, over each network's latest round.
    network = models.OneToOneField(Network, models.CASCADE, null=True, related_name="reading")
    survey = models.ForeignKey(TieSurvey, models.CASCADE, null=True, related_name="+")
    computed_at = models.DateTimeField()
    rule_version = models.CharField(max_length=20)
    asked = models.PositiveIntegerField()
    answered = models.PositiveIntegerField()
    confirmed = models.JSONField(default=dict)
    declared = models.JSONField(default=dict)
    nodes = models.JSONField(default=list)
    edges = models.JSONField(default=list)

    class Meta:
        verbose_name = _("lettura della rete")
        constraints = [
            models.UniqueConstraint(
                fields=["network"], nulls_distinct=False, name="network_reading_one_of_the_city"
            ),
            models.CheckConstraint(
                condition=Q(answered__lte=F("asked")), name="network_reading_answers_were_asked"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.network or 'city'}, {self.computed_at:%Y-%m-%d}"
