from django import forms
from django.utils.translation import gettext_lazy as _


class SearchForm(forms.Form):
    """What a person looks for; a question is short."""

    q = forms.CharField(
        label=_("Che cosa cerchi"),
        help_text=_("Il titolo o il codice di un avviso, il nome di un ente."),
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
