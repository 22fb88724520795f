from django import forms
from django.utils.translation import gettext_lazy as _

from trama.core.forms import InstantField


class ClockForm(forms.Form):
    """Where the clock is to be taken."""

    to = InstantField(label=_("Giorno e ora"), help_text=_("Al massimo un anno più avanti."))
