from collections.abc import Iterator
from unittest import mock

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from trama.applications.models import Answer
from trama.core.privacy import REGISTER

TEXT = (models.CharField, models.TextField, models.JSONField, models.FileField, ArrayField)


def says_something(field: "models.Field[object, object]") -> bool:
    """A text, or a column computed from one."""
    if isinstance(field, models.GeneratedField):
        return isinstance(field.output_field, (*TEXT, SearchVectorField))
    return isinstance(field, TEXT)


def misdeclared() -> Iterator[str]:
    """Text fields declared not once: never, twice, or under a name that does not exist."""
    for model in apps.get_models():
        if not model.__module__.startswith("trama."):
            continue
        fields = {field.name for field in model._meta.fields if says_something(field)}
        said = REGISTER.get(model)
        names = [*said.personal, *said.public, *said.operational] if said else []
        for name in fields.symmetric_difference(names) | {n for n in names if names.count(n) > 1}:
            yield f"{model._meta.label}.{name}"
        if said is None:
            yield model._meta.label


def test_every_text_field_is_declared_personal_public_or_operational() -> None:
    """Add a text field to any model of ours and this fails until you say what it is."""
    assert sorted(misdeclared()) == []


def test_an_undeclared_field_does_not_pass() -> None:
    with mock.patch.dict(REGISTER):
        del REGISTER[Answer]
        assert {"applications.Answer.text", "applications.Answer.choices"} <= set(misdeclared())
