"""How the groups of a course are asked for, and adjusted."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trama.core.forms import field_of
from trama.learning.rules.groups import Limits


class LimitsForm(forms.Form):
    """How many groups, and what must hold in each of them."""

    hide_optional = True
    groups = forms.IntegerField(label=gettext_lazy("Quanti gruppi"), min_value=2, max_value=200)
    least = forms.IntegerField(
        label=gettext_lazy("Almeno quante persone di ciascuna parte"),
        min_value=1,
        max_value=50,
        initial=1,
    )
    most_administration = forms.IntegerField(
        label=gettext_lazy("Al massimo quante dell’amministrazione"),
        min_value=1,
        max_value=50,
        required=False,
        help_text=gettext_lazy("Vuoto: quante vengono, in proporzione."),
    )
    most_direction = forms.IntegerField(
        label=gettext_lazy("Al massimo quante della stessa Direzione"),
        min_value=1,
        max_value=50,
        required=False,
    )
    apart = forms.BooleanField(
        label=gettext_lazy("Chi lavora già insieme non sta mai nello stesso gruppo"), required=False
    )

    @property
    def limits(self) -> Limits:
        return Limits.read({name: value or 0 for name, value in self.cleaned_data.items()})


class PlaceForm(forms.Form):
    """Somebody to another group, or in the place of somebody else."""

    hide_optional = True
    who = forms.ChoiceField(label=gettext_lazy("Chi"))
    to = forms.ChoiceField(label=gettext_lazy("Dove"))
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, data: Any, *, people: Sequence[tuple[str, str]], groups: Sequence[int], seen: int
    ) -> None:
        super().__init__(data, initial={"seen": seen})
        names = {"who": people, "to": [
            *((f"g{n}", _("gruppo %(n)d") % {"n": n}) for n in groups),
            *((key, _("al posto di %(name)s") % {"name": name}) for key, name in people),
        ]}  # fmt: skip
        for name, choices in names.items():
            field_of(self, name, forms.ChoiceField).choices = choices

    @property
    def group(self) -> int:
        """0: in the place of somebody."""
        to = str(self.cleaned_data["to"])
        return int(to[1:]) if to.startswith("g") else 0
