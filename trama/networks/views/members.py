"""The members of a network, for whoever looks after it: invited, answered, moved, given roles."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from trama.accounts.http import AuthenticatedRequest
from trama.accounts.queries import today
from trama.core.access import require
from trama.core.http import attempted, made, see_other, sent, show_form
from trama.networks.emails import recipient_of
from trama.networks.forms.members import InviteForm, MemberForm, RoleForm
from trama.networks.forms.networks import ReasonForm
from trama.networks.lifecycle import members as lifecycle
from trama.networks.models import NetworkDuty, NetworkMembership, NetworkRole
from trama.networks.permissions import acts_for, may_coordinate
from trama.networks.views.doors import cared_for, network_of

MOVES: dict[str, Callable[..., None]] = {
    "accetta": lifecycle.accept,
    "ferma": lifecycle.suspend,
    "riprende": lifecycle.resume,
    "esce": lifecycle.leave,
}


@require_http_methods(["GET", "HEAD", "POST"])
def member_new(request: AuthenticatedRequest, code: str) -> HttpResponse:
    network = cared_for(request, code)
    form = InviteForm(sent(request))
    invited = made(form, lambda: lifecycle.invite(network, form.newcomer, actor=request.user))
    if invited:
        messages.success(request, _told(invited))
        return see_other("networks:member", network.code, invited.uid)
    return show_form(request, "networks/member_new.html", form, {"network": network})


def _told(member: NetworkMembership) -> str:
    if recipient_of(member):
        return _("Invito mandato per e-mail: risponde dal collegamento, senza registrarsi.")
    return _("Segnato come invitato. Non abbiamo un indirizzo: sentilo a voce, poi accetta tu.")


def _member(network_pk: int, uid: UUID) -> NetworkMembership:
    found = NetworkMembership.objects.select_related("network", "organization", "zone")
    return get_object_or_404(found, network=network_pk, uid=uid)


@require_http_methods(["GET", "HEAD", "POST"])
def member(request: AuthenticatedRequest, code: str, membership_uid: UUID) -> HttpResponse:
    """One member: where its letters go, where it works, its roles, what may be done."""
    network = cared_for(request, code)
    found = _member(network.pk, membership_uid)
    initial = {"email": found.email, "zone": found.zone_id}
    form = MemberForm(sent(request), initial=initial)
    if form.is_valid():
        data = form.cleaned_data

        def save() -> None:
            lifecycle.update_member(
                found, email=data["email"], zone=data["zone"], actor=request.user
            )

        attempted(request, save, _("Salvato."))
        return see_other("networks:member", network.code, found.uid)
    return _page(request, found, form=form, status=422 if form.is_bound else 200)


def _page(
    request: AuthenticatedRequest, found: NetworkMembership, *, status: int = 200, **forms: Any
) -> HttpResponse:
    context = {
        "network": found.network,
        "member": found,
        "roles": list(found.roles.select_related("user")),
        "form": MemberForm(initial={"email": found.email, "zone": found.zone_id}),
        "role_form": RoleForm(found, initial={"since": today()}),
        "reason_form": ReasonForm(),
        "has_address": bool(recipient_of(found)),
        **forms,
    }
    return render(request, "networks/member.html", context, status=status)


@require_POST
def member_move(
    request: AuthenticatedRequest, code: str, membership_uid: UUID, name: str
) -> HttpResponse:
    """Accepted, suspended, resumed, gone; a member leaves by its own people too."""
    network = network_of(code)
    found = _member(network.pk, membership_uid)
    cares = may_coordinate(request.user, network)
    require(cares or (name == "esce" and acts_for(request.user, found)))
    if name not in MOVES:
        raise Http404
    attempted(request, lambda: MOVES[name](found, actor=request.user), _("Fatto."))
    if not cares:
        return see_other("networks:detail", network.code)
    return see_other("networks:member", network.code, found.uid)


@require_POST
def member_decline(request: AuthenticatedRequest, code: str, membership_uid: UUID) -> HttpResponse:
    network = cared_for(request, code)
    found = _member(network.pk, membership_uid)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, found, reason_form=form, status=422)
    reason = form.cleaned_data["reason"]
    attempted(
        request,
        lambda: lifecycle.decline(found, actor=request.user, reason=reason),
        _("Annotato. Chi aveva chiesto riceve il motivo."),
    )
    return see_other("networks:member", network.code, found.uid)


@require_POST
def role_new(request: AuthenticatedRequest, code: str, membership_uid: UUID) -> HttpResponse:
    network = cared_for(request, code)
    found = _member(network.pk, membership_uid)
    form = RoleForm(found, request.POST)
    if not form.is_valid():
        return _page(request, found, role_form=form, status=422)
    data = form.cleaned_data
    duty = NetworkDuty(data["duty"])
    attempted(
        request,
        lambda: lifecycle.give_role(found, duty, data["user"], data["since"], actor=request.user),
        _("Ruolo assegnato."),
    )
    return see_other("networks:member", network.code, found.uid)


@require_POST
def role_end(request: AuthenticatedRequest, code: str, role_uid: UUID) -> HttpResponse:
    network = cared_for(request, code)
    roles = NetworkRole.objects.select_related("membership__network", "membership__organization")
    role = get_object_or_404(roles, membership__network=network, uid=role_uid)
    attempted(
        request, lambda: lifecycle.end_role(role, actor=request.user), _("Ruolo terminato oggi.")
    )
    return see_other("networks:member", network.code, role.membership.uid)
