"""A signal becomes a voice of a need: from its own page, by whoever moderates it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from trama.accounts.http import AuthenticatedRequest
from trama.core.access import require
from trama.core.http import attempted, see_other
from trama.core.workflow import ActRefused
from trama.listening.models import NeedSignal
from trama.listening.permissions import may_moderate
from trama.needs.forms.hearing import HearForm
from trama.needs.lifecycle import hearing
from trama.needs.permissions.cards import area_office, may_write_cards
from trama.organizations.queries import organizations_of


@require_POST
def hear(request: AuthenticatedRequest, signal_uid: UUID) -> HttpResponse:
    """Tie it to a card that is there."""
    signal = _moderated(request, signal_uid)
    form = HearForm(signal, request.user, request.POST)
    if form.is_valid():
        attempted(
            request,
            lambda: hearing.join(signal, form.need, actor=request.user),
            _("Legata: la scheda conta una voce in più."),
        )
    else:
        for problem in form.non_field_errors():
            messages.error(request, str(problem))
    return see_other("listening:signal", signal.uid)


@require_POST
def hear_draft(request: AuthenticatedRequest, signal_uid: UUID) -> HttpResponse:
    """Begin a card with it, for the body that listens or for one's own office."""
    signal = _moderated(request, signal_uid)
    require(may_write_cards(request.user))
    office = area_office(request.user)
    bodies = organizations_of(request.user).order_by("name_key", "pk")
    asked = signal.campaign.organization if signal.campaign else None
    body = None if office else (bodies.filter(pk=asked.pk) if asked else bodies).first()
    try:
        need = hearing.draft_from(signal, actor=request.user, organization=body, office=office)
    except ActRefused as refusal:
        messages.error(request, str(refusal))
        return see_other("listening:signal", signal.uid)
    messages.success(request, _("Scheda cominciata: rileggila, poi pubblicala."))
    return see_other("needs:need", need.uid)


def _moderated(request: AuthenticatedRequest, uid: UUID) -> NeedSignal:
    rows = NeedSignal.objects.visible_to(request.user)
    related = ("campaign__organization", "theme", "zone", "group")
    signal = get_object_or_404(
        rows.select_related(*related).defer("zone__boundary", "zone__outline"), uid=uid
    )
    require(may_moderate(request.user, signal))
    return signal
