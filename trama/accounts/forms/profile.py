from django import forms
from django.utils.translation import gettext_lazy as _


class NameForm(forms.Form):
    """Only for who has no digital identity: otherwise the name is what that says."""

    name = forms.CharField(
        label=_("Nome e cognome"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def clean_name(self) -> str:
        return " ".join(str(self.cleaned_data["name"]).split())
