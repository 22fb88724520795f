"""What a new person says besides e-mail and password. allauth builds its own forms on this one
while it loads them, so nothing of theirs can be imported here."""

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from trama.accounts.models import User


class PersonForm(forms.Form):
    name = forms.CharField(
        label=_("Nome e cognome"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def clean_name(self) -> str:
        return " ".join(str(self.cleaned_data["name"]).split())

    def signup(self, request: HttpRequest, user: User) -> None:
        if "name" in self.cleaned_data:
            user.name = self.cleaned_data["name"]
            user.save(update_fields=["name"])
