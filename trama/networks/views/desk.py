"""The desk of whoever looks after networks: the list, one network, its card, states, lineage."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trama.accounts.http import AuthenticatedRequest
from trama.core import clock
from trama.core.access import require
from trama.core.http import accepted, attempted, made, see_other, sent, show_form
from trama.ledger.queries import timeline
from trama.networks.forms.networks import CardForm, LineageForm, NewNetworkForm
from trama.networks.lifecycle import lineage, networks
from trama.networks.models import (
    HandoverPack,
    MemberStatus,
    Network,
    NetworkStatus,
    SurveyStatus,
)
from trama.networks.permissions import is_overseer, may_map, may_oversee
from trama.networks.queries import meetings as calendar
from trama.networks.queries.handover import open_tasks
from trama.networks.queries.members import members
from trama.networks.queries.networks import overseen_by, with_counts
from trama.networks.queries.ties import latest_survey, progress, unconfirmed
from trama.networks.views.doors import cared_for, overseen

CARD = ("name", "recipe", "shared_resources")
# What each button does, what it asks, from which states it is there.
MOVES: dict[str, tuple[Callable[..., None], Any, Any]] = {
    "forma": (
        networks.start_forming,
        gettext_lazy("La rete si sta formando"),
        gettext_lazy("Qualcuno del quartiere l’ha presa in mano e raccoglie i membri."),
    ),
    "attiva": (
        networks.activate,
        gettext_lazy("La rete è attiva"),
        gettext_lazy("Ha almeno due membri e qualcuno che la coordina."),
    ),
    "ferma": (
        networks.rest,
        gettext_lazy("La rete si ferma"),
        gettext_lazy("Non si riunisce più, per ora: tiene i membri e può riprendere."),
    ),
    "chiudi": (
        networks.close,
        gettext_lazy("La rete è finita"),
        gettext_lazy("Nessun’altra rete ne prende il posto. Non si torna indietro."),
    ),
}
TARGETS = {
    "forma": NetworkStatus.FORMING,
    "attiva": NetworkStatus.ACTIVE,
    "ferma": NetworkStatus.DORMANT,
    "chiudi": NetworkStatus.CLOSED,
}


@require_safe
def home(request: AuthenticatedRequest) -> HttpResponse:
    """The networks of one's zones, with what waits in each."""
    require(is_overseer(request.user))
    context = {
        "networks": list(with_counts(overseen_by(request.user))),
        "may_map": may_map(request.user),
    }
    return render(request, "networks/home.html", context)


@require_safe
def desk(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """What is to be done for a network, then everything one may change in it."""
    network = cared_for(request, code)
    survey = latest_survey(network)
    oversees = may_oversee(request.user, network)
    context = {
        "network": network,
        "tasks": list(open_tasks(network)),
        "members": list(members(network).exclude(status=MemberStatus.LEFT)),
        "groups": list(network.groups.prefetch_related("members")),
        "to_record": list(calendar.to_record(network)),
        "upcoming": list(calendar.upcoming(network)),
        "survey": survey,
        "survey_open": survey is not None and survey.status == SurveyStatus.OPEN,
        "progress": progress(survey) if survey else None,
        "unconfirmed": unconfirmed(survey) if survey else [],
        "packs": list(HandoverPack.objects.filter(network=network)[:5]),
        "moves": _moves(network) if oversees else [],
        "oversees": oversees,
        "story": timeline(network.dossier, public=False, limit=30),
        "now": clock.now(),
    }
    return render(request, "networks/desk.html", context)


def _moves(network: Network) -> list[tuple[str, Any, Any]]:
    lawful = network.MOVES.get(NetworkStatus(network.status), set())
    return [
        (name, label, words)
        for name, (_verb, label, words) in MOVES.items()
        if TARGETS[name] in lawful
    ]


@require_POST
def move(request: AuthenticatedRequest, code: str, name: str) -> HttpResponse:
    network = overseen(request, code)
    if name not in MOVES:
        raise Http404
    verb, _label, _words = MOVES[name]
    attempted(request, lambda: verb(network, actor=request.user), _("Fatto: si legge già."))
    return see_other("networks:desk", network.code)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """The card; saving it confirms the zones."""
    network = cared_for(request, code)
    initial = {
        **{name: getattr(network, name) for name in CARD},
        "zones": list(network.zones.values_list("pk", flat=True)),
    }
    form = CardForm(sent(request), initial=initial)

    def save() -> None:
        data = form.cleaned_data
        changes = {name: data[name] for name in CARD}
        networks.update_card(network, changes, list(data["zones"]), actor=request.user)

    if accepted(form, save):
        messages.success(request, _("Scheda salvata."))
        return see_other("networks:desk", network.code)
    return show_form(request, "networks/edit.html", form, {"network": network})


@require_http_methods(["GET", "HEAD", "POST"])
def network_new(request: AuthenticatedRequest) -> HttpResponse:
    """A network that is in no list: written by whoever answers for an area."""
    require(may_map(request.user))
    form = NewNetworkForm(sent(request))
    network = made(
        form,
        lambda: networks.map_network(
            form.cleaned_data["code"],
            form.cleaned_data["name"],
            list(form.cleaned_data["zones"]),
            actor=request.user,
            zones_confirmed=True,
        ),
        field="code",
    )
    if network:
        messages.success(request, _("Rete scritta nell’elenco."))
        return see_other("networks:detail", network.code)
    return show_form(request, "networks/new.html", form)


@require_http_methods(["GET", "HEAD", "POST"])
def network_lineage(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """What a network became, or what it was born of."""
    network = overseen(request, code)
    form = LineageForm(network, overseen_by(request.user), sent(request))
    if accepted(form, lambda: lineage.reorganize(form.change, actor=request.user)):
        messages.success(request, _("Scritto nella storia delle reti."))
        return see_other("networks:detail", network.code)
    return show_form(request, "networks/lineage.html", form, {"network": network})
