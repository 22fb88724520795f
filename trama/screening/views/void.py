"""A notice to which nobody applied, and the act that ends it."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trama.accounts.http import AuthenticatedRequest, recently_authenticated
from trama.applications.queries import received_count
from trama.core.access import require, require_moment
from trama.core.http import accepted, see_other, sent, show_form
from trama.notices.models import Notice
from trama.screening import lifecycle
from trama.screening.forms import VoidForm
from trama.screening.permissions import may_close_without_applications
from trama.screening.views.board import notice_of
from trama.screening.views.panel import desk_of, given, require_past_deadline


@require_http_methods(["GET", "HEAD", "POST"])
def void(request: AuthenticatedRequest, notice_code: str) -> HttpResponse:
    """Chiusura senza domande: after the deadline, by the executive."""
    notice = notice_of(request, notice_code)
    require(may_close_without_applications(request.user, notice))
    require_past_deadline(notice)
    require_moment(
        not received_count(notice),
        _("È arrivata una domanda: ora si nomina il seggio."),
        back=desk_of(notice),
    )
    return _void(request, notice=notice)


@recently_authenticated
def _void(request: AuthenticatedRequest, notice: Notice) -> HttpResponse:
    form = VoidForm(sent(request))
    if accepted(
        form,
        lambda: lifecycle.close_without_applications(notice, act=given(form), actor=request.user),
    ):
        messages.success(request, _("Procedimento chiuso senza domande. L’atto è pubblicato."))
        return see_other("notices:desk", code=notice.code)
    return show_form(request, "screening/void.html", form, {"notice": notice})
