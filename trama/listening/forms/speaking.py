"""What people write when they say that something is lacking."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from trama.core.forms import field_of
from trama.listening.forms.fields import (
    PhoneField,
    ThemeField,
    WordsField,
    ZoneField,
    campaign_field,
)
from trama.listening.lifecycle.receiving import Said
from trama.listening.models import Campaign
from trama.listening.rules.words import cleaned
from trama.territory.models import Zone
from trama.territory.queries.places import Found, locate, nil_at

POINT = re.compile(r"(-?\d{1,2}[.,]\d+)\s*[;, ]\s*(-?\d{1,3}[.,]\d+)")


class SpeakForm(forms.Form):
    """A need in somebody's own words; where, about what and a contact, if they like."""

    words = WordsField(
        label=gettext_lazy("Che cosa manca, o che cosa non va?"),
        max_length=4000,
        rows=7,
        help_text=gettext_lazy("Con parole tue. Se parli di qualcuno, non scriverne il nome. "
                               "La legge chi risponde; in pubblico va solo quello che non fa "
                               "riconoscere nessuno."),
    )  # fmt: skip
    theme = ThemeField(label=gettext_lazy("Di che cosa parla"))
    zone = ZoneField(label=gettext_lazy("In quale zona"))
    place_words = forms.CharField(
        label=gettext_lazy("Dove, in parole tue"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Un indirizzo, un punto («45.46, 9.19») o «vicino alla scuola»."),
    )
    email = forms.EmailField(
        label=gettext_lazy("La tua e-mail"),
        max_length=254,
        required=False,
        help_text=gettext_lazy("Se vuoi sapere che cosa ne sarà. Ti arriva una sola lettera per "
                               "confermarla; senza conferma non ti scriviamo più."),
    )  # fmt: skip
    phone = PhoneField(
        label=gettext_lazy("Il tuo telefono"),
        help_text=gettext_lazy("Solo per chiederti se qualcosa non è chiaro."),
    )

    def __init__(self, campaign: Campaign | None, data: Any = None) -> None:
        super().__init__(data)
        self.campaign = campaign
        themes = campaign.themes.filter(retired=False) if campaign else None
        if themes is not None and themes.exists():
            field_of(self, "theme", forms.ModelChoiceField).queryset = themes

    def clean_place_words(self) -> str:
        return cleaned(self.cleaned_data["place_words"], most=200)

    def clean(self) -> dict[str, Any]:
        """Where no zone is chosen, the words may be an address or a point that has one."""
        data = super().clean() or self.cleaned_data
        where = data.get("place_words", "")
        if where and not data.get("zone"):
            data["zone"] = zone_of(where)
        return data

    @property
    def said(self) -> Said:
        data = self.cleaned_data
        return Said(
            words=data["words"],
            campaign=self.campaign,
            theme=data["theme"],
            zone=data["zone"],
            place_words=data["place_words"],
            email=data["email"].lower(),
            phone=data["phone"],
        )


def zone_of(where: str) -> Zone | None:
    """Of a point or of an address that is in the city's list; never guessed."""
    point = POINT.fullmatch(where.strip())
    if point:
        latitude, longitude = (float(text.replace(",", ".")) for text in point.groups())
        return nil_at(longitude, latitude)
    answer = locate(where)
    return answer.nil if isinstance(answer, Found) and answer.is_literal else None


class ForAnotherForm(SpeakForm):
    """An operator writes what somebody says, on the telephone or at a desk."""

    field_order = ("campaign",)
    told = forms.BooleanField(
        label=gettext_lazy(
            "La persona sa chi legge la segnalazione, e che il recapito è facoltativo"
        )
    )
    ASKED = {
        "words": (
            gettext_lazy("Che cosa dice la persona"),
            gettext_lazy("Con le sue parole, senza nomi."),
        ),
        "place_words": (gettext_lazy("Dove, in parole sue"), None),
        "email": (
            gettext_lazy("La sua e-mail"),
            gettext_lazy("Se vuole sapere che cosa ne sarà. Le arriva una sola lettera per "
                         "confermarla; senza conferma non le scriviamo più."),
        ),
        "phone": (
            gettext_lazy("Il suo telefono"),
            gettext_lazy("Solo per chiederle se qualcosa non è chiaro."),
        ),
    }  # fmt: skip
    """The same fields, in words for who writes of somebody else: label, and hint where another."""

    def __init__(self, campaigns: list[Campaign], *, may_be_free: bool, data: Any = None) -> None:
        super().__init__(None, data)
        self.campaigns = {one.code: one for one in campaigns}
        self.fields["campaign"] = campaign_field(campaigns, may_be_free=may_be_free)
        self.order_fields(self.field_order)
        for name, (label, hint) in self.ASKED.items():
            self.fields[name].label = label
            self.fields[name].help_text = hint or self.fields[name].help_text

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        self.campaign = self.campaigns.get(data.get("campaign") or "")
        return data
