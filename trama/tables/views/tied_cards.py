"""The cards of needs and resources that a contribution speaks of."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from trama.accounts.http import AuthenticatedRequest
from trama.core.access import require
from trama.core.http import accepted, made, see_other, sent
from trama.needs.models import Need
from trama.tables.forms.contributions import CardsForm, NewCardForm
from trama.tables.lifecycle import tied_cards as lifecycle
from trama.tables.models import Contribution
from trama.tables.permissions.contributions import body_in, may_tie
from trama.tables.queries.contributions import candidates
from trama.tables.views.contributions import contribution_of
from trama.tables.views.doors import require_phase


def _tieable(request: AuthenticatedRequest, code: str, number: int) -> Contribution:
    contribution = contribution_of(request, code, number)
    require(may_tie(request.user, contribution))
    require_phase(contribution.path, back=reverse("paths:contribution", args=[code, number]))
    return contribution


@require_http_methods(["GET", "HEAD", "POST"])
def tied_cards(request: AuthenticatedRequest, code: str, number: int) -> HttpResponse:
    """Those tied, and those like it: what is ticked is tied, the rest is not."""
    contribution = _tieable(request, code, number)
    words = request.GET.get("q", "")
    needs, resources = candidates(contribution, words)
    initial = {
        "needs": [str(card.uid) for card in contribution.needs.all()],
        "resources": [str(card.uid) for card in contribution.resources.all()],
    }
    form = CardsForm(needs, resources, sent(request), initial=initial)
    if accepted(
        form,
        lambda: lifecycle.tie_cards(
            contribution,
            needs=list(form.cleaned_data.get("needs", [])),
            resources=list(form.cleaned_data.get("resources", [])),
            actor=request.user,
        ),
    ):
        messages.success(request, _("Schede aggiornate."))
        return see_other("paths:contribution", code, number)
    return _page(request, contribution, form, NewCardForm(contribution), words)


@require_POST
def card_new(request: AuthenticatedRequest, code: str, number: int) -> HttpResponse:
    """A draft of a card with its words, of the body that writes or of the office."""
    contribution = _tieable(request, code, number)
    form = NewCardForm(contribution, request.POST)
    mine = body_in(request.user, contribution.path)
    card = made(
        form,
        lambda: lifecycle.make_card(
            contribution,
            organization=mine.organization if mine else None,
            office=None if mine else contribution.path.notice.office,
            actor=request.user,
            **form.cleaned_data,
        ),
    )
    if card:
        messages.success(request, _("Bozza di scheda creata, con le parole del contributo."))
        name = "needs:need" if isinstance(card, Need) else "needs:resource"
        return see_other(name, card.uid)
    needs, resources = candidates(contribution, "")
    return _page(request, contribution, CardsForm(needs, resources), form, "")


def _page(
    request: AuthenticatedRequest,
    contribution: Contribution,
    form: CardsForm,
    new_form: NewCardForm,
    words: str,
) -> HttpResponse:
    context = {
        "path": contribution.path,
        "contribution": contribution,
        "form": form,
        "new_form": new_form,
        "words": words,
    }
    status = 422 if form.is_bound or new_form.is_bound else 200
    return render(request, "tables/contribution_cards.html", context, status=status)
