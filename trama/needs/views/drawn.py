"""What a run looks like is the same for all its visitors: it is drawn once, and kept.

The key holds the run, so nothing is ever taken for another's; the day, for «2 mesi fa»; the
language; and what the address asks.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from trama.core.deadlines import day_of
from trama.core.keeping import kept
from trama.needs.models import CoverageRun

KEPT_SECONDS = 6 * 3600


def drawn(
    request: HttpRequest,
    template: str,
    *,
    run: CoverageRun,
    now: datetime,
    context: Callable[[], Mapping[str, Any]],
    asked: Sequence[str] = (),
) -> SafeString:
    """`template` with `context`, which is asked for only when it was not drawn yet. `asked`: the
    parameters of the address on which it depends. Nothing of a person may be in it."""
    values = [request.GET.get(name, "") for name in asked]
    facts = [
        template, request.path, run.uid, get_language(), day_of(now), any(request.GET.values()),
        *values,
    ]  # fmt: skip
    return kept(
        "drawn", facts, KEPT_SECONDS, lambda: render_to_string(template, dict(context()), request)
    )
