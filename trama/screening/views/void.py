"""A notice to which nobody applied, and the act that ends it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trama.accounts.http import AuthenticatedRequest, recently_authenticated
from trama.applications.queries import received_count
from trama.core.access import require
from trama.core.workflow import ActRefused
from trama.notices.models import Notice
from trama.screening import lifecycle
from trama.screening.forms import VoidForm
from trama.screening.lifecycle import GivenAct
from trama.screening.permissions import may_close_without_applications
from trama.screening.views.board import notice_of


@recently_authenticated
@require_http_methods(["GET", "HEAD", "POST"])
def void(request: AuthenticatedRequest, notice_code: str) -> HttpResponse:
    """Chiusura senza domande: after the deadline, by the executive."""
    notice = notice_of(request, notice_code)
    require(may_close_without_applications(request.user, notice))
    form = VoidForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and _closed(request, notice, form):
        messages.success(request, _("Procedimento chiuso senza domande. L’atto è pubblicato."))
        return redirect("notices:desk", code=notice.code)
    context = {"notice": notice, "form": form, "received": received_count(notice)}
    status = 422 if form.is_bound else 200
    return render(request, "screening/void.html", context, status=status)


def _closed(request: AuthenticatedRequest, notice: Notice, form: VoidForm) -> bool:
    said = form.cleaned_data
    act = GivenAct(number=said["number"], adopted_on=said["adopted_on"], kind=said["kind"])
    try:
        lifecycle.close_without_applications(notice, act=act, actor=request.user)
    except ActRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True
