"""What a view answers after a form or a button."""

from types import SimpleNamespace
from typing import Any

from django import forms
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest
from django.test import RequestFactory

from trama.core.http import accepted, accepted_in_turn, attempted, made, show_form
from trama.core.workflow import ActRefused, OutdatedError


class WordForm(forms.Form):
    word = forms.CharField()


def filled() -> WordForm:
    return WordForm({"word": "tavolo"})


def refuse() -> None:
    raise ActRefused("Non ora.")


def overtake() -> None:
    raise OutdatedError


def asked() -> Any:
    request: Any = RequestFactory().get("/")
    request._messages = CookieStorage(request)
    return request


def said(request: HttpRequest) -> list[tuple[str, str]]:
    return [(message.level_tag, message.message) for message in get_messages(request)]


def test_a_form_with_something_wrong_does_not_try_its_act() -> None:
    done: list[str] = []
    assert not accepted(WordForm({}), lambda: done.append("act"))
    assert not accepted(WordForm(), lambda: done.append("act"))
    assert done == []


def test_a_refusal_is_said_at_the_top_of_the_form() -> None:
    form = filled()
    assert not accepted(form, refuse)
    assert form.errors == {"__all__": ["Non ora."]}
    assert form["word"].value() == "tavolo"


def test_a_refusal_may_stand_beside_the_field_that_it_is_about() -> None:
    form = filled()
    assert not accepted(form, refuse, field="word")
    assert form.errors == {"word": ["Non ora."]}


def test_what_an_act_makes_is_handed_over_even_when_it_is_nothing_much() -> None:
    assert made(filled(), lambda: 3) == 3
    assert made(filled(), lambda: 0) == 0


def test_a_refused_act_makes_nothing_and_the_form_says_why() -> None:
    form = filled()
    assert made(form, refuse, field="word") is None
    assert form.errors == {"word": ["Non ora."]}
    assert made(WordForm({}), lambda: 3) is None


def test_a_form_overtaken_by_another_keeps_what_was_typed_and_goes_over_it_next_time() -> None:
    form = filled()
    theirs = SimpleNamespace(version=4)
    assert accepted_in_turn(form, overtake, lambda: theirs) == (False, theirs)
    assert form["word"].value() == "tavolo"
    assert form.data["version"] == "4"
    assert "confrontalo con il testo di adesso" in form.errors["__all__"][0]


def test_a_form_that_nobody_overtook_is_accepted_or_refused_as_any() -> None:
    theirs = SimpleNamespace(version=4)
    assert accepted_in_turn(filled(), lambda: 3, lambda: theirs) == (True, None)
    form = filled()
    assert accepted_in_turn(form, refuse, lambda: theirs) == (False, None)
    assert "version" not in form.data


def test_a_button_s_act_is_told_in_words_or_in_words_found_from_what_it_made() -> None:
    request = asked()
    assert attempted(request, lambda: 3, "Fatto.")
    assert attempted(request, lambda: 3, lambda letters: f"Lettere: {letters}.")
    assert said(request) == [("success", "Fatto."), ("success", "Lettere: 3.")]


def test_a_button_s_refused_act_tells_why_and_nothing_else() -> None:
    request = asked()
    assert not attempted(request, refuse, "Fatto.")
    assert said(request) == [("error", "Non ora.")]


def test_a_form_is_shown_with_200_and_comes_back_with_422() -> None:
    page = "core/forms/summary.html"
    assert show_form(asked(), page, WordForm()).status_code == 200
    assert show_form(asked(), page, WordForm({})).status_code == 422
    assert show_form(asked(), page, WordForm({}), overtaken=True).status_code == 409
