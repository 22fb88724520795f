"""A body asks to join; the invited answer, by their link or signed in."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trama.accounts.http import AuthenticatedRequest
from trama.accounts.models import User
from trama.core.access import require
from trama.core.http import see_other, sent
from trama.core.workflow import ActRefused
from trama.mailbox.queries import held_link
from trama.networks.emails import JOIN
from trama.networks.forms.members import AnswerForm, JoinForm
from trama.networks.lifecycle import members as lifecycle
from trama.networks.models import MemberStatus, NetworkMembership
from trama.networks.permissions import acts_for
from trama.networks.views.doors import network_of
from trama.organizations.queries import organizations_of


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """For whoever works for a body; who coordinates the network answers."""
    network = network_of(code)
    require(organizations_of(request.user).exists())
    form = JoinForm(request.user, sent(request))
    if form.is_valid():
        data = form.cleaned_data
        try:
            lifecycle.request(network, data["body"], email=data["email"], actor=request.user)
        except ActRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("Richiesta mandata a chi coordina la rete: la risposta arriva per "
                           "e-mail.")
            )  # fmt: skip
            return see_other("networks:detail", network.code)
    status = 422 if form.is_bound else 200
    context = {"network": network, "form": form}
    return render(request, "networks/join.html", context, status=status)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, membership_uid: UUID) -> HttpResponse:
    """An invitation, for whoever has its link or works for the body invited."""
    found = NetworkMembership.objects.select_related("network", "organization")
    member = get_object_or_404(found, uid=membership_uid)
    link = held_link(request, JOIN, member)
    user = request.user if isinstance(request.user, User) else None
    if link is None and not (user and acts_for(user, member)):
        raise Http404
    form = AnswerForm(sent(request))
    if form.is_valid():
        says_yes = form.cleaned_data["answer"] == "yes"
        verb = lifecycle.accept if says_yes else lifecycle.decline
        # With a link it is the mailbox that answers, whoever happens to be signed in.
        try:
            verb(member, actor=None if link else user, link=link)
        except ActRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            said = _("Siete nella rete. Grazie.") if says_yes else _("Risposta registrata.")
            messages.success(request, said)
            return see_other("networks:detail", member.network.code)
    context = {
        "member": member,
        "network": member.network,
        "form": form,
        "is_open": member.status == MemberStatus.INVITED,
    }
    status = 422 if form.is_bound else 200
    return render(request, "networks/invitation.html", context, status=status)
