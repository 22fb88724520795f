from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trama.accounts.http import AuthenticatedRequest
from trama.accounts.models import User
from trama.applications import lifecycle, queries
from trama.applications.forms import SeenForm, WithdrawForm
from trama.applications.models import Application, ApplicationStatus
from trama.applications.permissions import may_submit
from trama.applications.views.found import NOT_SHOWN, application_of, is_draft, read_at
from trama.applications.views.progress import badge_of
from trama.core.access import require
from trama.core.clock import TramaNow
from trama.core.deadlines import is_in_time
from trama.core.http import attempted, see_other, sent, show_form
from trama.core.prepared import Prepared
from trama.core.ui import Timeline
from trama.core.workflow import ActRefused
from trama.mailbox.queries import held_link
from trama.notices.queries import steps

LINK = "applications.receipt"


@login_not_required
@require_safe
def receipt(request: HttpRequest, application_uid: UUID) -> HttpResponse:
    """To the people of the body, and to whoever holds the link sent to it: no account is needed."""
    user = request.user
    application = _MINE.first(application_uid, user) if isinstance(user, User) else None
    is_mine = application is not None
    application = application or _ANYBODYS.first(application_uid)
    if not is_mine and not (application and held_link(request, LINK, application)):
        # The same answer whether it exists or not.
        if isinstance(request.user, User):
            raise Http404
        return redirect_to_login(request.get_full_path())
    if application is None or is_draft(application):
        raise Http404
    return _receipt_page(request, application, may_act=is_mine)


def _whole(rows: QuerySet[Application]) -> QuerySet[Application]:
    """With all that a receipt tells."""
    related = rows.select_related(
        "notice__office", "notice__officer", "organization", "entry", "submitted_by"
    )
    return related.defer(*NOT_SHOWN).annotate(read_at=TramaNow())


_MINE = Prepared(
    lambda uid, user: _whole(Application.objects.visible_to(user).filter(uid=uid)), UUID, User
)
_ANYBODYS = Prepared(lambda uid: _whole(Application.objects.filter(uid=uid)), UUID)


def _receipt_page(request: HttpRequest, application: Application, *, may_act: bool) -> HttpResponse:
    now, notice = read_at(application), application.notice
    still_open = notice.closes_at is not None and is_in_time(now, notice.closes_at)
    stands = application.status == ApplicationStatus.SUBMITTED
    context = {
        "application": application,
        "notice": notice,
        "receipt": queries.receipt(application),
        "badge": badge_of(application),
        "next_steps": Timeline(_("Prossimi passi"), steps(notice, now)),
        "may_act": may_act,
        "may_change": may_act and still_open and stands,
        "stands": stands,
    }
    return render(request, "applications/receipt.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: AuthenticatedRequest, application_uid: UUID) -> HttpResponse:
    """Confirm, then take it back: before closing, by whoever represents the body."""
    application = application_of(request, application_uid)
    require(may_submit(request.user, application))
    form = WithdrawForm(sent(request))
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        attempted(
            request,
            lambda: lifecycle.withdraw(application, actor=request.user, reason=reason),
            _("Domanda ritirata. Resta conservata con il suo numero, ma non conta più."),
        )
        return see_other("applications:detail", application.uid)
    if is_draft(application):
        return see_other("applications:detail", application.uid)
    context = {"application": application, "notice": application.notice}
    return show_form(request, "applications/withdraw.html", form, context)


@require_POST
def replace(request: AuthenticatedRequest, application_uid: UUID) -> HttpResponse:
    """A new draft; the presented one stands until the new one is sent."""
    application = application_of(request, application_uid)
    require(may_submit(request.user, application))
    try:
        draft = lifecycle.replace(application, actor=request.user)
    except ActRefused as refusal:
        messages.error(request, str(refusal))
        return see_other("applications:receipt", application.uid)
    messages.success(
        request,
        _("Ecco la nuova domanda, con le risposte di quella presentata. Quella vale finché non "
          "presenti questa. I documenti vanno allegati di nuovo."),
    )  # fmt: skip
    return see_other("applications:detail", draft.uid)


@require_POST
def confirm(request: AuthenticatedRequest, application_uid: UUID) -> HttpResponse:
    """What was presented stands on the amended text too."""
    application = application_of(request, application_uid)
    require(may_submit(request.user, application))
    form = SeenForm(request.POST)
    seen = form.cleaned_data["seen"] if form.is_valid() else None
    attempted(
        request,
        lambda: lifecycle.confirm(application, actor=request.user, seen=seen),
        _("Domanda confermata: sarà giudicata sul testo nuovo."),
    )
    return see_other("applications:detail", application.uid)
