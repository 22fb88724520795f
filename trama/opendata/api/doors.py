"""What every address of the API does alike: methods, quota, caching, problems instead of pages."""

import hashlib
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, re_path
from django.utils.cache import get_conditional_response
from django.views.decorators.csrf import csrf_exempt

from trama.opendata.api import limits
from trama.opendata.api.problems import problem
from trama.opendata.rules import DATA_FRESH_SECONDS

View = Callable[..., HttpResponse]
SAFE = ("GET", "HEAD")


def urls(patterns: Iterable[Any]) -> list[URLPattern]:
    """The addresses of the API, each behind `door`; any other one under it is a problem too."""
    doors = [
        path(str(pattern.pattern), door(pattern.callback), name=pattern.name)
        for pattern in patterns
        if pattern.name != "api-root"
    ]
    return [*doors, path("", door(nothing_here), name="api-root"), re_path("", door(nothing_here))]


def nothing_here(request: HttpRequest) -> HttpResponse:
    return problem(
        HTTPStatus.NOT_FOUND, "Nothing is at this address. See openapi.json for what there is."
    )


def door(view: View) -> View:
    """Nothing here writes: a form of another site does no harm, and is told 405 as a program is."""

    @csrf_exempt
    @login_not_required
    def answer(request: HttpRequest, **parameters: Any) -> HttpResponse:
        quota = limits.take(request)
        if quota.is_exceeded:
            response = problem(
                HTTPStatus.TOO_MANY_REQUESTS,
                f"More than {quota.limit} requests in a minute: try again when it is over.",
            )
            response["Retry-After"] = str(quota.resets_in)
        elif request.method not in SAFE:
            response = problem(HTTPStatus.METHOD_NOT_ALLOWED, "This API is read only.")
            response["Allow"] = ", ".join(SAFE)
        else:
            response = _cached(request, _as_get(view, request, parameters))
        quota.say(response)
        response["Access-Control-Allow-Origin"] = "*"
        return response

    return answer


def _as_get(view: View, request: HttpRequest, parameters: dict[str, Any]) -> HttpResponse:
    """A HEAD is a GET whose body the server leaves out."""
    method, request.method = request.method, "GET"
    try:
        return view(request, **parameters)
    finally:
        request.method = method


def _cached(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """An answer known by its content: whoever has it already is told so (304)."""
    if response.status_code != HTTPStatus.OK or response.has_header("Cache-Control"):
        response.headers.setdefault("Cache-Control", "no-store")
        return response
    tag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response["ETag"] = tag
    response["Cache-Control"] = f"public, max-age={DATA_FRESH_SECONDS}"
    found = get_conditional_response(request, etag=tag, response=response)
    return found if isinstance(found, HttpResponse) else response
