"""What a form shows of itself: a builtin library too, beside `trama_ui`."""

from typing import Any

from django import template
from django.forms import BaseForm, BoundField

register = template.Library()


@register.inclusion_tag("core/forms/summary.html")
def error_summary(form: BaseForm) -> dict[str, Any]:
    """What is to be corrected, at the top, each line a link to its field."""
    return {"form": form}


@register.filter
def mistakes(form: BaseForm) -> int:
    """How many things are wrong: a field may have more than one."""
    return sum(len(said) for said in form.errors.values())


@register.filter
def target(field: BoundField) -> str:
    """The id to which an error leads: the field's own, or the first of its choices."""
    return field.id_for_label or f"{field.auto_id}_0"


@register.filter
def input_type(field: BoundField) -> str:
    """checkbox, file, date… or nothing for a field that is no input."""
    return str(getattr(field.field.widget, "input_type", ""))
