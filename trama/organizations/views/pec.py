"""A body's PEC is proven: by the link sent there, without an account; its people may ask again."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from trama.accounts.http import AuthenticatedRequest
from trama.core.access import require
from trama.core.http import attempted, see_other
from trama.core.workflow import ActRefused
from trama.mailbox.queries import held_link
from trama.organizations import lifecycle
from trama.organizations.emails import PEC
from trama.organizations.models import Organization
from trama.organizations.permissions import works_for


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def pec_confirm(request: HttpRequest, organization_uid: UUID) -> HttpResponse:
    """Which body says that this is its PEC; whoever reads the mailbox confirms it."""
    organization = get_object_or_404(Organization, uid=organization_uid)
    link = held_link(request, PEC, organization)
    if link is None:
        raise Http404
    problem = ""
    if request.method == "POST":
        try:
            lifecycle.confirm_pec(organization, link)
        except ActRefused as refusal:
            problem = str(refusal)
        else:
            messages.success(
                request, _("PEC confermata: le domande mandate da lì valgono come dell’ente.")
            )
            return see_other("organizations:detail", organization.uid)
    context = {
        "organization": organization,
        "pec": link.addressee,
        "is_current": link.addressee == organization.pec,
        "problem": problem,
    }
    status = 422 if problem else 200
    return render(request, "organizations/pec.html", context, status=status)


@require_POST
def pec_ask(request: AuthenticatedRequest, organization_uid: UUID) -> HttpResponse:
    organization = get_object_or_404(Organization, uid=organization_uid)
    require(works_for(request.user, organization))
    attempted(
        request,
        lambda: lifecycle.ask_pec_again(organization, actor=request.user),
        _("Collegamento mandato alla PEC: aprilo per confermarla."),
    )
    return see_other("organizations:detail", organization.uid)
