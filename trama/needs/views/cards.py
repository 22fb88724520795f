"""The public lists and pages of needs and resources; one's own cards."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from trama.accounts.http import AuthenticatedRequest
from trama.accounts.models import User
from trama.core import clock
from trama.core.access import require
from trama.core.htmx import render_page_or_fragment
from trama.core.plans import planned_afresh
from trama.needs.forms.search import CardSearchForm, NeedSearchForm, ResourceSearchForm, VoiceForm
from trama.needs.models import CardStatus, Need, Resource, ResourceKind
from trama.needs.permissions.cards import (
    may_claim,
    may_edit_card,
    may_import_services,
    may_merge,
    may_write_cards,
)
from trama.needs.permissions.pulse import origin_for
from trama.needs.queries import cards, hearing, search
from trama.needs.queries.search import Wanted
from trama.needs.rules.few import FEW
from trama.needs.rules.freshness import freshness
from trama.needs.views import facts
from trama.organizations.queries import organizations_of

PER_PAGE = cards.PER_PAGE
Model = type[Any]  # Need or Resource: what is asked of them is the same


@login_not_required
@require_safe
@planned_afresh()
def need_list(request: HttpRequest) -> HttpResponse:
    form = NeedSearchForm(request.GET)
    context = _listed(request, Need, form)
    needs = context["cards"]
    zones, voices = cards.with_zones(needs), cards.voice_counts(needs)
    context["rows"] = [
        {
            "card": need,
            "where": facts.zone_words(zones[need.pk]),
            "much": facts.magnitude(need),
            "voices": voices[need.pk],
        }
        for need in needs
    ]
    return render_page_or_fragment(
        request, page="needs/needs.html", fragment="needs/_needs.html", context=context
    )


@login_not_required
@require_safe
@planned_afresh()
def resource_list(request: HttpRequest) -> HttpResponse:
    form = ResourceSearchForm(request.GET)
    context = _listed(request, Resource, form)
    found = context["cards"]
    zones, now = cards.with_zones(found), clock.now()
    context["rows"] = [
        {
            "card": resource,
            "where": resource.nil.name if resource.nil else facts.zone_words(zones[resource.pk]),
            "places": facts.places_words(resource),
            "badge": freshness(resource.verified_at, now).badge,
            "said_by": facts.said_by(resource),
        }
        for resource in found
    ]
    context["may_import"] = may_import_services(request.user)
    context["query"] = request.GET.urlencode()
    return render_page_or_fragment(
        request, page="needs/resources.html", fragment="needs/_resources.html", context=context
    )


def _listed(request: HttpRequest, model: Model, form: CardSearchForm) -> dict[str, Any]:
    wanted = form.wanted
    words = search.clean_words(wanted.words)
    context: dict[str, Any] = {"form": form, "words": words, "found": None, "page": None}
    context["may_write"] = may_write_cards(request.user)
    if words:
        return context | _searched(request, model, wanted)
    after = _card_after(request, model)
    first = search.folded(request.GET.get("da", ""))[:1]
    letter = first if first.isalnum() else ""
    rows = cards.browse(model, wanted, after=after, letter=letter)
    query = request.GET.copy()
    query.pop("da", None)
    if len(rows) > PER_PAGE:
        query["dopo"] = str(rows[PER_PAGE - 1].uid)
        context["next"] = f"?{query.urlencode()}"
    context["is_further"] = bool(after or letter)
    return context | {"cards": rows[:PER_PAGE]}


def _searched(request: HttpRequest, model: Model, wanted: Wanted) -> dict[str, Any]:
    found = search.search(model, wanted)
    page = Paginator(found.keys, PER_PAGE).get_page(request.GET.get("pagina"))
    return {"found": found, "page": page, "cards": cards.shown(model, list(page.object_list))}


def _card_after(request: HttpRequest, model: Model) -> Any:
    """The last card of the page before; an address that is none begins from the start."""
    try:
        uid = UUID(request.GET.get("dopo", ""))
    except ValueError:
        return None
    return model.objects.visible_to(request.user).filter(uid=uid).first()


# ---------------------------------------------------------------- one card


@login_not_required
@require_safe
def need_detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    need = visible(request, Need, uid)
    if need.merged_into:
        return redirect("needs:need", need.merged_into.uid)
    zones = list(need.zones.defer("boundary", "outline").order_by("kind", "number"))
    voices = list(cards.voices_of(need))
    joined = cards.joined_to(need)
    context = {
        **_rights(request, need),
        "need": need,
        "zones": zones,
        "sentence": facts.need_sentence(need, zones, 1 + len(voices) + len(joined)),
        "facts": facts.need_facts(need, zones),
        "badge": facts.status_badge(need),
        "voices": voices,
        "heard": hearing.heard(need),
        "few": FEW,
        "joined": [(card, facts.said_by(card)) for card in joined],
        "versions": facts.told(need, cards.versions_of(need)),
        "voice_form": voice_form(request) if need.status == CardStatus.PUBLISHED else None,
    }
    return render(request, "needs/need.html", context)


@login_not_required
@require_safe
def resource_detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    resource = visible(request, Resource, uid)
    if resource.merged_into:
        return redirect("needs:resource", resource.merged_into.uid)
    zones = list(resource.served.defer("boundary", "outline").order_by("kind", "number"))
    now = clock.now()
    context = {
        **_rights(request, resource),
        "resource": resource,
        "sentence": facts.resource_sentence(resource, now),
        "facts": facts.resource_facts(resource, zones),
        "badge": facts.status_badge(resource),
        "fresh": freshness(resource.verified_at, now),
        "versions": facts.told(resource, cards.versions_of(resource)),
        "may_claim": may_claim(request.user, resource),
        "may_report": resource.kind == ResourceKind.SERVICE
        and origin_for(request.user, resource) is not None,
    }
    return render(request, "needs/resource.html", context)


def visible(request: HttpRequest, model: Model, uid: UUID) -> Any:
    rows = model.objects.visible_to(request.user).defer(*cards.HEAVY)
    related = ["theme", "organization", "office", "source", "merged_into"]
    if model is Resource:
        related.append("nil")
    return get_object_or_404(rows.select_related(*related), uid=uid)


def _rights(request: HttpRequest, card: Need | Resource) -> dict[str, bool]:
    signed_in = isinstance(request.user, User)
    return {
        "may_edit": signed_in and may_edit_card(request.user, card),
        "may_merge": signed_in and may_merge(request.user, card),
    }


def voice_form(request: HttpRequest, data: Any = None) -> VoiceForm | None:
    """For whoever may add a voice; None for the others."""
    if not may_write_cards(request.user):
        return None
    bodies = organizations_of(request.user).order_by("name_key", "pk")
    return VoiceForm(data, bodies=[(str(body.uid), body.name) for body in bodies])


# ---------------------------------------------------------------- one's own


@require_safe
def own_cards(request: AuthenticatedRequest) -> HttpResponse:
    """The cards of one's bodies and office, drafts too."""
    require(may_write_cards(request.user))
    needs = list(cards.own_cards(Need, request.user)[:PER_PAGE])
    page = Paginator(cards.own_cards(Resource, request.user), PER_PAGE)
    shown = page.get_page(request.GET.get("pagina"))
    now = clock.now()
    context = {
        "needs": [(need, facts.status_badge(need)) for need in needs],
        "page": shown,
        "resources": [
            (one, facts.status_badge(one), freshness(one.verified_at, now).badge)
            for one in shown.object_list
        ],
    }
    return render(request, "needs/own_cards.html", context)
