"""Tables and meetings as the office and the facilitator prepare them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from trama.accounts.http import AuthenticatedRequest
from trama.core import starting
from trama.core.access import require
from trama.core.http import accepted, attempted, made, see_other, sent, show_form
from trama.mailbox.http import letters
from trama.tables.forms.meetings import InviteForm, MeetingForm, TableForm
from trama.tables.forms.paths import ReasonForm
from trama.tables.lifecycle import meetings as lifecycle
from trama.tables.lifecycle.invitations import invite
from trama.tables.lifecycle.working_tables import add_table, change_table
from trama.tables.models import Meeting, MeetingStatus, Path, WorkingTable
from trama.tables.permissions.paths import may_facilitate
from trama.tables.queries.starts import agendas, ground_rules
from trama.tables.rules.agenda import Point, write_agenda
from trama.tables.views.doors import (
    chosen_start,
    form_page,
    led_meeting,
    require_phase,
    require_state,
    run_path,
    table_of,
)


@require_http_methods(["GET", "HEAD", "POST"])
def table_new(request: AuthenticatedRequest, code: str) -> HttpResponse:
    path = run_path(request, code)
    _still_gathers(request, path, back=reverse("paths:desk", args=[code]))
    models = ground_rules(path)
    starts = starting.of(request, starting.GROUND_RULES)
    initial = _rules(chosen_start(request, models), starts)
    form = TableForm(path, sent(request), initial=initial)
    if accepted(form, lambda: add_table(path, form.facts, actor=request.user)):
        starts.used(path.title)
        messages.success(request, _("Tavolo aggiunto."))
        return see_other("paths:desk", path.code)
    context = {"path": path, "models": models, "starts": starts, "table": None}
    return show_form(request, "tables/table_edit.html", form, context)


def _still_gathers(request: AuthenticatedRequest, path: Path, *, back: str) -> None:
    """What was sent is refused by its verb, and stays in the form: it may be long."""
    if request.method != "POST":
        require_phase(path, back=back)


def _rules(chosen: WorkingTable | None, starts: starting.Start) -> dict[str, str]:
    """Those of an earlier table, or of a model of the library."""
    text = chosen.ground_rules if chosen else starts.text
    return {"ground_rules": text} if text else {}


@require_http_methods(["GET", "HEAD", "POST"])
def table_edit(request: AuthenticatedRequest, code: str, table_uid: UUID) -> HttpResponse:
    table = table_of(request, code, table_uid)
    path = run_path(request, code)
    _still_gathers(request, path, back=reverse("paths:table", args=[code, table.uid]))
    models = ground_rules(path)
    starts = starting.of(request, starting.GROUND_RULES)
    initial = _rules(chosen_start(request, models), starts)
    form = TableForm(path, sent(request), instance=table, initial=initial)
    if accepted(form, lambda: change_table(table, form.facts, actor=request.user)):
        starts.used(table.title)
        messages.success(request, _("Tavolo aggiornato."))
        return see_other("paths:table", path.code, table.uid)
    context = {"path": path, "models": models, "starts": starts, "table": table}
    return show_form(request, "tables/table_edit.html", form, context)


# ---------------------------------------------------------------- meetings


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_new(request: AuthenticatedRequest, code: str, table_uid: UUID) -> HttpResponse:
    table = table_of(request, code, table_uid)
    require(may_facilitate(request.user, table))
    _still_gathers(request, table.path, back=reverse("paths:table", args=[code, table.uid]))
    models = agendas(table.path)
    chosen = chosen_start(request, models)
    starts = starting.of(request, starting.AGENDA)
    initial = {"agenda": starts.text} if starts.text else _copied(chosen)
    form = MeetingForm(sent(request), initial=initial)
    meeting = made(
        form,
        lambda: lifecycle.convene(
            table,
            form.facts,
            form.cleaned_data["agenda"],
            without_minutes=form.cleaned_data["without_minutes"],
            actor=request.user,
        ),
    )
    if meeting:
        starts.used(meeting.title)
        messages.success(request, _("Incontro convocato. Ora si mandano gli inviti."))
        return see_other("paths:meeting", code, meeting.uid)
    context = {"table": table, "models": models, "starts": starts, "meeting": None}
    return show_form(request, "tables/meeting_edit.html", form, context)


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
    if request.method != "POST":  # what was sent stays in the form: it may be long
        require_state(meeting.status == MeetingStatus.CONVENED, meeting)
    form = MeetingForm(sent(request), instance=meeting)
    count = made(
        form,
        lambda: lifecycle.move_meeting(
            meeting,
            form.facts,
            form.cleaned_data["agenda"],
            seen=form.cleaned_data["seen"] or 0,
            reason=form.cleaned_data["why"],
            actor=request.user,
        ),
    )
    if count is not None:
        messages.success(request, _("Incontro aggiornato.") + " " + letters(count))
        return see_other("paths:meeting", code, meeting.uid)
    context = {"table": meeting.table, "meeting": meeting}
    return show_form(request, "tables/meeting_edit.html", form, context)


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_cancel(request: AuthenticatedRequest, code: str, meeting_uid: UUID) -> HttpResponse:
    meeting = led_meeting(request, code, meeting_uid)
    require_state(meeting.status == MeetingStatus.CONVENED, meeting)
    back = reverse("paths:meeting", args=[code, meeting.uid])
    form = ReasonForm(sent(request))
    count = made(
        form,
        lambda: lifecycle.cancel(meeting, reason=form.cleaned_data["reason"], actor=request.user),
    )
    if count is not None:
        messages.success(request, _("Incontro annullato.") + " " + letters(count))
        return see_other(back)
    title = _("Annulla «%(title)s»") % {"title": meeting.title}
    warning = _("Chi è stato invitato riceve una lettera con il motivo.")
    return form_page(request, meeting.table.path, form, title, warning, back=back)


@require_POST
def meeting_invite(request: AuthenticatedRequest, code: str, meeting_uid: UUID) -> HttpResponse:
    meeting = led_meeting(request, code, meeting_uid)
    form = InviteForm(request.POST)
    reason = form.cleaned_data["without_minutes"] if form.is_valid() else ""
    attempted(
        request,
        lambda: invite(meeting, actor=request.user, without_minutes=reason),
        _invited,
    )
    return see_other("paths:meeting", code, meeting.uid)


def _invited(told: tuple[int, int]) -> str:
    """`told`: how many letters left, how many of those who are called have no address."""
    written, by_voice = told
    said = letters(written)
    if by_voice:
        said += " " + ngettext(
            "Uno non ha e-mail: va chiamato.", "%(n)d non hanno e-mail: vanno chiamati.", by_voice
        ) % {"n": by_voice}  # fmt: skip
    return said


@require_POST
def meeting_hold(request: AuthenticatedRequest, code: str, meeting_uid: UUID) -> HttpResponse:
    meeting = led_meeting(request, code, meeting_uid)
    attempted(
        request,
        lambda: lifecycle.hold(meeting, actor=request.user),
        _("Incontro tenuto: ora tocca al verbale."),
    )
    return see_other("paths:meeting", code, meeting.uid)
