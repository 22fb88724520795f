"""Forms of the house: how every one is drawn (label, hint, error beside the field, summary at the
top), the fields and the kinds of form that apps share."""

from collections.abc import Callable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import django.forms
from django import forms
from django.conf import settings
from django.db import models
from django.forms.renderers import BaseRenderer, EngineMixin
from django.template.backends.django import DjangoTemplates
from django.utils.functional import cached_property
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trama.core.glossary import contested
from trama.core.vocabulary import Word

if TYPE_CHECKING:
    ModelForm = forms.ModelForm
    ModelChoiceField = forms.ModelChoiceField
    ModelMultipleChoiceField = forms.ModelMultipleChoiceField
else:

    class _OfModel:
        """Says of which model it is, `ModelForm[Path]`: Django's own classes take no parameters
        when they run."""

        def __class_getitem__(cls, model):
            return cls

    class ModelForm(_OfModel, forms.ModelForm):
        pass

    class ModelChoiceField(_OfModel, forms.ModelChoiceField):
        pass

    class ModelMultipleChoiceField(_OfModel, forms.ModelMultipleChoiceField):
        def clean(self, value):
            """A number that no column holds is none of the choices."""
            try:
                return super().clean(value)
            except OverflowError:
                raise forms.ValidationError(
                    self.error_messages["invalid_choice"],
                    code="invalid_choice",
                    params={"value": "…"},
                ) from None


M = TypeVar("M", bound=models.Model)
F = TypeVar("F", bound=forms.Field)

REPLACED = {
    "django/forms/widgets/clearable_file_input.html": "core/forms/file.html",
}
"""Django's own widget templates that say less than ours, or say it with inline markup."""


def _select(widget: Mapping[str, Any]) -> SafeString:
    rows = []
    for group, options, _place in widget["optgroups"]:
        drawn = [
            f'<option value="{_text(one["value"])}"{_attributes(one["attrs"])}>'
            f"{_text(one['label'])}</option>"
            for one in options
        ]
        named = [f'<optgroup label="{_text(group)}">', *drawn, "</optgroup>"]
        rows += named if group else drawn
    attributes = _attributes({"name": widget["name"], **widget["attrs"]})
    return SafeString("\n".join([f"<select{attributes}>", *rows, "</select>"]))


def _choices(widget: Mapping[str, Any]) -> SafeString:
    """Radio buttons or checkboxes, each before its label."""
    attrs = widget["attrs"]
    kept = {"class": f"choices {attrs.get('class', '')}".strip(), "id": attrs.get("id")}
    rows = [f"<div{_attributes(kept)}>"]
    for group, options, _place in widget["optgroups"]:
        if group:
            rows.append(f'<p class="group-label">{_text(group)}</p>')
        rows += [
            f'<div class="choice"><input type="{one["type"]}" name="{_text(one["name"])}"'
            f' value="{_text(one["value"])}"{_attributes(one["attrs"])}>'
            f"<label{_attributes({'for': one['attrs'].get('id')})}>{_text(one['label'])}</label>"
            "</div>"
            for one in options
        ]
    return SafeString("\n".join([*rows, "</div>"]))


def _attributes(values: Mapping[str, Any]) -> str:
    said = ((name, value) for name, value in values.items() if value not in {None, False})
    return "".join(
        f" {name}" if value is True else f' {name}="{_text(value)}"' for name, value in said
    )


def _text(value: Any) -> str:
    """Escaped by Python's own: Django's asks of each word whether it is to be translated."""
    said = str(value)
    return said if hasattr(said, "__html__") else escape(said)


DRAWN: dict[str, Callable[[Mapping[str, Any]], SafeString]] = {
    "django/forms/widgets/select.html": _select,
    "django/forms/widgets/radio.html": _choices,
    "django/forms/widgets/checkbox_select.html": _choices,
}
"""Lists of choices, that may have hundreds: without a template."""


