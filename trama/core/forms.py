"""How every form is drawn: label, hint, error beside the field, summary at the top."""

from pathlib import Path
from typing import Any

import django.forms
from django import forms
from django.forms.renderers import BaseRenderer, EngineMixin
from django.template.backends.django import DjangoTemplates
from django.utils.functional import cached_property

REPLACED = {
    "django/forms/widgets/radio.html": "core/forms/choices.html",
    "django/forms/widgets/checkbox_select.html": "core/forms/choices.html",
    "django/forms/widgets/clearable_file_input.html": "core/forms/file.html",
    "django/forms/widgets/select.html": "core/forms/select.html",
}
"""Django's own widget templates that say less than ours, or say it with inline markup."""


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
                "OPTIONS": {
                    "builtins": ["django.templatetags.i18n", "trama.core.templatetags.trama_ui"]
                },
            }
        )

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
