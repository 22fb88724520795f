from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from trama.accounts.http import AuthenticatedRequest
from trama.applications import lifecycle, queries, rules
from trama.applications.forms import StartForm
from trama.applications.models import Application, ApplicationStatus
from trama.applications.views.progress import badge_of
from trama.core import clock
from trama.core.access import require_moment
from trama.core.http import see_other, sent, show_form
from trama.core.ui import Badge
from trama.core.workflow import ActRefused
from trama.notices.models import Notice


@dataclass(frozen=True)
class Row:
    application: Application
    badge: Badge
    url: str


@require_safe
def mine(request: AuthenticatedRequest) -> HttpResponse:
    """The applications of my bodies: those to finish first."""
    rows = [_row(application) for application in queries.mine(request.user)]
    drafts = [r for r in rows if r.application.status == ApplicationStatus.DRAFT]
    context = {
        "drafts": drafts,
        "presented": [row for row in rows if row not in drafts],
        "now": clock.now(),
    }
    return render(request, "applications/mine.html", context)


def _row(application: Application) -> Row:
    is_draft = application.status == ApplicationStatus.DRAFT
    name = "applications:detail" if is_draft else "applications:receipt"
    return Row(application, badge_of(application), reverse(name, args=[application.uid]))


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: AuthenticatedRequest, notice_code: str) -> HttpResponse:
    """Choose the body and begin; whoever has none is told how to have one."""
    notice = get_object_or_404(Notice.objects.visible_to(request.user), code=notice_code)
    now = clock.now()
    why_not = str(rules.why_not_begin(notice, now))
    require_moment(not why_not, why_not, back=reverse("notices:detail", args=[notice.code]))
    bodies = queries.bodies(request.user)
    form = StartForm(bodies, sent(request))
    if form.is_valid():
        try:
            draft = lifecycle.start(notice, form.cleaned_data["organization"], actor=request.user)
        except ActRefused as refusal:
            messages.error(request, str(refusal))
            return see_other("notices:detail", notice.code)
        messages.success(request, _("La domanda è aperta: tutto quello che scrivi viene tenuto."))
        return see_other("applications:detail", draft.uid)
    context = {"notice": notice, "bodies": bodies, "now": now}
    return show_form(request, "applications/start.html", form, context)
