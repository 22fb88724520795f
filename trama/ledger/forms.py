"""What a form asks of an act that was adopted outside and is recorded here."""

from django import forms
from django.utils.translation import gettext_lazy as _

from trama.core.forms import DayField
from trama.ledger.models import ActKind


class ActForm(forms.Form):
    """An administrative act: kind, number, day."""

    kind = forms.ChoiceField(label=_("Tipo di atto"), choices=ActKind)
    number = forms.CharField(label=_("Numero"), max_length=30)
    adopted_on = DayField(label=_("Data dell’atto"))
