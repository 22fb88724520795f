"""One click, and one is somebody of the demo city. It exists only with the demo."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from trama.accounts.lifecycle import sign_in_for_demo
from trama.core.http import see_other
from trama.demo import queries


@login_not_required
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Everybody one may be, each with a button and something to try."""
    _only_in_demo()
    return render(request, "demo/people.html", {"people": queries.present()})


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, who: str) -> HttpResponse:
    """A page with one button; the button signs in, a link never does."""
    _only_in_demo()
    character = queries.character(who)
    user = queries.user_of(character) if character else None
    if character is None or user is None:
        raise Http404
    if request.method != "POST":
        return render(request, "demo/enter.html", {"character": character})
    sign_in_for_demo(request, user)
    return see_other(queries.start_of(character, user))


def _only_in_demo() -> None:
    if not settings.DEMO:
        raise Http404
