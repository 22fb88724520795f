"""The month's form: of each service places, of which free, and how many people were turned away."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trama.needs.lifecycle.pulse import Answer
from trama.needs.models import Resource
from trama.needs.queries.pulse import Row

NUMBER = {
    "required": _("Scrivi un numero: 0 se non ce ne sono."),
    "invalid": _("Scrivi solo un numero, per esempio 12. «Alcuni» non si può sommare."),
    "min_value": _("Non può essere meno di zero."),
}


def _number(label: Any, **kwargs: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        min_value=0,
        max_digits=10,
        decimal_places=2,
        localize=True,
        error_messages=NUMBER,
        widget=forms.TextInput({"inputmode": "decimal", "size": 6, "autocomplete": "off"}),
        **kwargs,
    )


class PlacesForm(forms.Form):
    """One service."""

    hide_optional = True

    capacity = _number(_("Posti in tutto"))
    free = _number(_("Di cui liberi"))
    refused = forms.IntegerField(
        label=_("Persone non accolte"),
        help_text=_("Dall’ultima volta, per mancanza di posto. Solo quante, mai chi."),
        required=False,
        min_value=0,
        max_value=9_999,
        error_messages=NUMBER,
        widget=forms.TextInput({"inputmode": "numeric", "size": 4, "autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        capacity, free = data.get("capacity"), data.get("free")
        if capacity is not None and free is not None and free > capacity:
            self.add_error("free", _("I posti liberi sono più dei posti in tutto."))
        return data

    @property
    def answer(self) -> Answer:
        data = self.cleaned_data
        return Answer(data["capacity"], data["free"], data["refused"] or 0)


class MonthForm:
    """All the services of a body, each with its own form under the prefix of its identifier."""

    def __init__(self, rows: Sequence[Row], data: Any = None) -> None:
        self.is_bound = data is not None
        self.rows = [(row, self._places(row, data)) for row in rows]

    @staticmethod
    def _places(row: Row, data: Any) -> PlacesForm:
        initial = {"capacity": row.capacity, "free": row.free, "refused": row.refused or None}
        form = PlacesForm(data, prefix=str(row.resource.uid), initial=initial)
        form.use_required_attribute = False
        return form

    def is_valid(self) -> bool:
        # Every row is read, so that all that is wrong is said at once.
        verdicts = [form.is_valid() for _row, form in self.rows]
        return all(verdicts)

    @property
    def answers(self) -> dict[Resource, Answer]:
        return {row.resource: form.answer for row, form in self.rows}

    @property
    def wrong(self) -> list[tuple[Row, PlacesForm]]:
        return [(row, form) for row, form in self.rows if self.is_bound and form.errors]
