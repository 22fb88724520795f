"""Casella PEC: the messages that wait for a person, and what a person does of them."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from trama.accounts.http import AuthenticatedRequest
from trama.accounts.models import User
from trama.core.access import require, require_moment
from trama.core.http import accepted, see_other
from trama.core.workflow import ActRefused
from trama.ledger.http import send_document, send_page
from trama.ledger.models import Document
from trama.mailbox import lifecycle, queries
from trama.mailbox.forms import AssignForm, ReasonForm, TrayFilters, UrgencyForm
from trama.mailbox.handlers import correspondents
from trama.mailbox.http import send_raw
from trama.mailbox.models import IncomingMessage
from trama.mailbox.panels import badge_of, rows_of
from trama.mailbox.permissions import may_enter_tray, may_handle, may_open
from trama.mailbox.views.reading import page_of

PER_PAGE = 30


@require_safe
def tray(request: AuthenticatedRequest) -> HttpResponse:
    """What waits, or everything; searched by sender and subject."""
    require(may_enter_tray(request.user))
    mail = queries.tray_of(request.user)
    filters = TrayFilters(request.GET)
    chosen = filters.cleaned_data if filters.is_valid() else {}
    words = chosen.get("q", "").replace("\0", "").strip()
    found = mail.find(words, waiting=not chosen.get("quali"))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("pagina"))
    context = {
        "filters": filters,
        "page": page,
        "rows": rows_of(list(page.object_list), mail),
        "counts": mail.counts(),
        "failed_total": mail.sent_in_vain.count(),
        "everything": bool(chosen.get("quali")),
        "words": words,
    }
    return render(request, "mailbox/tray.html", context)


@require_safe
def message(request: AuthenticatedRequest, message_uid: UUID) -> HttpResponse:
    found = find(request.user, message_uid)
    if _is_untold(request.user, found):
        return _sealed_page(request, found, UrgencyForm(), 200)
    return render(request, "mailbox/message.html", page_of(request, found))


@require_POST
def message_open(request: AuthenticatedRequest, message_uid: UUID) -> HttpResponse:
    """Open the envelope in order to sort it: the history says who did, and why if it is early."""
    found = find(request.user, message_uid)
    require(may_handle(request.user, found))
    if _is_untold(request.user, found):
        return _open_early(request, found)
    try:
        lifecycle.open_envelope(found, actor=request.user)
    except ActRefused as refusal:
        messages.error(request, str(refusal))
    return see_other("mailbox:message", message_uid=found.uid)


def _open_early(request: AuthenticatedRequest, found: IncomingMessage) -> HttpResponse:
    form = UrgencyForm(request.POST)
    if accepted(
        form,
        lambda: lifecycle.open_envelope(
            found, actor=request.user, reason=form.cleaned_data["reason"]
        ),
    ):
        return see_other("mailbox:message", message_uid=found.uid)
    return _sealed_page(request, found, form, 422)


def _sealed_page(
    request: AuthenticatedRequest, found: IncomingMessage, form: UrgencyForm, status: int
) -> HttpResponse:
    """That it came, and when: nothing of what it says."""
    context = {
        "message": found,
        "badge": badge_of(found),
        "form": form,
        "may_open": may_open(request.user, found),
    }
    return render(request, "mailbox/sealed_message.html", context, status=status)


def _is_untold(user: User, found: IncomingMessage) -> bool:
    return bool(queries.tray_of(user).untold_among([found]))


def _to_sort(request: AuthenticatedRequest, message_uid: UUID) -> IncomingMessage:
    """A message that one handles, and has read where it is still under seal."""
    found = find(request.user, message_uid)
    require(may_handle(request.user, found))
    require_moment(
        not _is_untold(request.user, found),
        _("Questo messaggio si apre dopo la scadenza. Se non può aspettare, prima aprilo e scrivi "
          "perché."),
        back=reverse("mailbox:message", args=[found.uid]),
    )  # fmt: skip
    return found


@require_POST
def message_assign(request: AuthenticatedRequest, message_uid: UUID) -> HttpResponse:
    found = _to_sort(request, message_uid)
    dossiers = queries.tray_of(request.user).dossiers
    bodies = correspondents(request.POST.get("ente", "").replace("\0", ""))
    form = AssignForm(request.POST, dossiers=dossiers, bodies=bodies)

    def assign() -> None:
        data = form.cleaned_data
        body = UUID(data["organization"]) if data["organization"] else None
        lifecycle.assign(found, data["notice"], body, actor=request.user, reason=data["reason"])

    if not accepted(form, assign):
        return _again(request, found, assign=form)
    status = found.get_status_display()
    messages.success(request, _("Messaggio sistemato: %(status)s.") % {"status": status})
    return see_other("mailbox:tray")


@require_POST
def message_set_aside(request: AuthenticatedRequest, message_uid: UUID) -> HttpResponse:
    found = _to_sort(request, message_uid)
    form = ReasonForm(request.POST, auto_id="aside_%s")
    if not accepted(
        form,
        lambda: lifecycle.set_aside(found, actor=request.user, reason=form.cleaned_data["reason"]),
    ):
        return _again(request, found, aside=form)
    messages.success(request, _("Messo da parte. Il messaggio resta conservato, con il motivo."))
    return see_other("mailbox:tray")


# ---------------------------------------------------------------- contents, once opened


@require_safe
def message_raw(request: AuthenticatedRequest, message_uid: UUID) -> HttpResponse | FileResponse:
    return send_raw(_opened(request.user, message_uid))


@require_safe
def document(
    request: AuthenticatedRequest, message_uid: UUID, document_uid: UUID
) -> HttpResponse | FileResponse:
    found = _opened(request.user, message_uid)
    return send_document(get_object_or_404(found.documents, uid=document_uid))


@require_safe
def document_page(
    request: AuthenticatedRequest, message_uid: UUID, document_uid: UUID, number: int
) -> HttpResponse | FileResponse:
    found = _opened(request.user, message_uid)
    enclosed: Document = get_object_or_404(found.documents, uid=document_uid)
    return send_page(enclosed, number)


def find(user: User, message_uid: UUID) -> IncomingMessage:
    """404 for mail of others, and for an application under seal."""
    require(may_enter_tray(user))
    return get_object_or_404(queries.tray_of(user).reachable, uid=message_uid)


def _opened(user: User, message_uid: UUID) -> IncomingMessage:
    found = find(user, message_uid)
    require(may_open(user, found) and queries.has_opened(user, found))
    return found


def _again(
    request: AuthenticatedRequest,
    found: IncomingMessage,
    *,
    assign: AssignForm | None = None,
    aside: ReasonForm | None = None,
) -> HttpResponse:
    found.refresh_from_db()
    context = page_of(request, found, assign=assign, aside=aside)
    return render(request, "mailbox/message.html", context, status=422)
