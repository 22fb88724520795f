import pytest
from django.utils import translation

from trama.programming.models import Strand, Theme
from trama.programming.tests.factories import ProgrammingActFactory, StrandFactory, ThemeFactory

pytestmark = pytest.mark.django_db


def test_the_seven_strands_and_the_themes_of_need_are_there_from_the_start() -> None:
    assert Strand.objects.count() == 7
    assert {"food", "housing", "edu-support", "child-poverty"} <= set(
        Theme.objects.values_list("code", flat=True)
    )


def test_a_word_of_a_list_is_read_in_the_language_of_the_page() -> None:
    theme = ThemeFactory.create()
    assert str(theme) == "Povertà minorile"
    with translation.override("en"):
        assert str(theme) == "Child poverty"


def test_the_factories_take_the_words_that_are_there_and_make_acts_anew() -> None:
    assert StrandFactory.create() == Strand.objects.get(code="accoglienza")
    first, second = ProgrammingActFactory.create_batch(2)
    assert first.act != second.act
