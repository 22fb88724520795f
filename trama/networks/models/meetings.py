"""When and where a network meets."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from trama.core.models import Record
from trama.networks.models.members import NetworkMembership, ThematicGroup
from trama.networks.models.networks import Network


class MeetingStatus(models.TextChoices):
    PLANNED = "planned", _("in programma")
    HELD = "held", _("fatto")
    CANCELLED = "cancelled", _("annullato")


class Accessible(models.TextChoices):
    YES = "yes", _("senza barriere")
    NO = "no", _("con barriere")
    UNKNOWN = "unknown", _("accessibilità non nota")


class NetworkMeeting(Record):
    """Incontro of a network or of one of its groups. Day and place are public, the link is not.

    `sequence` counts its moves, as calendars do (RFC 5545): they show the latest.
    """

    MOVES: ClassVar = {
        MeetingStatus.PLANNED: {
            MeetingStatus.PLANNED,
            MeetingStatus.HELD,
            MeetingStatus.CANCELLED,
        },
    }

    status = models.CharField(max_length=30, choices=MeetingStatus, default=MeetingStatus.PLANNED)
    network = models.ForeignKey(Network, models.PROTECT, related_name="meetings")
    group = models.ForeignKey(
        ThematicGroup, models.PROTECT, null=True, blank=True, related_name="meetings"
    )
    title = models.CharField(_("titolo"), max_length=160)
    agenda = models.TextField(_("ordine del giorno"), blank=True, max_length=4000)
    place = models.CharField(_("luogo"), max_length=200, blank=True)
    accessible = models.CharField(
        _("accessibilità"), max_length=10, choices=Accessible, default=Accessible.UNKNOWN
    )
    accessibility_note = models.CharField(
        _("come si arriva e si entra"), max_length=300, blank=True
    )
    online_url = models.URLField(_("indirizzo per chi si collega"), max_length=500, blank=True)
    starts_at = models.DateTimeField(_("comincia"))
    ends_at = models.DateTimeField(_("finisce"))
    sequence = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField()
    moved_from = models.DateTimeField(null=True)  # the start it had before the last move
    reason = models.CharField(max_length=500, blank=True)  # why it was moved or cancelled
    present = models.ManyToManyField(
        NetworkMembership, blank=True, related_name="meetings_attended"
    )
    people_count = models.PositiveSmallIntegerField(_("persone presenti"), null=True)

    class Meta:
        verbose_name = _("incontro")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="network_meeting_ends_after_it_starts",
                violation_error_message=_("L’incontro finisce prima di cominciare."),
            ),
            models.CheckConstraint(
                condition=~Q(place="") | ~Q(online_url=""),
                name="network_meeting_is_somewhere",
                violation_error_message=_("Scrivi il luogo o l’indirizzo per collegarsi."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def dossier(self) -> str:
        return self.network.dossier
