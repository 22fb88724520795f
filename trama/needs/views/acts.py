"""Acts on a card: publish, confirm, take up, join, close, reopen, add a voice."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from trama.accounts.http import AuthenticatedRequest
from trama.core.access import require
from trama.core.http import accepted, attempted, see_other, show_form
from trama.core.ui import Text
from trama.needs.forms.search import CloseForm
from trama.needs.lifecycle import cards as verbs
from trama.needs.models import Need, Resource
from trama.needs.permissions.cards import may_claim, may_edit_card, may_merge, may_write_cards
from trama.needs.queries import cards
from trama.needs.views.cards import Model, visible, voice_form
from trama.needs.views.facts import said_by, status_badge
from trama.needs.views.writing import PAGES
from trama.organizations.queries import organizations_of


def _done(
    request: AuthenticatedRequest, card: Need | Resource, act: Callable[[], object], words: Text
) -> HttpResponse:
    attempted(request, act, str(words))
    return see_other(PAGES[type(card)], card.uid)


ACTS: dict[str, tuple[Callable[..., object], Text]] = {
    "publish": (verbs.publish, gettext_lazy("Pubblicata: da adesso la vedono tutti.")),
    "reopen": (verbs.reopen, gettext_lazy("Riaperta.")),
    "verify": (verbs.verify, gettext_lazy("Annotato: la scheda è giusta a oggi.")),
}
"""What needs no word of whoever does it: the verb, and what is said when it is done."""


@require_POST
def card_act(request: AuthenticatedRequest, model: Model, act: str, uid: UUID) -> HttpResponse:
    card = visible(request, model, uid)
    require(may_edit_card(request.user, card))
    verb, words = ACTS[act]
    return _done(request, card, lambda: verb(card, actor=request.user), words)


@require_POST
def resource_claim(request: AuthenticatedRequest, uid: UUID) -> HttpResponse:
    resource = visible(request, Resource, uid)
    require(may_claim(request.user, resource))
    words = _("Da adesso la scheda la cura il tuo ente.")
    return _done(request, resource, lambda: verbs.claim(resource, actor=request.user), words)


@require_safe
def card_manage(request: AuthenticatedRequest, model: Model, uid: UUID) -> HttpResponse:
    """Close the card, or join it to another."""
    card = visible(request, model, uid)
    require(may_merge(request.user, card))
    return _manage(request, card, CloseForm())


def _manage(
    request: AuthenticatedRequest, card: Need | Resource, form: CloseForm, status: int = 200
) -> HttpResponse:
    model: Model = type(card)
    like = cards.similar(model, card.title, exclude=card.uid)
    context = {
        "card": card,
        "kind": card._meta.model_name,
        "form": form,
        "badge": status_badge(card),
        "may_edit": may_edit_card(request.user, card),
        "like": [(other, said_by(other)) for other in like],
    }
    return render(request, "needs/manage.html", context, status=status)


@require_POST
def card_close(request: AuthenticatedRequest, model: Model, uid: UUID) -> HttpResponse:
    card = visible(request, model, uid)
    require(may_edit_card(request.user, card))
    form = CloseForm(request.POST)
    if accepted(
        form,
        lambda: verbs.close(card, actor=request.user, reason=form.cleaned_data["reason"]),
        field="reason",
    ):
        messages.success(request, _("Chiusa. Chi ne ha l’indirizzo legge perché."))
        return see_other(PAGES[model], card.uid)
    return _manage(request, card, form, status=422)


@require_POST
def card_merge(
    request: AuthenticatedRequest, model: Model, uid: UUID, into_uid: UUID
) -> HttpResponse:
    card = visible(request, model, uid)
    require(may_merge(request.user, card))
    into = visible(request, model, into_uid)
    words = _("Unite: chi apre la vecchia scheda arriva a questa.")
    return _done(request, into, lambda: verbs.merge(card, into, actor=request.user), words)


@require_POST
def need_voice(request: AuthenticatedRequest, uid: UUID) -> HttpResponse:
    need = visible(request, Need, uid)
    require(may_write_cards(request.user))
    form = voice_form(request, request.POST)
    assert form is not None  # noqa: S101  # whoever may write has one

    def add_voice() -> None:
        data = form.cleaned_data
        bodies = organizations_of(request.user)
        body = bodies.filter(uid=data["organization"]).first() if data.get("organization") else None
        verbs.add_voice(
            need,
            actor=request.user,
            words=data["words"],
            organization=body,
            who="" if body else data["who"],
        )

    if accepted(form, add_voice):
        messages.success(request, _("La voce è sulla scheda."))
        return see_other("needs:need", need.uid)
    return show_form(request, "needs/voice.html", form, {"need": need})
