"""A list of services handed over by a body or an office: read by a job, confirmed by a person."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trama.accounts.http import AuthenticatedRequest
from trama.core.access import require
from trama.core.http import made, see_other, sent, show_form
from trama.core.workflow import ActRefused
from trama.needs.forms.search import ImportForm
from trama.needs.lifecycle import service_lists
from trama.needs.models import ServiceImport, ServiceImportStatus
from trama.needs.permissions.cards import area_office, may_import_services, may_see_import
from trama.needs.rules.layouts import OWN
from trama.organizations.queries import organizations_of


@require_http_methods(["GET", "HEAD", "POST"])
def import_new(request: AuthenticatedRequest) -> HttpResponse:
    """Hand a list over: nothing is written before it is confirmed."""
    require(may_import_services(request.user))
    bodies = list(organizations_of(request.user).order_by("name_key", "pk"))
    office = area_office(request.user)
    writers = [(str(body.uid), body.name) for body in bodies]
    writers += [("", office.name)] if office else []
    form = ImportForm(sent(request), request.FILES or None, writers=writers)

    def receive() -> ServiceImport:
        chosen = form.cleaned_data.get("writer") if "writer" in form.fields else writers[0][0]
        return service_lists.receive_list(
            form.cleaned_data["upload"],
            sheet=form.cleaned_data["sheet"],
            organization=next((body for body in bodies if str(body.uid) == chosen), None),
            actor=request.user,
        )

    if received := made(form, receive, field="upload"):
        return see_other("needs:import", received.uid)
    columns = [name for name in OWN.columns.values() if name != "titolo"]
    return show_form(request, "needs/import_new.html", form, {"columns": columns})


@require_safe
def service_import(request: AuthenticatedRequest, uid: UUID) -> HttpResponse:
    """What a list would change, or has changed: row, column, value, reason."""
    found = _visible(request, uid)
    context = {
        "found": found,
        "report": found.report,
        "is_running": found.status in {ServiceImportStatus.RECEIVED, ServiceImportStatus.CONFIRMED},
    }
    return render(request, "needs/import.html", context)


@require_POST
def import_confirm(request: AuthenticatedRequest, uid: UUID) -> HttpResponse:
    checked = _visible(request, uid)
    try:
        service_lists.confirm_list(checked, actor=request.user)
    except ActRefused as refusal:
        messages.error(request, str(refusal))
    return see_other("needs:import", checked.uid)


def _visible(request: AuthenticatedRequest, uid: UUID) -> ServiceImport:
    rows = ServiceImport.objects.select_related("asked_by", "organization", "source")
    found = get_object_or_404(rows, uid=uid)
    require(may_see_import(request.user, found))
    return found
