"""What people write about a network itself: its card, its birth, what it became."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trama.core.forms import DayField, ModelChoiceField, ModelMultipleChoiceField, field_of
from trama.networks.lifecycle.lineage import Reorganization
from trama.networks.models import LineageKind, Network
from trama.networks.rules.networks import RESERVED
from trama.territory.models import Zone, ZoneKind
from trama.territory.queries.zones import SHAPES


def places() -> QuerySet[Zone]:
    """Municipi, then NIL: where a network or a member may be."""
    found = Zone.objects.exclude(kind=ZoneKind.CITY).defer(*SHAPES)
    return found.order_by("kind", "number")


def zone_label(zone: Zone) -> str:
    return f"{zone.get_kind_display()} {zone.number} · {zone.name}"


class ZoneField(ModelChoiceField[Zone]):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=places(), **kwargs)

    def label_from_instance(self, obj: Zone) -> str:
        return zone_label(obj)


class ZonesField(ModelMultipleChoiceField[Zone]):
    def __init__(self, **kwargs: Any) -> None:
        widget = forms.CheckboxSelectMultiple(attrs={"class": "choices--inline"})
        super().__init__(queryset=places(), widget=widget, **kwargs)

    def label_from_instance(self, obj: Zone) -> str:
        return zone_label(obj)


class CardForm(forms.Form):
    """The card of a network; whoever saves it confirms where it works."""

    name = forms.CharField(label=gettext_lazy("Nome della rete"), max_length=120)
    recipe = forms.CharField(
        label=gettext_lazy("Ricetta di quartiere"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("Che cosa la rete si propone, con chi e come. Nessun nome di "
                               "famiglie o persone."),
    )  # fmt: skip
    shared_resources = forms.CharField(
        label=gettext_lazy("Che cosa mette in comune"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Spazi, beni, doposcuola, volontari: una riga per cosa."),
    )
    zones = ZonesField(
        label=gettext_lazy("Dove lavora"),
        help_text=gettext_lazy("Salvando, confermi questi quartieri."),
    )


class NewNetworkForm(forms.Form):
    """A network that is in no list."""

    name = forms.CharField(label=gettext_lazy("Nome della rete"), max_length=120)
    code = forms.SlugField(
        label=gettext_lazy("Codice"),
        max_length=50,
        help_text=gettext_lazy("Sta nell’indirizzo della pagina e non si cambia più: per esempio "
                               "«lodi-corvetto»."),
    )  # fmt: skip
    zones = ZonesField(label=gettext_lazy("Dove lavora"))

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"]).lower()
        if code in RESERVED:
            raise ValidationError(_("Questo codice è il nome di un’altra pagina: scegline uno."))
        return code


class LineageForm(forms.Form):
    """What became what, seen from the page of one network."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Che cosa è successo"),
        choices=[
            (LineageKind.MERGE, gettext_lazy("Questa rete nasce dall’unione di altre")),
            (LineageKind.SPLIT, gettext_lazy("Questa rete si è divisa in altre")),
            (LineageKind.SUCCESSION, gettext_lazy("Questa rete continua in un’altra")),
        ],
        widget=forms.RadioSelect,
    )
    others = ModelMultipleChoiceField(
        label=gettext_lazy("Le altre reti"),
        queryset=Network.objects.none(),
        to_field_name="code",
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices--inline"}),
        help_text=gettext_lazy("Solo quelle che curi anche tu. Se la rete nuova non c’è ancora, "
                               "prima scrivila nell’elenco."),
    )  # fmt: skip
    on = DayField(label=gettext_lazy("Quando"))
    note = forms.CharField(
        label=gettext_lazy("Nota"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, network: Network, others: QuerySet[Network], data: Any = None) -> None:
        self.network = network
        super().__init__(data)
        field = field_of(self, "others", forms.ModelMultipleChoiceField)
        field.queryset = others.exclude(pk=network.pk).order_by("name_key", "pk")

    @property
    def change(self) -> Reorganization:
        data = self.cleaned_data
        others, one = list(data["others"]), [self.network]
        comes_from = data["kind"] == LineageKind.MERGE
        return Reorganization(
            kind=LineageKind(data["kind"]),
            ancestors=others if comes_from else one,
            successors=one if comes_from else others,
            on=data["on"],
            note=data["note"],
        )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Motivo"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
