"""What one tries in a what-if: a resource more, a body less, places within a budget."""

from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from trama.core.forms import ModelChoiceField, field_of
from trama.core.ids import new_uid
from trama.needs.models import CoverageMeasure, ScenarioChange, ScenarioChangeKind
from trama.needs.queries.scenarios import (
    bodies_with_resources,
    larger_choices,
    measures_in_use,
    nil_choices,
)
from trama.needs.rules.amounts import plain_number
from trama.organizations.models import Organization
from trama.territory.models import ZoneKind
from trama.territory.queries.grounds import zone_named

MOST = 100_000  # places
MOST_EUROS = 999_999_999


class MeasureField(ModelChoiceField[CoverageMeasure]):
    """A need of the board, with the unit in which it is counted."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            measures_in_use(), label=_("Bisogno"), to_field_name="code", empty_label=None, **kwargs
        )

    def label_from_instance(self, obj: CoverageMeasure) -> str:
        return f"{obj}, {obj.get_unit_display()}"


def _larger(empty: Any) -> list[tuple[str, Any]]:
    return [("", empty), *larger_choices()]


class LargerField(forms.ChoiceField):
    """The city or a Municipio, or (when left as it is) neither."""

    def __init__(self, empty: Any, **kwargs: Any) -> None:
        super().__init__(choices=partial(_larger, empty), required=False, **kwargs)

    def clean(self, value: Any) -> Any:
        chosen = super().clean(value)
        return zone_named(chosen) if chosen else None


class EuroField(forms.DecimalField):
    def to_python(self, value: Any) -> Any:
        return super().to_python(plain_number(str(value)) if value else value)


class WholeField(forms.IntegerField):
    def to_python(self, value: Any) -> Any:
        return super().to_python(plain_number(str(value)) if value else value)


def _amount(label: Any, **kwargs: Any) -> EuroField:
    return EuroField(
        label=label,
        min_value=0,
        max_value=MOST_EUROS,
        decimal_places=2,
        widget=forms.TextInput({"inputmode": "decimal", "size": 12, "autocomplete": "off"}),
        **kwargs,
    )


def _number(label: Any, *, least: int = 1, **kwargs: Any) -> WholeField:
    return WholeField(
        label=label,
        min_value=least,
        max_value=MOST,
        widget=forms.TextInput({"inputmode": "numeric", "size": 8, "autocomplete": "off"}),
        **kwargs,
    )


class ChangeForm(forms.Form):
    """`key` is the page's own: a change sent twice is made once. `start`: a scenario begins."""

    kind: ScenarioChangeKind
    hide_optional = True

    key = forms.UUIDField(widget=forms.HiddenInput)
    title = forms.CharField(
        label=_("Nome della simulazione"),
        max_length=120,
        required=False,
        help_text=_("Se lo lasci vuoto, lo scriviamo noi."),
    )

    def __init__(self, data: Any = None, *, start: bool, initial: Any = None) -> None:
        super().__init__(data, initial={"key": new_uid(), **(initial or {})})
        if start:
            self.order_fields([*(name for name in self.fields if name != "title"), "title"])
        else:
            del self.fields["title"]

    @property
    def uid(self) -> UUID:
        found: UUID = self.cleaned_data["key"]
        return found

    @property
    def change(self) -> ScenarioChange:
        facts = {k: v for k, v in self.cleaned_data.items() if k not in {"key", "title"}}
        return ScenarioChange(uid=self.uid, kind=self.kind, **facts)


class AddForm(ChangeForm):
    kind = ScenarioChangeKind.ADD_RESOURCE

    measure = MeasureField()
    places = _number(_("Quanti posti in più"))
    nil = forms.ChoiceField(label=_("In quale quartiere"), choices=nil_choices)
    whole = LargerField(_("Solo quel quartiere"), label=_("Chi serve"))

    def clean_nil(self) -> Any:
        return zone_named(self.cleaned_data["nil"])


class RemoveForm(ChangeForm):
    kind = ScenarioChangeKind.REMOVE_ORGANIZATION

    organization = ModelChoiceField(
        Organization.objects.none(),
        label=_("Ente"),
        to_field_name="uid",
        help_text=_("Sono in elenco gli enti con almeno una risorsa pubblicata."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = field_of(self, "organization", forms.ModelChoiceField)
        field.queryset = bodies_with_resources()  # of today


class OpenForm(ChangeForm):
    kind = ScenarioChangeKind.OPEN_PLACES

    measure = MeasureField()
    places = _number(_("Quanti posti al massimo"))
    budget = _amount(_("Bilancio, in euro"))
    cost_per_place = _amount(_("Costo di un posto, in euro"))
    cost_per_site = _amount(_("Costo di una sede, in euro"))
    places_per_site = _number(_("Posti in una sede, al massimo"))
    floor_per_municipio = _number(
        _("Almeno quanti in ogni Municipio"), least=0, required=False,
        help_text=_("Lascia 0 se non c’è un minimo."),
    )  # fmt: skip
    whole = LargerField(_("In tutta la città"), label=_("Dove cercare le sedi"))
    only_spaces = forms.BooleanField(
        label=_("Solo nei quartieri con uno spazio in elenco"), required=False
    )

    def clean_whole(self) -> Any:
        """The whole city is everywhere: no limit at all."""
        whole = self.cleaned_data["whole"]
        return None if whole and whole.kind == ZoneKind.CITY else whole

    def clean_floor_per_municipio(self) -> int:
        return self.cleaned_data["floor_per_municipio"] or 0

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("floor_per_municipio") and data.get("whole"):
            self.add_error(
                "floor_per_municipio",
                _("Con un minimo in ogni Municipio le sedi si cercano in tutta la città."),
            )
        return data


FORMS: dict[str, type[ChangeForm]] = {"aggiungi": AddForm, "togli": RemoveForm, "apri": OpenForm}
"""By the word of their address."""
