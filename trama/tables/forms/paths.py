"""What the office writes of a path: its opening, who takes part, why something ends."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trama.core.forms import ModelForm, WeighedForm
from trama.notices.models import Notice
from trama.organizations.models import Organization
from trama.organizations.queries import match
from trama.tables.models import ParticipantKind, Path


class OpenForm(WeighedForm, ModelForm[Path]):
    """A path as it opens: what it is for goes out at once, to every body of the list."""

    weighed = ("title", "purpose")

    class Meta:
        model = Path
        fields = ["title", "purpose", "minutes_days", "remarks_days"]
        widgets = {"purpose": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, notice: Notice, data: Any = None) -> None:
        initial = {"title": notice.short_title or notice.title}
        super().__init__(data, initial=initial)


class HeardForm(forms.Form):
    """Who is heard without being admitted, or another office."""

    kind = forms.ChoiceField(
        label=_("Come partecipa"),
        choices=[
            (ParticipantKind.HEARD, _("Sentito: non è ammesso, ma ha qualcosa da dire")),
            (ParticipantKind.OFFICE, _("Un altro ufficio del Comune")),
        ],
        widget=forms.RadioSelect,
    )
    name = forms.CharField(
        label=_("Nome dell’ente, del gruppo o dell’ufficio"),
        max_length=300,
        help_text=_("Mai il nome di una persona."),
    )
    codice_fiscale = forms.CharField(
        label=_("Codice fiscale dell’ente"),
        max_length=16,
        required=False,
        help_text=_("Se l’ente è nel registro, lo riconosciamo da qui."),
    )
    email = forms.EmailField(
        label=_("E-mail per gli inviti"),
        required=False,
        help_text=_("Senza, qualcuno telefona, e nelle pagine si vede."),
    )

    def clean_codice_fiscale(self) -> Organization | None:
        code = self.cleaned_data["codice_fiscale"]
        found = match(codice_fiscale=code) if code else None
        if code and found is None:
            raise forms.ValidationError(_("Nel registro non c’è: lascia vuoto."))
        return found

    @property
    def facts(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        return {"organization": data.pop("codice_fiscale"), **data}


class ReadmitForm(forms.Form):
    """A body of the list that was not admitted, and comes in by a later act."""

    codice_fiscale = forms.CharField(label=_("Codice fiscale dell’ente"), max_length=16)
    reason = forms.CharField(
        label=_("Con quale atto, o per quale sentenza"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_codice_fiscale(self) -> Organization:
        found = match(codice_fiscale=self.cleaned_data["codice_fiscale"])
        if found is None:
            raise forms.ValidationError(_("Nel registro non c’è un ente con questo codice."))
        return found


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Perché"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
