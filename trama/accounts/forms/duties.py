from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trama.accounts.models import OfficeDuty
from trama.accounts.permissions import GIVEN_BY_EXECUTIVES
from trama.core.forms import DayField


class AssignForm(forms.Form):
    """A duty for a person, known by their address or new."""

    email = forms.EmailField(
        label=_("E-mail della persona"),
        help_text=_("Se ha già un accesso a Trama, quella con cui entra."),
        max_length=254,
    )
    name = forms.CharField(
        label=_("Nome e cognome"),
        help_text=_("Serve solo per una persona nuova."),
        max_length=200,
        required=False,
    )
    duty = forms.ChoiceField(
        label=_("Incarico"),
        choices=[(duty.value, duty.label) for duty in GIVEN_BY_EXECUTIVES],
        widget=forms.RadioSelect,
    )
    since = DayField(label=_("Dal"))
    until = DayField(
        label=_("Fino al"), help_text=_("Compreso. Vuoto: senza una fine."), required=False
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_since(self) -> date:
        since: date = self.cleaned_data["since"]
        if since < self.today:
            raise forms.ValidationError(_("Un incarico comincia oggi o più avanti."))
        return since

    def clean_name(self) -> str:
        return " ".join(str(self.cleaned_data["name"]).split())

    def clean_duty(self) -> OfficeDuty:
        return OfficeDuty(self.cleaned_data["duty"])


class EndForm(forms.Form):
    on = DayField(label=_("Ultimo giorno"), help_text=_("Compreso. Ieri, per toglierlo da subito."))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if on < self.today - timedelta(days=1):
            raise forms.ValidationError(
                _("Quello che è stato fatto con l’incarico resta valido: si chiude da ieri in poi.")
            )
        return on
