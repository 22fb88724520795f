"""Listening as everybody reads it: campaigns, what was said, what was done and in how long.

What was said and done is drawn once a minute in each web process, and at each new turn: whoever
reads while hundreds speak does not have it counted again.
"""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from trama.core import clock
from trama.core.keeping import kept, nobody
from trama.ledger.http import send_csv
from trama.listening.forms.reading import SaidForm
from trama.listening.lifecycle.campaigns import listens
from trama.listening.models import Campaign, TurnKind
from trama.listening.permissions import may_run
from trama.listening.queries import public, said
from trama.listening.queries.entrusting import in_force, listening_office, may_be_open

SECONDS = 60
ON_A_PAGE = 20


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    context = {
        "open_campaigns": list(public.open_campaigns()),
        "past_campaigns": list(public.past_campaigns()[: public.LATEST]),
        "said_and_done": _said_and_done(None),
        "who_listens": kept("public", ("who listens", get_language()), SECONDS, _who_listens),
    }
    return render(request, "listening/home.html", context)


def _who_listens() -> SafeString:
    """Who may open campaigns, and whom a body asks."""
    context = {"entrusted": list(in_force()), "office": listening_office()}
    return render_to_string("listening/_who_listens.html", context, nobody())


@login_not_required
@require_safe
def campaign(request: HttpRequest, code: str) -> HttpResponse:
    found = campaign_of(request, code)
    runs = may_run(request.user, found)
    context = {
        "campaign": found,
        "themes": list(found.themes.all()),
        "zones": list(found.zones.defer("boundary", "outline")),
        "is_open": listens(found, clock.now()),
        "may_run": runs,
        "may_be_open": runs and may_be_open(found),
        "said_and_done": _said_and_done(found),
    }
    return render(request, "listening/campaign.html", context)


def campaign_of(request: HttpRequest, code: str) -> Campaign:
    rows = Campaign.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("office", "organization", "network"), code=code)


def _said_and_done(campaign: Campaign | None) -> SafeString:
    """The sections of one campaign, or of all."""
    facts = ("listening", campaign and campaign.pk, get_language(), public.last_turn())
    return kept("public", facts, SECONDS, lambda: _drawn(campaign))


def _drawn(campaign: Campaign | None) -> SafeString:
    signals = public.heard(campaign)
    zones, themes = public.by_zone(signals), public.by_theme(signals)
    places, subjects = public.counted(zones), public.counted(themes)
    context = {
        "campaign": campaign,
        "total": zones.total,
        "places": places,
        "place_bars": public.bars(places),
        "subjects": subjects,
        "subject_bars": public.bars(subjects),
        "done": public.stories((TurnKind.DONE,), campaign=campaign),
        "not_done": public.stories((TurnKind.NOT_DONE,), campaign=campaign),
        "steps": public.stories((TurnKind.STEP,), campaign=campaign),
        "times": public.times(signals),
    }
    return render_to_string("listening/_said_and_done.html", context, nobody())


@login_not_required
@require_safe
def words(request: HttpRequest, code: str = "") -> HttpResponse:
    """What people said, one by one: all of it, or about one theme, or of one place."""
    campaign = campaign_of(request, code) if code else None
    signals = public.heard(campaign)
    form = SaidForm(said.subjects(signals), request.GET)
    rows = said.readable(signals, form.subject)
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("pagina"))
    context: dict[str, Any] = {
        "campaign": campaign,
        "form": form,
        "subject": form.subject,
        "page": page,
        "rows": said.with_outcome(list(page)),
    }
    return render(request, "listening/words.html", context)


@login_not_required
@require_safe
def counts(request: HttpRequest) -> HttpResponse:
    """Open data: the counts of the page."""
    return send_csv(public.table(), "segnalazioni.csv", marked=False)
