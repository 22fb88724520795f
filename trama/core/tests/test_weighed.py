"""Who sends a text with words on which the two sides do not agree is told before, once."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django import forms

from trama.core import glossary
from trama.core.forms import WeighedForm
from trama.core.vocabulary import Vocabulary, Voice, Word


class Statement(WeighedForm):
    weighed = ("text",)
    title = forms.CharField(required=False)
    text = forms.CharField(required=False)


@pytest.fixture(autouse=True)
def _words(monkeypatch: pytest.MonkeyPatch) -> None:
    since = datetime(2026, 3, 1, tzinfo=UTC)
    words = [
        Word(key, key, (key,), (Voice("", "…"),), "", since, f"/{key}/", is_contested=contested)
        for key, contested in (("quartiere", True), ("bisogno", False))
    ]
    monkeypatch.setattr(glossary, "_sources", [lambda _at: Vocabulary(words)])


def sent(**data: str) -> Statement:
    return Statement(data)


@pytest.mark.parametrize(
    "data", [{"text": "Un bisogno."}, {}, {"title": "Il quartiere"}, {"text": "quartierino"}]
)
def test_a_text_without_contested_words_goes(data: Any) -> None:
    form = sent(**data)
    assert form.is_valid()
    assert "as_it_is" not in str(form)


def test_a_contested_word_is_told_and_the_text_stays() -> None:
    form = sent(text="Nel quartiere.")
    assert not form.is_valid()
    assert list(form.errors) == ["as_it_is"]
    html = str(form)
    assert 'value="Nel quartiere."' in html
    assert '<a href="/quartiere/" lang="it">quartiere</a>' in html
    assert "non è ancora partito" in html


def test_who_was_told_may_send_it_as_it_is() -> None:
    form = sent(text="Nel quartiere.", as_it_is="on")
    assert form.is_valid()
    assert form.cleaned_data == {"title": "", "text": "Nel quartiere."}


def test_another_error_keeps_the_answer_given() -> None:
    class Short(Statement):
        text = forms.CharField(max_length=5)

    form = Short({"text": "Nel quartiere.", "as_it_is": "on"})
    assert not form.is_valid()
    assert "checked" in str(form)
