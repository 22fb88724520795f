"""How every form is drawn: label, hint, error beside the field, summary at the top."""

from collections.abc import Callable, Mapping
from html import escape
from pathlib import Path
from typing import Any

import django.forms
from django import forms
from django.conf import settings
from django.forms.renderers import BaseRenderer, EngineMixin
from django.template.backends.django import DjangoTemplates
from django.utils.functional import cached_property
from django.utils.safestring import SafeString

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
