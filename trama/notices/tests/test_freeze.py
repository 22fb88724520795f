"""What a notice says freezes with its adoption, at the database's level."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from trama.notices.models import (
    DocumentSlot,
    FormQuestion,
    Notice,
    NoticeSection,
    Requirement,
)

pytestmark = pytest.mark.django_db
MODELS: list[Any] = [NoticeSection, Requirement, FormQuestion, DocumentSlot]


@pytest.mark.parametrize("model", MODELS)
def test_no_part_of_a_published_notice_is_changed(notice: Notice, model: Any) -> None:
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        model.objects.filter(notice=notice).update(position=9)


@pytest.mark.parametrize("model", MODELS)
def test_no_part_of_a_published_notice_is_removed(notice: Notice, model: Any) -> None:
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        model.objects.filter(notice=notice).delete()


def test_nothing_is_added_to_a_published_notice(notice: Notice) -> None:
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        DocumentSlot.objects.create(notice=notice, code="altro", label="Altro")
