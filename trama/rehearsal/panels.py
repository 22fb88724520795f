"""Over every page: that this is a rehearsal, which one, what its clock says."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from trama.core import clock
from trama.core.panels import Panel


def strip(request: HttpRequest, thing: Any) -> Panel:
    return Panel("rehearsal/_strip.html", {"name": settings.REHEARSAL, "now": clock.now()})
