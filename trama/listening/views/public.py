"""Listening as everybody reads it: campaigns, what was said, what was done and in how long."""

import io
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from trama.core import clock
from trama.ledger.formats.delimited import write_csv
from trama.listening.lifecycle.campaigns import listens
from trama.listening.models import Campaign, TurnKind
from trama.listening.permissions import may_run
from trama.listening.queries import public


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    context = {
        "open_campaigns": list(public.open_campaigns()),
        "past_campaigns": list(public.past_campaigns()[: public.LATEST]),
        **_said_and_done(None),
    }
    return render(request, "listening/home.html", context)


@login_not_required
@require_safe
def campaign(request: HttpRequest, code: str) -> HttpResponse:
    found = campaign_of(request, code)
    context = {
        "campaign": found,
        "themes": list(found.themes.all()),
        "zones": list(found.zones.defer("boundary", "outline")),
        "is_open": listens(found, clock.now()),
        "may_run": may_run(request.user, found),
        **_said_and_done(found),
    }
    return render(request, "listening/campaign.html", context)


def campaign_of(request: HttpRequest, code: str) -> Campaign:
    rows = Campaign.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("office", "organization", "network"), code=code)


def _said_and_done(campaign: Campaign | None) -> dict[str, Any]:
    """The same sections for one campaign and for all."""
    signals = public.heard(campaign)
    zones, themes = public.by_zone(signals), public.by_theme(signals)
    return {
        "total": zones.total,
        "zone_bars": public.bars(zones),
        "theme_bars": public.bars(themes),
        "done": public.stories((TurnKind.DONE,), campaign=campaign),
        "not_done": public.stories((TurnKind.NOT_DONE,), campaign=campaign),
        "steps": public.stories((TurnKind.STEP,), campaign=campaign),
        "times": public.times(signals),
    }


@login_not_required
@require_safe
def counts(request: HttpRequest) -> HttpResponse:
    """Open data: the counts of the page."""
    file = io.StringIO(newline="")
    write_csv(public.table(), file)
    response = HttpResponse(file.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="segnalazioni.csv"'
    return response
