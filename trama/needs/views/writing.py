"""Writing a card, with the cards most like it shown while one writes."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from trama.accounts.http import AuthenticatedRequest
from trama.core.access import require
from trama.core.http import accepted_in_turn, see_other, sent, show_form
from trama.needs.forms.cards import NeedForm, ResourceForm
from trama.needs.lifecycle.cards import save_need, save_resource
from trama.needs.models import CardStatus, Need, Resource
from trama.needs.permissions.cards import area_office, may_edit_card, may_write_cards
from trama.needs.queries import cards
from trama.needs.views.cards import Model, visible
from trama.programming.models import Theme
from trama.territory.models import Zone

Form = NeedForm | ResourceForm
FORMS: dict[Model, type[NeedForm] | type[ResourceForm]] = {
    Need: NeedForm,
    Resource: ResourceForm,
}
PAGES = {Need: "needs:need", Resource: "needs:resource"}


@require_http_methods(["GET", "HEAD", "POST"])
def card_new(request: AuthenticatedRequest, model: Model) -> HttpResponse:
    """A new draft. Before it is saved the cards most like it are shown once."""
    require(may_write_cards(request.user))
    form = FORMS[model](sent(request), user=request.user)
    like: list[Any] = []
    status = 200
    if form.is_bound:
        like = _similar(model, request.POST)
        if form.is_valid() and not _must_look(request, like):
            return see_other(PAGES[model], _save(request, form, None).uid)
        status = 422 if form.errors else 200
    context = {"form": form, "like": like, "kind": model._meta.model_name, "card": None}
    return render(request, "needs/write.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def card_edit(request: AuthenticatedRequest, model: Model, uid: UUID) -> HttpResponse:
    card = visible(request, model, uid)
    require(may_edit_card(request.user, card))
    form = FORMS[model](sent(request), instance=visible(request, model, uid), user=request.user)
    done, now = accepted_in_turn(
        form, lambda: _save(request, form, card), lambda: visible(request, model, uid)
    )
    if done:
        return see_other(PAGES[model], uid)
    context = {"like": [], "kind": model._meta.model_name, "card": card}
    return show_form(request, "needs/write.html", form, context, overtaken=now is not None)


def _save(
    request: AuthenticatedRequest, form: Form, card: Need | Resource | None
) -> Need | Resource:
    body, office = form.writer
    data = form.cleaned_data
    more: dict[str, Any] = {
        "actor": request.user,
        "contacts_are_public": form.contacts_are_public,
        "note": data.get("note", ""),
        "seen": data.get("version") or 0,
    }
    more |= {"organization": body, "office": office} if card is None else {}
    if isinstance(form, NeedForm):
        saved: Need | Resource = save_need(form.facts, need=card, **more)  # type: ignore[arg-type]  # the form's own model
    else:
        if card is not None and card.is_listed:
            more["office"] = None if card.organization in form.bodies else area_office(request.user)
        saved = save_resource(form.facts, resource=card, **more)  # type: ignore[arg-type]  # the form's own model
    if saved.status == CardStatus.DRAFT:
        messages.success(request, _("Bozza salvata. Quando è pronta, pubblicala."))
    else:
        messages.success(request, _("Scheda salvata: chi la legge vede che cosa è cambiato."))
    return saved


def _must_look(request: AuthenticatedRequest, like: list[Any]) -> bool:
    """The writer asked for similar cards, or there are some that have not been shown yet."""
    if "search" in request.POST:
        return True
    return bool(like) and "anyway" not in request.POST


@require_POST
def card_similar(request: AuthenticatedRequest, model: Model) -> HttpResponse:
    """Only the similar cards, for the page to show beside the form. Nothing is written: it is a
    POST so that what is being typed stays out of addresses and logs."""
    require(may_write_cards(request.user))
    like = _similar(model, request.POST)
    return render(request, "needs/_similar.html", {"like": like, "kind": model._meta.model_name})


def _similar(model: Model, data: Any) -> list[Any]:
    themes = Theme.objects.filter(pk__in=_keys(data.getlist("theme")))
    name = "zones" if model is Need else "served"
    zones = Zone.objects.filter(pk__in=_keys([*data.getlist(name), *data.getlist("nil")]))
    found = cards.similar(
        model, data.get("title", ""), theme=themes.first(), zones=list(zones.only("pk"))
    )
    near = cards.with_zones(found)
    return [(card, near[card.pk]) for card in found]


def _keys(values: list[str]) -> list[int]:
    return [
        int(value) for value in values if value.isascii() and value.isdigit() and len(value) < 18
    ]
