from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect

from trama.core.workflow import ActRefused


def see_other(to: Any, *args: Any, **kwargs: Any) -> HttpResponse:
    """After an act the answer is another page, asked for with GET (303): reloading repeats nothing.

    Takes what `redirect` takes.
    """
    response: HttpResponse = redirect(to, *args, **kwargs)
    response.status_code = 303
    return response


def sent(request: HttpRequest) -> QueryDict | None:
    """For a form: the fields that were sent, even none at all; None when it is only shown."""
    return request.POST if request.method == "POST" else None


def attempted(request: HttpRequest, act: Callable[[], object], done: str) -> bool:
    """The act, with what became of it said on the next page; whether it was done."""
    try:
        act()
    except ActRefused as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, done)
    return True


def accepted(form: BaseForm, act: Callable[[], object]) -> bool:
    """The act of a form that was sent: a refusal is said in the form, whose fields stay filled."""
    if not form.is_valid():
        return False
    try:
        act()
    except ActRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True
