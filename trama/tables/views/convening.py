"""Tables and meetings as the office and the facilitator prepare them."""

from typing import TypeVar
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from trama.accounts.http import AuthenticatedRequest
from trama.core.access import require
from trama.core.http import accepted, attempted, see_other, sent
from trama.core.workflow import ActRefused
from trama.tables.forms.meetings import InviteForm, MeetingForm, TableForm
from trama.tables.forms.paths import ReasonForm
from trama.tables.lifecycle import meetings as lifecycle
from trama.tables.lifecycle.invitations import invite
from trama.tables.lifecycle.working_tables import add_table, change_table
from trama.tables.models import Meeting, WorkingTable
from trama.tables.permissions.paths import may_facilitate
from trama.tables.queries.paths import agendas_of_others, ground_rules_of_others
from trama.tables.rules.agenda import Point, write_agenda
from trama.tables.views.doors import led_meeting, run_path, table_of

FROM = "da"
"""In the address: which earlier table or meeting one starts from."""


Chosen = TypeVar("Chosen", WorkingTable, Meeting)


def _chosen(request: AuthenticatedRequest, among: list[Chosen]) -> Chosen | None:
    asked = request.GET.get(FROM)
    return next((one for one in among if str(one.uid) == asked), None)


@require_http_methods(["GET", "HEAD", "POST"])
def table_new(request: AuthenticatedRequest, code: str) -> HttpResponse:
    path = run_path(request, code)
    models = ground_rules_of_others(path)
    chosen = _chosen(request, models)
    initial = {"ground_rules": chosen.ground_rules} if chosen else {}
    form = TableForm(path, sent(request), initial=initial)
    if accepted(form, lambda: add_table(path, form.facts, actor=request.user)):
        messages.success(request, _("Tavolo aggiunto."))
        return see_other("paths:desk", path.code)
    return _table_page(request, form, {"path": path, "models": models, "table": None})


@require_http_methods(["GET", "HEAD", "POST"])
def table_edit(request: AuthenticatedRequest, code: str, table_uid: UUID) -> HttpResponse:
    table = table_of(request, code, table_uid)
    path = run_path(request, code)
    models = ground_rules_of_others(path)
    chosen = _chosen(request, models)
    initial = {"ground_rules": chosen.ground_rules} if chosen else {}
    form = TableForm(path, sent(request), instance=table, initial=initial)
    if accepted(form, lambda: change_table(table, form.facts, actor=request.user)):
        messages.success(request, _("Tavolo aggiornato."))
        return see_other("paths:table", path.code, table.uid)
    return _table_page(request, form, {"path": path, "models": models, "table": table})


def _table_page(
    request: AuthenticatedRequest, form: TableForm, context: dict[str, object]
) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, "tables/table_edit.html", {**context, "form": form}, status=status)


# ---------------------------------------------------------------- meetings


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_new(request: AuthenticatedRequest, code: str, table_uid: UUID) -> HttpResponse:
    table = table_of(request, code, table_uid)
    require(may_facilitate(request.user, table))
    models = agendas_of_others(table)
    chosen = _chosen(request, models)
    form = MeetingForm(sent(request), initial=_copied(chosen))
    made: list[Meeting] = []
    if accepted(
        form,
        lambda: made.append(
            lifecycle.convene(
                table,
                form.facts,
                form.cleaned_data["agenda"],
                without_minutes=form.cleaned_data["without_minutes"],
                actor=request.user,
            )
        ),
    ):
        messages.success(request, _("Incontro convocato. Ora si mandano gli inviti."))
        return see_other("paths:meeting", code, made[0].uid)
    context = {"table": table, "models": models, "meeting": None}
    return _meeting_page(request, form, context)


def _copied(chosen: Meeting | None) -> dict[str, str]:
    """The agenda and the place of an earlier meeting; its day is another."""
    if chosen is None:
        return {}
    points = [Point(one.title, one.minutes, one.is_pause) for one in chosen.agenda.all()]
    return {
        "agenda": write_agenda(points),
        "venue": chosen.venue,
        "address": chosen.address,
        "accessibility_note": chosen.accessibility_note,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_edit(request: AuthenticatedRequest, code: str, meeting_uid: UUID) -> HttpResponse:
    meeting = led_meeting(request, code, meeting_uid)
    form = MeetingForm(sent(request), instance=meeting)
    letters: list[int] = []
    if accepted(
        form,
        lambda: letters.append(
            lifecycle.move_meeting(
                meeting,
                form.facts,
                form.cleaned_data["agenda"],
                seen=form.cleaned_data["seen"] or 0,
                reason=form.cleaned_data["why"],
                actor=request.user,
            )
        ),
    ):
        messages.success(request, _("Incontro aggiornato.") + " " + _letters(letters[0]))
        return see_other("paths:meeting", code, meeting.uid)
    return _meeting_page(request, form, {"table": meeting.table, "meeting": meeting})


def _letters(count: int) -> str:
    if not count:
        return _("Nessuna lettera da mandare.")
    return ngettext("Mandata una lettera.", "Mandate %(n)d lettere.", count) % {"n": count}


def _meeting_page(
    request: AuthenticatedRequest, form: MeetingForm, context: dict[str, object]
) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, "tables/meeting_edit.html", {**context, "form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_cancel(request: AuthenticatedRequest, code: str, meeting_uid: UUID) -> HttpResponse:
    meeting = led_meeting(request, code, meeting_uid)
    form = ReasonForm(sent(request))
    letters: list[int] = []
    if accepted(
        form,
        lambda: letters.append(
            lifecycle.cancel(meeting, reason=form.cleaned_data["reason"], actor=request.user)
        ),
    ):
        messages.success(request, _("Incontro annullato.") + " " + _letters(letters[0]))
        return see_other("paths:meeting", code, meeting.uid)
    context = {
        "path": meeting.table.path,
        "form": form,
        "title": _("Annulla «%(title)s»") % {"title": meeting.title},
        "warning": _("Chi è stato invitato riceve una lettera con il motivo."),
    }
    return render(request, "tables/form.html", context, status=422 if form.is_bound else 200)


@require_POST
def meeting_invite(request: AuthenticatedRequest, code: str, meeting_uid: UUID) -> HttpResponse:
    meeting = led_meeting(request, code, meeting_uid)
    form = InviteForm(request.POST)
    reason = form.cleaned_data["without_minutes"] if form.is_valid() else ""
    try:
        sent_count, by_voice = invite(meeting, actor=request.user, without_minutes=reason)
    except ActRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _letters(sent_count) + " " + _to_call(by_voice))
    return see_other("paths:meeting", code, meeting.uid)


def _to_call(count: int) -> str:
    if not count:
        return ""
    return ngettext(
        "Uno non ha e-mail: va chiamato.", "%(n)d non hanno e-mail: vanno chiamati.", count
    ) % {"n": count}


@require_POST
def meeting_hold(request: AuthenticatedRequest, code: str, meeting_uid: UUID) -> HttpResponse:
    meeting = led_meeting(request, code, meeting_uid)
    attempted(
        request,
        lambda: lifecycle.hold(meeting, actor=request.user),
        _("Incontro tenuto: ora tocca al verbale."),
    )
    return see_other("paths:meeting", code, meeting.uid)
