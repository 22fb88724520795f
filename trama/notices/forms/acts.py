"""What the acts of the procedure ask of whoever does them."""

from django import forms
from django.utils.translation import gettext_lazy as _

from trama.core.forms import InstantField
from trama.ledger.forms import ActForm

Text = forms.CharField


class ConfirmForm(forms.Form):
    """Nothing to say: the page tells what follows, the button does it."""


class ReasonForm(forms.Form):
    reason = Text(
        label=_("Perché"),
        help_text=_("Resta nella storia del procedimento."),
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
    )


class ReasonedActForm(ActForm, ReasonForm):
    """An act with its reason: a suspension, a revocation."""

    field_order = ("kind", "number", "adopted_on", "reason")


class ResumeForm(ReasonedActForm):
    """An act that takes up again what another suspended, and may move the deadline."""

    closes_at = InstantField(
        label=_("Nuova scadenza"),
        help_text=_("Vuota: resta quella di prima. Si può solo allungare."),
        required=False,
    )
