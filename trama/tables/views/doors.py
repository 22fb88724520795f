"""The way into a path's pages: which path, which meeting, who may go in and when, from what."""

from collections.abc import Iterable
from typing import TypeVar
from uuid import UUID

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from trama.accounts.http import AuthenticatedRequest
from trama.core.access import require, require_moment
from trama.core.http import show_form
from trama.tables.lifecycle.paths import GATHERING
from trama.tables.models import Meeting, Path, PriorityVote, Statement, WorkingTable
from trama.tables.permissions.paths import may_facilitate, may_run

FROM = "da"
"""In the address: which thing of before one starts from."""

Start = TypeVar("Start", WorkingTable, Meeting, PriorityVote, Statement)


def chosen_start(request: HttpRequest, among: Iterable[Start]) -> Start | None:
    """The one that the address names, if it is among those that are offered (`queries.starts`)."""
    asked = request.GET.get(FROM)
    return next((one for one in among if str(one.uid) == asked), None)


def path_of(request: HttpRequest, code: str) -> Path:
    visible = Path.objects.visible_to(request.user).select_related("notice__office")
    return get_object_or_404(visible, notice__code=code)


def run_path(request: AuthenticatedRequest, code: str) -> Path:
    """For the officer or the executive of its office."""
    path = path_of(request, code)
    require(may_run(request.user, path))
    return path


def require_phase(path: Path, *phases: str, back: str) -> None:
    """As `require_moment`, of an act that belongs to some phases of the path: it says which is now.

    Without phases: as long as bodies come in and are heard.
    """
    require_moment(
        path.status in (phases or GATHERING),
        _("Non è il momento: il percorso è «%(phase)s».") % {"phase": path.get_status_display()},
        back=back,
    )


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


def require_state(lawful: bool, meeting: Meeting) -> None:  # noqa: FBT001 - as `require_moment`
    """As `require_moment`, of an act on a meeting: it says at what point the meeting is."""
    code = meeting.table.path.code
    require_moment(
        lawful,
        _("Non è il momento: l’incontro è «%(status)s».")
        % {"status": meeting.get_status_display()},
        back=reverse("paths:meeting", args=[code, meeting.uid]),
    )


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
    back: str,
    drawn: str = "",
) -> HttpResponse:
    """A form and what follows from it, alone on a page. `back`: the address of the page one came
    from, for who thinks better of it. `drawn`: the form still to be filled in, when it is kept."""
    context = {
        "path": path, "form": drawn or form, "title": title, "warning": warning, "back": back
    }  # fmt: skip
    return show_form(request, "tables/form.html", form, context)
