from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from config import rehearsal

SECONDS = 3


class RehearsalMiddleware:
    """No search engine keeps a page of a rehearsal; while it begins again, every page says so.

    A process that has served before the reset goes on saying so afterwards: its connections and its
    caches belong to the database that was replaced. The supervisor is about to replace it too.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.round: str | None = None  # of the first request that this process has served

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request) if self._may_serve() else _waiting(request)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    def _may_serve(self) -> bool:
        if rehearsal.is_reset_asked():
            return False
        current = rehearsal.current_round()
        self.round = self.round or current
        return self.round == current


def _waiting(request: HttpRequest) -> HttpResponse:
    response = render(request, "rehearsal/waiting.html", status=503)
    response._has_been_logged = True  # type: ignore[attr-defined]  # Django's own: no error of ours
    response["Retry-After"] = str(SECONDS)
    # What was sent is not sent again: the page that comes is the rehearsal's own.
    response["Refresh"] = f"{SECONDS}; url={reverse('rehearsal:home')}"
    return response
