from collections.abc import Callable
from copy import copy
from typing import Any, Protocol, TypeVar

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from trama.core.workflow import ActRefused, OutdatedError

Made = TypeVar("Made")


class Versioned(Protocol):
    """What is saved again and again, each time with the next number."""

    version: int


Read = TypeVar("Read", bound=Versioned)


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


def attempted(
    request: HttpRequest, act: Callable[[], Made], done: str | Callable[[Made], str]
) -> bool:
    """The act, with what became of it said on the next page; whether it was done.

    `done`: the words for it, or how to find them from what the act has made.
    """
    try:
        result = act()
    except ActRefused as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, done(result) if callable(done) else done)
    return True


def accepted(form: BaseForm, act: Callable[[], object], *, field: str | None = None) -> bool:
    """The act of a form that was sent: a refusal is said in the form, whose fields stay filled.

    `field`: the one that the refusal stands beside; at the top of the form without it.
    """
    if not form.is_valid():
        return False
    try:
        act()
    except ActRefused as refusal:
        form.add_error(field, str(refusal))
        return False
    return True


def made(form: BaseForm, act: Callable[[], Made], *, field: str | None = None) -> Made | None:
    """As `accepted`, for an act that makes something: what it has made, or None."""
    found: list[Made] = []
    return found[0] if accepted(form, lambda: found.append(act()), field=field) else None


def accepted_in_turn(
    form: BaseForm, act: Callable[[], object], read: Callable[[], Read]
) -> tuple[bool, Read | None]:
    """As `accepted`, of what several people may write at once; and, when somebody else has saved it
    meanwhile, what they have made of it (`read`). Sending the form again then goes over theirs, by
    a choice made knowing."""
    overtaken: list[Read] = []

    def in_turn() -> None:
        try:
            act()
        except OutdatedError:
            overtaken.append(read())
            _send_over(form, overtaken[0].version)
            raise

    done = accepted(form, in_turn)
    return done, overtaken[0] if overtaken else None


def _send_over(form: BaseForm, version: int) -> None:
    data: Any = copy(form.data)
    data["version"] = str(version)
    form.data = data


def show_form(
    request: HttpRequest,
    template: str,
    form: BaseForm,
    context: dict[str, Any] | None = None,
    *,
    overtaken: bool = False,
) -> HttpResponse:
    """The page of a form: 200 the first time, 422 when it comes back with what is wrong in it, 409
    when somebody else has saved what it writes."""
    refused = 409 if overtaken else 422
    status = refused if form.is_bound else 200
    return render(request, template, {"form": form, **(context or {})}, status=status)
