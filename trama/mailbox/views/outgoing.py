"""E-mail that leaves: what did not, for the office; all of it, in the demo, where nothing does."""

from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from trama.accounts.http import AuthenticatedRequest
from trama.core.access import require
from trama.core.http import attempted, see_other
from trama.mailbox import lifecycle, queries
from trama.mailbox.models import OutgoingMessage
from trama.mailbox.permissions import may_enter_tray
from trama.mailbox.rules import outbox_name

PER_PAGE = 30
LETTER_RULES = "sandbox; default-src 'none'; frame-ancestors 'none'"


@require_safe
def failed(request: AuthenticatedRequest) -> HttpResponse:
    """E-mails that no server took, and why: never their text."""
    require(may_enter_tray(request.user))
    mail = queries.tray_of(request.user)
    page = Paginator(mail.sent_in_vain, PER_PAGE).get_page(request.GET.get("pagina"))
    context = {"page": page, "rows": list(page.object_list), "sealed": mail.sealed_codes}
    return render(request, "mailbox/failed.html", context)


@require_POST
def failed_queue(request: AuthenticatedRequest, message_uid: UUID) -> HttpResponse:
    require(may_enter_tray(request.user))
    found = get_object_or_404(queries.tray_of(request.user).sent_in_vain, uid=message_uid)
    attempted(
        request,
        lambda: lifecycle.queue_again(found, actor=request.user),
        _("Rimessa in partenza."),
    )
    return see_other("mailbox:failed")


@login_not_required
@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """Every e-mail of the demo city: invented people have no other mailbox."""
    _only_in_demo()
    found = OutgoingMessage.objects.order_by("-queued_at", "-pk")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("pagina"))
    context = {"page": page, "rows": list(page.object_list), "heading": outbox_name()}
    return render(request, "mailbox/outbox.html", context)


@login_not_required
@require_safe
def outbox_message(request: HttpRequest, message_uid: UUID) -> HttpResponse:
    _only_in_demo()
    found = get_object_or_404(OutgoingMessage, uid=message_uid)
    context = {"message": found, "heading": outbox_name()}
    return render(request, "mailbox/outbox_message.html", context)


@login_not_required
@require_safe
def outbox_html(request: HttpRequest, message_uid: UUID) -> HttpResponse:
    """The letter as a mail program draws it, in a browser that may do nothing with it."""
    _only_in_demo()
    found = get_object_or_404(OutgoingMessage, uid=message_uid)
    response = HttpResponse(found.html)
    response["Content-Security-Policy"] = LETTER_RULES
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _only_in_demo() -> None:
    if not settings.DEMO:
        raise Http404
