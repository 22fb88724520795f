from typing import Any

from django.conf import settings
from django.http import HttpRequest


def platform(request: HttpRequest) -> dict[str, Any]:
    """What every page knows: whose installation this is; whether it is the demo, a rehearsal."""
    return {
        "platform": settings.PLATFORM,
        "demo": settings.DEMO,
        "rehearsal": settings.REHEARSAL,
    }
