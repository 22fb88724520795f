"""Errors as problem details (RFC 9457): what is wrong and where, for programs and people."""

import json
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import ValidationError

MEDIA_TYPE = "application/problem+json"
RETRY_SECONDS = 30


def problem(status: HTTPStatus, detail: str, errors: Sequence[dict[str, str]] = ()) -> HttpResponse:
    """`errors`: the parameters at fault, each with its `parameter` and `reason`."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": status.phrase,
        "status": int(status),
        "detail": detail,
    }
    if errors:
        body["errors"] = list(errors)
    content = json.dumps(body, ensure_ascii=False)
    return HttpResponse(content, status=status, content_type=MEDIA_TYPE)


def unavailable() -> HttpResponse:
    response = problem(
        HTTPStatus.SERVICE_UNAVAILABLE, "The database does not answer. Try again later."
    )
    response["Retry-After"] = str(RETRY_SECONDS)
    return response


def _not_found(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(HTTPStatus.NOT_FOUND, "Nothing public is at this address.")


def _invalid(request: HttpRequest, error: Any) -> HttpResponse:
    errors = [{"parameter": str(one["loc"][-1]), "reason": str(one["msg"])} for one in error.errors]
    names = ", ".join(sorted({one["parameter"] for one in errors}))
    return problem(
        HTTPStatus.UNPROCESSABLE_ENTITY, f"These parameters cannot be used: {names}.", errors
    )


def _suspicious(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(HTTPStatus.BAD_REQUEST, "The request cannot be read.")


def _no_database(request: HttpRequest, error: Any) -> HttpResponse:
    return unavailable()


def handle_errors(api: NinjaAPI) -> None:
    api.add_exception_handler(Http404, _not_found)
    api.add_exception_handler(ValidationError, _invalid)
    api.add_exception_handler(SuspiciousOperation, _suspicious)
    api.add_exception_handler(DatabaseError, _no_database)
