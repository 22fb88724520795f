"""The month's page: opened from a letter without an account, or by whoever works for the body."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from trama.accounts.http import AuthenticatedRequest, signed_in
from trama.core import clock
from trama.core.access import require
from trama.core.deadlines import day_of
from trama.core.http import see_other, sent, show_form
from trama.core.workflow import ActRefused
from trama.mailbox.lifecycle import use_link
from trama.mailbox.models import SignedLink
from trama.mailbox.queries import held_link
from trama.needs.emails import CAPACITY
from trama.needs.forms.pulse import MonthForm, PlacesForm
from trama.needs.lifecycle import pulse
from trama.needs.models import (
    CapacityAsk,
    CapacityOrigin,
    PulseSubscription,
    Resource,
    SubscriptionStatus,
)
from trama.needs.permissions.pulse import origin_for
from trama.needs.queries import pulse as queries
from trama.organizations.permissions import works_for


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def month(request: HttpRequest, ask_uid: UUID) -> HttpResponse:
    """The numbers are there already: when they are right, one button confirms them all."""
    ask, link = _ask(request, ask_uid)
    rows = queries.rows(ask, day_of(clock.now()))
    form = MonthForm(rows, sent(request))
    problem = ""
    if form.is_bound and form.is_valid():
        try:
            new = pulse.answer(
                ask,
                form.answers,
                actor=signed_in(request),
                origin=CapacityOrigin.LINK if link else CapacityOrigin.WEB,
            )
        except ActRefused as refusal:
            problem = str(refusal)
        else:
            if link is not None:
                use_link(link, clock.now())
            messages.success(request, _answered(new))
            return see_other("needs:pulse_month", ask_uid=ask.uid)
    return _page(request, ask, form, problem)


@login_not_required
@require_POST
def stop(request: HttpRequest, ask_uid: UUID) -> HttpResponse:
    """The body wants no letter any more, or wants it again: the button says which."""
    ask, _link = _ask(request, ask_uid)
    if request.POST.get("act") == "resume":
        pulse.resume_asking(ask.organization, actor=signed_in(request))
        messages.success(request, _("Vi riscriviamo dal prossimo mese, una volta al mese."))
    else:
        pulse.stop_asking(ask.organization, actor=signed_in(request))
        messages.success(
            request, _("Non vi scriviamo più. Potete cambiare idea da questa stessa pagina.")
        )
    return see_other("needs:pulse_month", ask_uid=ask.uid)


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: AuthenticatedRequest, resource_uid: UUID) -> HttpResponse:
    """Of one service: from its body, or from who answers for the area and has telephoned."""
    visible = Resource.objects.visible_to(request.user).select_related("organization")
    resource = get_object_or_404(visible, uid=resource_uid)
    origin = origin_for(request.user, resource)
    require(origin is not None)
    row = queries.Row(resource, None)
    form = PlacesForm(
        sent(request),
        initial={"capacity": row.capacity, "free": row.free},
    )
    if origin is not None and form.is_bound and form.is_valid():
        pulse.report(resource, form.answer, actor=request.user, origin=origin)
        messages.success(request, _("Posti segnati: la scheda è aggiornata."))
        return see_other("needs:resource", uid=resource.uid)
    context = {"resource": resource, "by_phone": origin == CapacityOrigin.PHONE}
    return show_form(request, "needs/report.html", form, context)


def _ask(request: HttpRequest, uid: UUID) -> tuple[CapacityAsk, SignedLink | None]:
    ask = get_object_or_404(CapacityAsk.objects.select_related("organization"), uid=uid)
    link = held_link(request, CAPACITY, ask)
    if link is None and not works_for(request.user, ask.organization):
        raise Http404
    return ask, link


def _answered(new: int) -> str:
    if not new:
        return _("Era già così: abbiamo segnato che i numeri valgono ancora.")
    return _("Grazie. I numeri sono aggiornati; potete correggerli da questa pagina.")


def _page(request: HttpRequest, ask: CapacityAsk, form: MonthForm, problem: str) -> HttpResponse:
    stopped = PulseSubscription.objects.filter(
        organization=ask.organization, status=SubscriptionStatus.STOPPED
    )
    context = {
        "ask": ask,
        "organization": ask.organization,
        "form": form,
        "problem": problem,
        "is_stopped": stopped.exists(),
        "now": clock.now(),
    }
    return render(request, "needs/pulse.html", context, status=422 if form.is_bound else 200)
