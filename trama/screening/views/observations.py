"""The body answers a notice of rejection: by signed link, without an account, or signed in."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trama.accounts.http import signed_in
from trama.core import clock
from trama.core.http import accepted, see_other, sent, show_form
from trama.mailbox.lifecycle import use_link
from trama.mailbox.queries import held_link
from trama.screening import lifecycle
from trama.screening.emails import OBSERVATIONS
from trama.screening.forms import ObservationsForm
from trama.screening.models import CaseStatus, RejectionNotice
from trama.screening.permissions import may_observe
from trama.screening.queries import standing_notice


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def observe(request: HttpRequest, notice_uid: UUID) -> HttpResponse:
    """The reasons, until when to answer, what was answered: one may add to it, never change it."""
    notices = RejectionNotice.objects.select_related(
        "case__application__organization",
        "case__application__entry",
        "case__application__notice__office",
    )
    rejection = get_object_or_404(notices, uid=notice_uid)
    link = held_link(request, OBSERVATIONS, rejection)
    if link is None and not may_observe(request.user, rejection):
        raise Http404
    form = ObservationsForm(sent(request))
    actor = signed_in(request)
    if accepted(
        form,
        lambda: lifecycle.record_observations(
            rejection, form.cleaned_data["observations"], actor=actor
        ),
    ):
        if link is not None:
            use_link(link, clock.now())
        messages.success(request, _("Osservazioni ricevute: l’ufficio deve risponderne."))
        return see_other("screening:observations", notice_uid=rejection.uid)
    return _page(request, rejection, form)


def _page(request: HttpRequest, rejection: RejectionNotice, form: ObservationsForm) -> HttpResponse:
    case, now = rejection.case, clock.now()
    waits = case.status == CaseStatus.REJECTION_NOTICED
    context = {
        "rejection": rejection,
        "organization": case.application.organization,
        "application": case.application,
        "notice": case.application.notice,
        "now": now,
        "observations": list(rejection.observations.all()),
        "is_open": waits and standing_notice(case) == rejection,
        "is_decided": case.decided_at is not None,
        "is_past": lifecycle.is_late(rejection, now),
    }
    return show_form(request, "screening/observations.html", form, context)
