"""To which need a signal is tied."""

import re
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trama.accounts.models import User
from trama.listening.models import NeedSignal
from trama.needs.models import Need
from trama.needs.queries.hearing import near, open_to

UID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class HearForm(forms.Form):
    """One of the cards about the same theme or place; or another, by its address."""

    hide_optional = True

    near = forms.ChoiceField(label=gettext_lazy("Una scheda che c’è già"), required=False)
    address = forms.CharField(
        label=gettext_lazy("Oppure l’indirizzo della scheda"), required=False, max_length=300
    )

    def __init__(self, signal: NeedSignal, user: User, data: Any = None) -> None:
        super().__init__(data)
        self.user = user
        cast("forms.ChoiceField", self.fields["near"]).choices = [
            ("", _("scegli")),
            *((str(need.uid), need.title) for need in near(signal, user)),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        found = UID.search(cleaned.get("near") or cleaned.get("address") or "")
        need = open_to(self.user).filter(uid=found[0]).first() if found else None
        if need is None:
            raise ValidationError(_("Scegli una scheda, o incolla l’indirizzo di una che c’è."))
        return {**cleaned, "need": need}

    @property
    def need(self) -> Need:
        need: Need = self.cleaned_data["need"]
        return need
