"""What a reader asks of the page of what people said."""

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trama.programming.models import Theme
from trama.territory.models import Zone


class SaidForm(forms.Form):
    """One theme or one place, among those whose count is shown; it lives in the address."""

    hide_optional = True

    about = forms.ChoiceField(label=gettext_lazy("Di che cosa, o dove"), required=False)

    def __init__(self, subjects: Mapping[str, Theme | Zone], data: Any) -> None:
        super().__init__(data)
        self.subjects = subjects
        cast("forms.ChoiceField", self.fields["about"]).choices = [
            ("", _("tutto")),
            (_("Di che cosa"), self._choices(Theme)),
            (_("Dove"), self._choices(Zone)),
        ]

    def _choices(self, kind: type[Theme | Zone]) -> list[tuple[str, str]]:
        found = ((key, thing) for key, thing in self.subjects.items() if isinstance(thing, kind))
        return sorted(((key, str(thing)) for key, thing in found), key=lambda choice: choice[1])

    @property
    def subject(self) -> Theme | Zone | None:
        """What is not among the choices is as if it had not been asked."""
        self.is_valid()
        return self.subjects.get(self.cleaned_data.get("about") or "")
