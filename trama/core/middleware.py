from collections.abc import Callable
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse


class ArrivalMiddleware:
    """The proxy's own word on when a request arrived (`X-Request-Start: t=SECONDS`), as evidence.

    It decides nothing: the instant of an act is the database's. A value that is no time is None.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.arrived_at = proxy_instant(  # type: ignore[attr-defined]  # an attribute of ours
            request.headers.get("X-Request-Start", "")
        )
        return self.get_response(request)


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
