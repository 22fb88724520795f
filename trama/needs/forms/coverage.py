"""Filters of the board, which live in its address; and what a manager writes."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trama.core.forms import field_of
from trama.needs.models import CoverageMeasure, IndexComponent
from trama.territory.models import ZoneKind
from trama.territory.queries.zones import zones

RECENT = "verificate"
BY_GAP, BY_NAME, BY_RATIO = "scarto", "nome", "coperto"


def _municipi() -> list[tuple[str, Any]]:
    rows = zones(ZoneKind.MUNICIPIO).values_list("code", "name")
    return [("", _("Tutta la città")), *rows]


class BoardForm(forms.Form):
    """A choice that does not exist is as if it had not been made."""

    hide_optional = True

    bisogno = forms.ChoiceField(label=_("Bisogno"), required=False)
    municipio = forms.ChoiceField(label=_("Municipio"), required=False)
    risorse = forms.ChoiceField(
        label=_("Risorse"),
        choices=[("", _("Tutte")), (RECENT, _("Verificate negli ultimi 12 mesi"))],
        required=False,
    )
    ordine = forms.ChoiceField(
        label=_("Ordina per"),
        choices=[
            (BY_GAP, _("Scarto, dal più grande")),
            (BY_RATIO, _("Coperto, dal meno")),
            (BY_NAME, _("Nome")),
        ],
        required=False,
    )

    def __init__(self, *args: Any, measures: Sequence[CoverageMeasure], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._set_choices("bisogno", [(measure.code, str(measure)) for measure in measures])
        self._set_choices("municipio", _municipi())

    def _set_choices(self, name: str, choices: Sequence[tuple[str, Any]]) -> None:
        field_of(self, name, forms.ChoiceField).choices = choices

    def chosen(self, name: str) -> str:
        self.is_valid()
        return str(self.cleaned_data.get(name) or "")


class PlaceForm(BoardForm):
    """Of the matrix, which has all the measures: only where."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, measures=[], **kwargs)
        for name in ("bisogno", "risorse", "ordine"):
            del self.fields[name]


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Perché"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Resta nella storia, pubblico: da dove viene la cifra nuova."),
    )


class FormulaForm(ReasonForm):
    """A field for each numeric factor, with its source; how far people go."""

    catchment_m = forms.IntegerField(
        label=_("Fin dove si va, in metri a piedi"), min_value=100, max_value=30_000
    )
    field_order = ["catchment_m"]

    def __init__(self, data: Any = None, *, measure: CoverageMeasure) -> None:
        super().__init__(data, initial={"catchment_m": measure.catchment_m})
        self.places = [n for n, term in enumerate(measure.terms) if "factor" in term]
        names = []
        for n in self.places:
            term = measure.terms[n]
            self.fields[f"factor_{n}"] = forms.DecimalField(
                label=term["label_it"], min_value=0, max_digits=12, decimal_places=6,
                initial=Decimal(term["factor"]), localize=True,
            )  # fmt: skip
            self.fields[f"source_{n}"] = forms.CharField(
                label=_("Da dove viene: %(factor)s") % {"factor": term["label_it"]},
                max_length=300,
                initial=term.get("source", ""),
            )
            names += [f"factor_{n}", f"source_{n}"]
        self.order_fields([*names, "catchment_m", "reason"])

    @property
    def factors(self) -> dict[int, dict[str, str]]:
        data = self.cleaned_data
        return {
            n: {"factor": f"{data[f'factor_{n}'].normalize():f}", "source": data[f"source_{n}"]}
            for n in self.places
        }


class WeightsForm(forms.Form):
    """The weights of the index, in the address of the page: nothing is kept."""

    hide_optional = True

    def __init__(
        self, data: Any = None, *, components: Sequence[IndexComponent], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.components = components
        for component in components:
            self.fields[component.code] = forms.DecimalField(
                label=str(component), min_value=0, max_value=100, max_digits=6, decimal_places=3,
                required=False, initial=component.weight.normalize(), localize=True,
            )  # fmt: skip

    @property
    def weights(self) -> list[Decimal]:
        """In the order of the components; what is not said, or can't be used, is as it was."""
        found = self.cleaned_data if self.is_bound and self.is_valid() else {}
        asked = {code: value for code, value in found.items() if value is not None}
        return [asked.get(component.code, component.weight) for component in self.components]

    @property
    def are_others(self) -> bool:
        return self.weights != [component.weight for component in self.components]


class KeptWeightsForm(WeightsForm, ReasonForm):
    """The same, kept for everybody, with a reason."""

    hide_optional = False

    def __init__(
        self, data: Any = None, *, components: Sequence[IndexComponent], **kwargs: Any
    ) -> None:
        super().__init__(data, components=components, **kwargs)
        for component in components:
            self.fields[component.code].required = True
        self.order_fields([*(component.code for component in components), "reason"])


class AbsenceForm(forms.Form):
    note = forms.CharField(
        label=_("Come lo sai"),
        max_length=300,
        help_text=_("Pubblico, senza nomi: «chiesto alla rete di quartiere il 3 novembre»."),
    )
