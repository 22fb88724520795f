"""Whoever promotes a campaign prepares it, opens it, closes it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from trama.accounts.http import AuthenticatedRequest
from trama.core.access import require
from trama.core.http import accepted, attempted, made, see_other, sent, show_form
from trama.listening.forms.campaigns import CampaignForm
from trama.listening.lifecycle import campaigns
from trama.listening.models import Campaign
from trama.listening.permissions import may_run, promoters_of
from trama.listening.queries.entrusting import listening_office
from trama.listening.views.public import campaign_of

ACTS: dict[str, tuple[Callable[..., None], Any]] = {
    "apri": (
        campaigns.start_listening,
        gettext_lazy("La campagna è aperta: chiunque può segnalare."),
    ),
    "chiudi": (
        campaigns.stop_listening,
        gettext_lazy("La campagna è chiusa. Chi ha scritto aspetta ancora una risposta."),
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
def campaign_new(request: AuthenticatedRequest) -> HttpResponse:
    """The form; or, for who may open none, who may and whom to ask."""
    promoters = promoters_of(request.user)
    if not promoters:
        context = {"office": listening_office()}
        return render(request, "listening/not_entrusted.html", context, status=403)
    form = CampaignForm(promoters, sent(request))
    campaign = made(
        form,
        lambda: campaigns.draft(form.facts, form.promoter, actor=request.user),
        field="code",
    )
    if campaign:
        messages.success(request, _("Campagna preparata: rileggila, poi aprila."))
        return see_other("listening:campaign", campaign.code)
    only = promoters[0] if len(promoters) == 1 else None
    return show_form(request, "listening/campaign_new.html", form, {"promoter": only})


@require_http_methods(["GET", "HEAD", "POST"])
def campaign_edit(request: AuthenticatedRequest, code: str) -> HttpResponse:
    found = run(request, code)
    form = CampaignForm([], sent(request), instance=found)
    if accepted(form, lambda: campaigns.change(found, form.facts, actor=request.user)):
        messages.success(request, _("Campagna salvata."))
        return see_other("listening:campaign", found.code)
    return show_form(request, "listening/campaign_edit.html", form, {"campaign": found})


@require_POST
def campaign_move(request: AuthenticatedRequest, code: str, name: str) -> HttpResponse:
    found = run(request, code)
    if name not in ACTS:
        raise Http404
    act, done = ACTS[name]
    attempted(request, lambda: act(found, actor=request.user), str(done))
    return see_other("listening:campaign", found.code)


def run(request: AuthenticatedRequest, code: str) -> Campaign:
    """For whoever promotes it."""
    found = campaign_of(request, code)
    require(may_run(request.user, found))
    return found
