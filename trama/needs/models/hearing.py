"""Which signals of the listening speak of which need."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from trama.accounts.models import User
from trama.listening.models import NeedSignal
from trama.needs.models.cards import Need


class NeedHearing(models.Model):
    """Segnalazione legata a un bisogno: what somebody said is a voice of this card."""

    need = models.ForeignKey(Need, models.PROTECT, related_name="hearings")
    signal = models.OneToOneField(NeedSignal, models.PROTECT, related_name="hearing")
    joined_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    joined_at = models.DateTimeField()

    class Meta:
        verbose_name = _("segnalazione di un bisogno")

    def __str__(self) -> str:
        return f"{self.signal} → {self.need}"
