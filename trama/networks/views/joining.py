"""A body asks to join; the invited answer, by their link or signed in."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trama.accounts.http import AuthenticatedRequest, signed_in
from trama.core.access import require
from trama.core.http import accepted, made, see_other, sent, show_form
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
    if accepted(
        form,
        lambda: lifecycle.request(
            network, form.cleaned_data["body"], email=form.cleaned_data["email"], actor=request.user
        ),
    ):
        messages.success(
            request,
            _("Richiesta mandata a chi coordina la rete: la risposta arriva per e-mail."),
        )
        return see_other("networks:detail", network.code)
    return show_form(request, "networks/join.html", form, {"network": network})


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, membership_uid: UUID) -> HttpResponse:
    """An invitation, for whoever has its link or works for the body invited."""
    found = NetworkMembership.objects.select_related("network", "organization")
    member = get_object_or_404(found, uid=membership_uid)
    link = held_link(request, JOIN, member)
    user = signed_in(request)
    if link is None and not (user and acts_for(user, member)):
        raise Http404
    form = AnswerForm(sent(request))
    # With a link it is the mailbox that answers, whoever happens to be signed in.
    actor = None if link else user

    def answer() -> str:
        if form.cleaned_data["answer"] == "yes":
            lifecycle.accept(member, actor=actor, link=link)
            return _("Siete nella rete. Grazie.")
        lifecycle.decline(member, actor=actor, link=link)
        return _("Risposta registrata.")

    if said := made(form, answer):
        messages.success(request, said)
        return see_other("networks:detail", member.network.code)
    context = {
        "member": member,
        "network": member.network,
        "is_open": member.status == MemberStatus.INVITED,
    }
    return show_form(request, "networks/invitation.html", form, context)
