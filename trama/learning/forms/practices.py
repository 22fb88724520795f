"""What people write of practices, and of templates of the library."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trama.core.forms import DayField
from trama.learning.forms.terms import SpeakerForm
from trama.learning.models import (
    LibraryComment,
    LibraryItem,
    LibraryKind,
    LibraryUse,
    Practice,
)

SHORT, LONG = {"rows": 4}, {"rows": 8}


def _area(model: Any, name: str, rows: dict[str, int]) -> Any:
    """The field of a model as a text of more lines."""
    return model._meta.get_field(name).formfield(widget=forms.Textarea(attrs=rows))


class PracticeForm(SpeakerForm):
    title = Practice._meta.get_field("title").formfield()
    problem = _area(Practice, "problem", SHORT)
    way = _area(Practice, "way", LONG)

    @property
    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("title", "problem", "way")}


class TryForm(forms.Form):
    where = forms.CharField(
        label=_("Dove si prova"), max_length=300, help_text=_("Un luogo, un servizio, un tavolo.")
    )
    since = DayField(label=_("Dal giorno"))


class DecideForm(forms.Form):
    reason = forms.CharField(label=_("Perché"), max_length=2000, widget=forms.Textarea(attrs=SHORT))


class ResultForm(forms.Form):
    result = forms.CharField(
        label=_("Che cosa ne è venuto"),
        max_length=2000,
        widget=forms.Textarea(attrs=SHORT),
        help_text=_("Anche se non ha funzionato. Senza nomi di persone."),
    )


class KindForm(forms.Form):
    kind = forms.ChoiceField(label=_("Che cosa"), choices=LibraryKind.choices)


class TemplateForm(forms.Form):
    """A template of a kind: taken from what exists, or written here."""

    hide_optional = True
    title = LibraryItem._meta.get_field("title").formfield()
    about = _area(LibraryItem, "about", SHORT)
    source = forms.ChoiceField(label=_("Preso da"), required=False)
    text = forms.CharField(
        label=_("Oppure scritto qui"),
        required=False,
        max_length=40_000,
        widget=forms.Textarea(attrs=LONG),
    )
    practice = forms.ModelChoiceField(
        label=_("Viene dalla pratica"),
        queryset=Practice.objects.order_by("title", "pk"),
        to_field_name="uid",
        required=False,
    )

    def __init__(self, data: Any = None, *, sources: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        field = self.fields["source"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [("", "—"), *sources]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if bool(data.get("source")) == bool((data.get("text") or "").strip()):
            raise forms.ValidationError(_("Scegli da dove è preso, oppure scrivilo: uno dei due."))
        return data


class UseForm(SpeakerForm):
    """What one starts: a thing of one's own where the template can be put, or in words."""

    target = forms.ChoiceField(label=_("Mettilo in"), required=False)
    what_for = LibraryUse._meta.get_field("what_for").formfield(required=False)

    def __init__(self, *args: Any, targets: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["target"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [("", "—"), *targets]
        if not targets:
            del self.fields["target"]
            self.fields["what_for"].required = True

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("target") and not data.get("what_for"):
            raise forms.ValidationError(_("Di’ dove lo metti, o per che cosa l’hai usato."))
        return data


class CommentForm(SpeakerForm):
    text = _area(LibraryComment, "text", SHORT)
