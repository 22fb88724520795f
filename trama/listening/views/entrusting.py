"""The office of listening says which bodies listen in the city's name."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trama.accounts.http import AuthenticatedRequest
from trama.core.access import require, require_moment
from trama.core.http import accepted, see_other, sent, show_form
from trama.listening.forms.entrusting import EntrustForm, WithdrawForm
from trama.listening.lifecycle import entrusting
from trama.listening.models import Entrustment, EntrustmentStatus
from trama.listening.permissions import entrusts_for
from trama.listening.queries.entrusting import in_force, open_campaigns_of, withdrawn


@require_http_methods(["GET", "HEAD", "POST"])
def entrustments(request: AuthenticatedRequest) -> HttpResponse:
    """Who listens in the city's name, who did, and one more."""
    office = entrusts_for(request.user)
    if office is None:
        raise PermissionDenied
    form = EntrustForm(sent(request))
    if accepted(
        form,
        lambda: entrusting.entrust(**form.cleaned_data, office=office, actor=request.user),
    ):
        messages.success(
            request, _("Fatto: l’ente può aprire campagne, e chi ci lavora lo sa per lettera.")
        )
        return see_other("listening:entrustments")
    context = {"in_force": list(in_force()), "withdrawn": list(withdrawn())}
    return show_form(request, "listening/entrustments.html", form, context)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: AuthenticatedRequest, entrustment_uid: UUID) -> HttpResponse:
    rows = Entrustment.objects.select_related("organization", "office")
    found = get_object_or_404(rows, uid=entrustment_uid)
    require(entrusts_for(request.user) is not None)
    back = reverse("listening:entrustments")
    require_moment(
        found.status == EntrustmentStatus.IN_FORCE,
        _("A questo ente l’ascolto è già stato revocato."),
        back=back,
    )
    form = WithdrawForm(sent(request))
    if accepted(
        form,
        lambda: entrusting.withdraw(found, form.cleaned_data["reason"], actor=request.user),
    ):
        messages.success(
            request, _("Fatto: l’ente non apre altre campagne, e chi ci lavora lo sa per lettera.")
        )
        return see_other(back)
    context = {
        "entrustment": found,
        "campaigns": list(open_campaigns_of(found.organization)),
        "last_days": entrusting.LAST_DAYS.days,
    }
    return show_form(request, "listening/withdraw.html", form, context)
