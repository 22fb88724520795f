from collections.abc import Callable
from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from trama.core import glossary
from trama.core.access import WrongMoment


class BodySizeMiddleware:
    """Refuses a request far larger than any file we keep, before a byte of it is written to disk.

    A file a little too large is refused by its form, with what was kept and what to do.
    """

    TIMES = 5  # of the largest file

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        declared = request.headers.get("Content-Length", "")
        size = int(declared[:20]) if declared.isascii() and declared.isdigit() else 0
        if size <= self.TIMES * settings.DOCUMENT_MAX_BYTES + settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            return self.get_response(request)
        words = _(
            "L’invio è troppo grande e non è stato ricevuto: nulla è cambiato. "
            "Un file può arrivare a %(most)d MB: riducilo o dividilo in più file."
        ) % {"most": settings.DOCUMENT_MAX_BYTES // 1024**2}
        return HttpResponse(words, status=413, content_type="text/plain; charset=utf-8")


class ArrivalMiddleware:
    """The proxy's own word on when a request arrived (`X-Request-Start: t=SECONDS`), as evidence.

    It decides nothing: the instant of an act is the database's. A value that is no time is None;
    so is any where no proxy of ours stands in front, because then whoever asks has written it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        said = request.headers.get("X-Request-Start", "")
        behind_proxy = settings.ALLAUTH_TRUSTED_PROXY_COUNT > 0
        request.arrived_at = (  # type: ignore[attr-defined]  # an attribute of ours
            proxy_instant(said) if behind_proxy else None
        )
        return self.get_response(request)


class WrongMomentMiddleware:
    """An act asked for when it is not lawful is answered 409, with why, the way back, and the words
    that were sent: whoever wrote them while the moment passed still has them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        if not isinstance(problem, WrongMoment):
            return None
        sent = (words for _name, values in request.POST.lists() for words in values)
        typed = [words for words in sent if " " in words.strip()]  # not codes, not choices
        context = {"sentence": str(problem), "back": problem.back, "typed": typed}
        return render(request, "409.html", context, status=409)


class FirstUseMiddleware:
    """A page explains each word at its first use alone, whatever passages it is made of."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_page = response.get("Content-Type", "").startswith("text/html")
        if is_page and not response.streaming and glossary.MARKED in response.content:
            response.content = glossary.each_once(response.content.decode()).encode()
        return response


def proxy_instant(header: str) -> datetime | None:
    """Reads `t=1700000000.123` (seconds, as nginx writes) and `t=1700000000123` (milliseconds)."""
    text = header.removeprefix("t=")
    if not text.replace(".", "", 1).isascii() or not text.replace(".", "", 1).isdigit():
        return None
    number = float(text)
    try:
        return datetime.fromtimestamp(number / 1000 if number > 1e11 else number, tz=UTC)
    except (ValueError, OverflowError, OSError):
        return None
