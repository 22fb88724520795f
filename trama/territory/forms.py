"""What people ask of the territory, and how an area is described."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trama.territory.models import Indicator, Zone, ZoneKind
from trama.territory.queries.zones import scale_name, zones


class IndicatorForm(forms.Form):
    """Which indicator colours the map; it lives in the address."""

    hide_optional = True

    indicatore = forms.ChoiceField(label=_("La mappa mostra"), required=False)

    def __init__(self, *args: Any, known: list[Indicator], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = known
        self.fields["indicatore"] = forms.ChoiceField(
            label=_("La mappa mostra"),
            choices=[(indicator.code, str(indicator)) for indicator in known],
            required=False,
        )

    @property
    def chosen(self) -> Indicator | None:
        """The one asked for; the first when none, or none of ours, is asked for."""
        code = self.cleaned_data.get("indicatore") if self.is_valid() else ""
        wanted = [indicator for indicator in self.known if indicator.code == code]
        return next(iter(wanted or self.known), None)


class PlaceForm(forms.Form):
    """An address, as people write it."""

    hide_optional = True

    indirizzo = forms.CharField(
        label=_("Via e numero"),
        max_length=200,
        required=False,
        help_text=_("Per esempio «viale Monza 106»."),
    )


class AreaForm(forms.Form):
    """The name of an area and the zones in it."""

    name = forms.CharField(
        label=_("Nome dell’area"),
        max_length=120,
        help_text=_("Come la chiama chi ci lavora: «San Siro – Selinunte»."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in (ZoneKind.CITY, ZoneKind.MUNICIPIO, ZoneKind.NIL):
            listed = list(zones(kind))
            if listed:
                self.fields[kind] = forms.MultipleChoiceField(
                    label=scale_name(kind, many=True),
                    choices=[(zone.code, _label(zone)) for zone in listed],
                    widget=forms.CheckboxSelectMultiple,
                    required=False,
                )

    def zones(self) -> list[Zone]:
        """The zones that were ticked."""
        found: list[Zone] = []
        for kind in ZoneKind.values:
            if codes := self.cleaned_data.get(kind):
                found += zones(kind).filter(code__in=codes)
        return found


def _label(zone: Zone) -> str:
    return zone.name if zone.kind == ZoneKind.CITY else f"{zone.number} · {zone.name}"
