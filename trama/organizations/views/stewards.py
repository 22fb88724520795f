"""The steward's pages: people to confirm, lists to bring in, near names to look at."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trama.accounts.http import AuthenticatedRequest, recently_authenticated
from trama.core.access import require
from trama.core.http import attempted, made, see_other, sent, show_form
from trama.core.workflow import ActRefused
from trama.organizations import lifecycle, queries
from trama.organizations.forms import ListForm, RefusalForm
from trama.organizations.models import (
    ListImport,
    ListImportStatus,
    Membership,
    MembershipDuty,
    NearNames,
)
from trama.organizations.permissions import is_steward, may_judge

PER_PAGE = 30


@require_safe
def desk(request: AuthenticatedRequest) -> HttpResponse:
    """What waits for whoever keeps the register."""
    require(is_steward(request.user))
    context = {
        "requests": list(queries.requests_to_represent()[:PER_PAGE]),
        "requests_total": queries.requests_to_represent().count(),
        "near_total": queries.near_names_to_judge().count(),
        "imports": queries.latest_imports(),
    }
    return render(request, "organizations/desk.html", context)


@recently_authenticated
@require_http_methods(["GET", "HEAD", "POST"])
def representative_confirm(request: AuthenticatedRequest, membership_uid: UUID) -> HttpResponse:
    """A request to represent a body, with what proves it: the steward confirms it here."""
    membership = _request_to_judge(request, membership_uid)
    if request.method == "POST":
        attempted(
            request,
            lambda: lifecycle.confirm(membership, actor=request.user),
            _("Confermato: da oggi rappresenta l’ente. Lo avvisiamo."),
        )
        return see_other("organizations:desk")
    context = {"membership": membership, "form": RefusalForm()}
    return render(request, "organizations/representative.html", context)


@require_POST
def representative_refuse(request: AuthenticatedRequest, membership_uid: UUID) -> HttpResponse:
    membership = _request_to_judge(request, membership_uid)
    form = RefusalForm(request.POST)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        attempted(
            request,
            lambda: lifecycle.refuse(membership, actor=request.user, reason=reason),
            _("Non confermato. La persona riceve il motivo per e-mail."),
        )
        return see_other("organizations:desk")
    return show_form(request, "organizations/representative.html", form, {"membership": membership})


def _request_to_judge(request: AuthenticatedRequest, membership_uid: UUID) -> Membership:
    visible = Membership.objects.visible_to(request.user).select_related("organization", "user")
    membership = get_object_or_404(visible, uid=membership_uid)
    is_legal = membership.duty == MembershipDuty.LEGAL_REPRESENTATIVE
    require(is_legal and may_judge(request.user, membership))
    return membership


@require_http_methods(["GET", "HEAD", "POST"])
def list_new(request: AuthenticatedRequest) -> HttpResponse:
    """Hand a list over: it is read by a job, and nothing is written before it is confirmed."""
    require(is_steward(request.user))
    form = ListForm(sent(request), request.FILES or None)
    received = made(
        form,
        lambda: lifecycle.receive_list(
            form.cleaned_data["upload"],
            source=form.cleaned_data["source"],
            sheet=form.cleaned_data["sheet"],
            actor=request.user,
        ),
        field="upload",
    )
    if received:
        return see_other("organizations:list_import", received.uid)
    return show_form(request, "organizations/list_new.html", form)


@require_safe
def list_import(request: AuthenticatedRequest, import_uid: UUID) -> HttpResponse:
    """What a list would change, or has changed: row, column, value, reason."""
    require(is_steward(request.user))
    found = get_object_or_404(ListImport.objects.select_related("asked_by"), uid=import_uid)
    context = {
        "found": found,
        "report": found.report,
        "is_running": found.status in {ListImportStatus.RECEIVED, ListImportStatus.CONFIRMED},
    }
    return render(request, "organizations/list_import.html", context)


@require_POST
def list_confirm(request: AuthenticatedRequest, import_uid: UUID) -> HttpResponse:
    require(is_steward(request.user))
    checked = get_object_or_404(ListImport, uid=import_uid)
    try:
        lifecycle.confirm_list(checked, actor=request.user)
    except ActRefused as refusal:
        messages.error(request, str(refusal))
    return see_other("organizations:list_import", checked.uid)


@require_safe
def near_names(request: AuthenticatedRequest) -> HttpResponse:
    """Bodies with near names, side by side."""
    require(is_steward(request.user))
    page = Paginator(queries.near_names_to_judge(), PER_PAGE).get_page(request.GET.get("pagina"))
    context = {
        "page": page,
        "pairs": list(page.object_list),
        "judged": list(queries.near_names_judged()[:PER_PAGE]),
    }
    return render(request, "organizations/near_names.html", context)


@require_POST
def near_names_judge(request: AuthenticatedRequest, near_uid: UUID) -> HttpResponse:
    require(is_steward(request.user))
    near = get_object_or_404(NearNames.objects.select_related("first", "second"), uid=near_uid)
    answer = request.POST.get("answer")
    if answer not in {"distinct", "same"}:
        messages.error(request, _("Scegli se sono enti diversi o lo stesso. Nulla è cambiato."))
        return see_other("organizations:near_names")
    attempted(
        request,
        lambda: lifecycle.judge_near_names(near, distinct=answer == "distinct", actor=request.user),
        _("Annotato."),
    )
    return see_other("organizations:near_names")
