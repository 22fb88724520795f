"""Fields that several forms of listening share."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trama.core.forms import ModelChoiceField, ModelMultipleChoiceField
from trama.listening.models import Campaign
from trama.listening.rules.words import cleaned
from trama.programming.models import Theme
from trama.territory.models import Zone
from trama.territory.queries.grounds import zone_choices
from trama.territory.queries.zones import SHAPES

TALL = {"class": "tall"}


class WordsField(forms.CharField):
    """Free words, without the signs that nobody sees; markup stays text."""

    def __init__(self, *, rows: int = 5, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)

    def to_python(self, value: Any) -> str:
        most = (self.max_length or 0) + 1  # one more, so that what is too long is refused, not cut
        return cleaned(super().to_python(value) or "", most=most)


class ThemeField(ModelChoiceField[Theme]):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("empty_label", gettext_lazy("non detto"))
        super().__init__(Theme.objects.filter(retired=False), required=False, **kwargs)


class ThemesField(ModelMultipleChoiceField[Theme]):
    def __init__(self, **kwargs: Any) -> None:
        themes = Theme.objects.filter(retired=False)
        widget = forms.CheckboxSelectMultiple(attrs=TALL)
        super().__init__(themes, widget=widget, required=False, **kwargs)


class ZoneField(ModelChoiceField[Zone]):
    """A zone of any scale, the large ones first; or nothing."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Zone.objects.defer(*SHAPES), required=False, **kwargs)
        self.choices = lambda: [("", _("non detto")), *zone_choices()]


class ZonesField(ModelMultipleChoiceField[Zone]):
    def __init__(self, **kwargs: Any) -> None:
        widget = forms.CheckboxSelectMultiple(attrs=TALL)
        super().__init__(Zone.objects.defer(*SHAPES), widget=widget, required=False, **kwargs)
        self.choices = zone_choices


class PhoneField(forms.CharField):
    """As people write it: digits, and the signs between them."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=40, required=False, **kwargs)

    def clean(self, value: Any) -> str:
        text = cleaned(super().clean(value), most=40)
        if text and not (5 <= sum(sign.isdigit() for sign in text) <= 15):
            raise ValidationError(_("Non sembra un numero di telefono: scrivi le cifre."))
        return text


def campaign_field(campaigns: Sequence[Campaign], *, may_be_free: bool) -> forms.ChoiceField:
    """To which of one's campaigns it belongs; to none, for whoever may listen without one."""
    choices = [(one.code, one.title) for one in campaigns]
    if may_be_free:
        choices.insert(0, ("", _("nessuna")))
    return forms.ChoiceField(label=_("Campagna"), choices=choices, required=not may_be_free)
