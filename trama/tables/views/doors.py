"""The way into a path's pages: which path, which meeting, who may go in, what an act answers."""

from uuid import UUID

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from trama.accounts.http import AuthenticatedRequest
from trama.core.access import require
from trama.core.http import show_form
from trama.tables.models import Meeting, Path, WorkingTable
from trama.tables.permissions.paths import may_facilitate, may_run


def path_of(request: HttpRequest, code: str) -> Path:
    visible = Path.objects.visible_to(request.user).select_related("notice__office")
    return get_object_or_404(visible, notice__code=code)


def run_path(request: AuthenticatedRequest, code: str) -> Path:
    """For the officer or the executive of its office."""
    path = path_of(request, code)
    require(may_run(request.user, path))
    return path


def table_of(request: HttpRequest, code: str, uid: UUID) -> WorkingTable:
    path = path_of(request, code)
    rows = WorkingTable.objects.select_related("facilitator", "minute_taker", "theme", "zone")
    table = get_object_or_404(rows, path=path, uid=uid)
    table.path = path
    return table


def meeting_of(request: HttpRequest, code: str, uid: UUID) -> Meeting:
    path = path_of(request, code)
    rows = Meeting.objects.select_related("table__facilitator", "table__minute_taker")
    meeting = get_object_or_404(rows, table__path=path, uid=uid)
    meeting.table.path = path
    return meeting


def led_meeting(request: AuthenticatedRequest, code: str, uid: UUID) -> Meeting:
    """For whoever leads its table, or runs the path."""
    meeting = meeting_of(request, code, uid)
    require(may_facilitate(request.user, meeting.table))
    return meeting


def form_page(
    request: HttpRequest,
    path: Path,
    form: BaseForm,
    title: str,
    warning: str = "",
    *,
    drawn: str = "",
) -> HttpResponse:
    """A form and what follows from it, alone on a page of the office. `drawn`: the form still to
    be filled in, when it is kept."""
    context = {"path": path, "form": drawn or form, "title": title, "warning": warning}
    return show_form(request, "tables/form.html", form, context)