class TramaRenderer(EngineMixin, BaseRenderer):
    """`{{ form }}` and `{{ field.as_field_group }}` in the house's markup; set as FORM_RENDERER.

    A form says `hide_optional = True` when «facoltativo» beside each field would be noise.
    """

    backend = DjangoTemplates
    form_template_name = "core/forms/form.html"
    formset_template_name = "core/forms/formset.html"
    field_template_name = "core/forms/field.html"

    @cached_property
    def engine(self) -> DjangoTemplates:
        return self.backend(
            {
                "NAME": "trama-forms",
                "APP_DIRS": True,
                "DIRS": [Path(django.forms.__file__).parent / "templates"],
                "OPTIONS": {"builtins": settings.BUILTINS},
            }
        )

    def render(self, template_name: str, context: Any, request: Any = None) -> SafeString:
        draw = DRAWN.get(template_name)
        if draw is not None:
            return draw(context["widget"])
        return SafeString(super().render(template_name, context, request))

    def get_template(self, template_name: str) -> Any:
        return self.engine.get_template(REPLACED.get(template_name, template_name))


class DayInput(forms.DateInput):
    """The browser's own calendar; where there is none, a text in the form 2026-11-27."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class InstantInput(forms.DateTimeInput):
    """Day and hour together, on the wall clock of Rome; where unsupported, 2026-11-27T12:00."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%dT%H:%M")


class DayField(forms.DateField):
    """A day. Accepts what the browser's calendar sends and what people type (27/11/2026)."""

    widget = DayInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("input_formats", ["%Y-%m-%d", "%d/%m/%Y"])
        super().__init__(**kwargs)


class InstantField(forms.DateTimeField):
    """An instant on the wall clock of Rome; an hour that is not, or is twice, is refused."""

    widget = InstantInput

    def __init__(self, **kwargs: Any) -> None:
        formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%d/%m/%Y %H:%M"]
        kwargs.setdefault("input_formats", formats)
        super().__init__(**kwargs)


def field_of(form: forms.BaseForm, name: str, kind: type[F]) -> F:
    """A field of a form as the kind that it is declared, with what only that kind has: choices, a
    queryset. Raises `TypeError` when it is another."""
    field = form.fields[name]
    if not isinstance(field, kind):
        raise TypeError(f"{name} is a {type(field).__name__}, not a {kind.__name__}.")
    return field


class FactsForm(ModelForm[M]):
    """A form of a model that writes nothing on the record in hand: the verb takes the facts, does
    and checks."""

    def _post_clean(self) -> None:
        """Where Django would write them on the record: here its fields only judge them."""
        for field in self._meta.model._meta.fields:
            if field.name in (self._meta.fields or ()) and field.name in self.cleaned_data:
                try:
                    field.run_validators(self.cleaned_data[field.name])
                except forms.ValidationError as error:
                    self.add_error(field.name, error)

    @property
    def facts(self) -> dict[str, Any]:
        """What was said, by the model's fields that the form asks."""
        asked = (name for name in self._meta.fields or () if name in self.fields)
        return {name: self.cleaned_data[name] for name in asked}


class WeighedForm(forms.Form):
    """Whose text goes out as it is sent, without a draft: a writer who uses words on which the two
    sides do not agree is told before, once, and may send it as it is."""

    weighed: Sequence[str] = ()  # the fields that are prose
    AS_IT_IS = "as_it_is"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.AS_IT_IS in self.data:
            self._ask()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        knows = cleaned.pop(self.AS_IT_IS, False)
        words = [] if knows else contested(str(cleaned.get(name) or "") for name in self.weighed)
        if words:
            self._ask(words)
            self.add_error(
                self.AS_IT_IS,
                _("Il testo usa parole contese: non è ancora partito, ed è qui sotto come l’hai "
                  "scritto. Di’ nel testo in che senso le usi, o cambiale, oppure segna questa "
                  "casella e mandalo così."),
            )  # fmt: skip
        return cleaned

    def _ask(self, words: Sequence[Word] = ()) -> None:
        links = ((word.url, word.label) for word in words)
        self.fields[self.AS_IT_IS] = forms.BooleanField(
            label=gettext_lazy("Va bene così: si capisce in che senso uso le parole contese"),
            help_text=format_html_join(", ", '<a href="{}" lang="it">{}</a>', links),
            required=False,
        )
