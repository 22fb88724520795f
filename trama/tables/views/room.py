"""What happens in the room: who was there, parked issues, actions, the office's reply."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Page
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from trama.accounts.http import AuthenticatedRequest
from trama.core import clock
from trama.core.access import require, require_moment
from trama.core.http import accepted, attempted, see_other, sent, show_form
from trama.core.pages import LongPaginator
from trama.core.workflow import ActRefused
from trama.tables.forms.meetings import (
    ActionForm,
    ParkedForm,
    ParkForm,
    PresenceForm,
    ReplyForm,
    SaidForm,
)
from trama.tables.lifecycle import actions
from trama.tables.lifecycle.attendance import OPEN_LIST, record_attendance, strike_attendance
from trama.tables.lifecycle.invitations import answer_invitation
from trama.tables.lifecycle.survey import reply_survey
from trama.tables.models import (
    ActionItem,
    ActionStatus,
    Attendance,
    Invitation,
    Meeting,
    ParkedIssue,
    Participant,
    ParticipantStatus,
)
from trama.tables.permissions.paths import may_minute, may_run
from trama.tables.queries.meetings import survey_of
from trama.tables.views.doors import form_page, led_meeting, meeting_of, require_state
from trama.tables.views.meetings import is_under_way
from trama.tables.views.reading import reading

ON_A_PAGE = 10


@dataclass(frozen=True)
class Row:
    """A participant, how it was there until now, and the fields that say so."""

    participant: Participant
    known: Attendance | None
    form: PresenceForm


@require_http_methods(["GET", "HEAD", "POST"])
def attendance(request: AuthenticatedRequest, code: str, meeting_uid: UUID) -> HttpResponse:
    """The list of who was there: for whoever minutes the table, or leads it. A page at a time."""
    meeting = meeting_of(request, code, meeting_uid)
    require(may_minute(request.user, meeting.table))
    require_state(meeting.status in OPEN_LIST, meeting)
    active = meeting.table.path.participants.filter(status=ParticipantStatus.ACTIVE)
    pages = LongPaginator(active.order_by("name", "pk"), ON_A_PAGE)
    page = pages.get_page(request.GET.get("pagina"))
    rows = _rows(request, meeting, list(page))
    problem = ""
    judged = [row.form.is_valid() for row in rows]  # each says what is wrong with it
    if request.method == "POST" and all(judged):
        try:
            count = _record(meeting, rows, request)
        except ActRefused as refusal:
            problem = str(refusal)
        else:
            messages.success(request, _("Elenco salvato: %(n)d cambiamenti.") % {"n": count})
            return _further(meeting, page)
    context = {
        "path": meeting.table.path,
        "meeting": meeting,
        "page": page,
        "rows": rows,
        "problem": problem,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "tables/attendance.html", context, status=status)


def _further(meeting: Meeting, page: Page[Participant]) -> HttpResponse:
    """Saved: to the next page of the list, or back to the meeting."""
    code = meeting.table.path.code
    if not page.has_next():
        return see_other("paths:meeting", code, meeting.uid)
    listed = reverse("paths:attendance", args=[code, meeting.uid])
    return see_other(f"{listed}?pagina={page.next_page_number()}")


def _rows(
    request: AuthenticatedRequest, meeting: Meeting, participants: list[Participant]
) -> list[Row]:
    there_already = meeting.attendances.filter(participant__in=participants)
    known = {one.participant_id: one for one in there_already}
    rows = []
    for participant in participants:
        there = known.get(participant.pk)
        initial = {"mode": there.mode, "represented_by": there.represented_by} if there else {}
        form = PresenceForm(sent(request), prefix=str(participant.uid), initial=initial)
        rows.append(Row(participant, there, form))
    return rows


@transaction.atomic
def _record(meeting: Meeting, rows: list[Row], request: AuthenticatedRequest) -> int:
    """All of them or none: what has changed."""
    changed = [row for row in rows if row.form.has_changed()]
    for row in changed:
        data = row.form.cleaned_data
        if data["mode"]:
            record_attendance(
                meeting,
                row.participant,
                data["mode"],
                represented_by=data["represented_by"],
                actor=request.user,
            )
        else:
            strike_attendance(meeting, row.participant, actor=request.user)
    return len(changed)


@require_POST
def answer_for(
    request: AuthenticatedRequest, code: str, meeting_uid: UUID, invitation_uid: UUID
) -> HttpResponse:
    """What a body without e-mail has said by voice, written by whoever called it."""
    meeting = led_meeting(request, code, meeting_uid)
    invited = get_object_or_404(
        Invitation.objects.select_related("participant"), uid=invitation_uid, meeting=meeting
    )
    answer = request.POST.get("answer", "")
    attempted(
        request,
        lambda: answer_invitation(invited, answer, actor=request.user, acted_for=True),
        _("Risposta scritta per %(name)s.") % {"name": invited.participant.name},
    )
    return see_other("paths:meeting", code, meeting.uid)


# ---------------------------------------------------------------- parked issues


@require_http_methods(["GET", "HEAD", "POST"])
def park(request: AuthenticatedRequest, code: str, meeting_uid: UUID) -> HttpResponse:
    meeting = led_meeting(request, code, meeting_uid)
    require_state(is_under_way(meeting, clock.now()), meeting)
    form = ParkForm(meeting.table.path, sent(request))
    if accepted(form, lambda: actions.park(meeting, actor=request.user, **form.cleaned_data)):
        messages.success(request, _("Questione parcheggiata."))
        return see_other("paths:meeting", code, meeting.uid)
    title = _("Parcheggia una questione")
    return _blank(request, meeting, form, title)


@require_POST
def parked_end(
    request: AuthenticatedRequest, code: str, meeting_uid: UUID, issue_uid: UUID
) -> HttpResponse:
    """Taken up at this meeting; or, with why, dropped."""
    meeting = led_meeting(request, code, meeting_uid)
    issue = get_object_or_404(ParkedIssue, uid=issue_uid, table=meeting.table_id)
    form = ParkedForm(request.POST)
    if request.POST.get("act") != "drop":
        attempted(
            request,
            lambda: actions.take_up(issue, meeting, actor=request.user),
            _("Questione ripresa in questo incontro."),
        )
    elif accepted(
        form,
        lambda: actions.drop(issue, form.cleaned_data["said"], actor=request.user),
        field="said",
    ):
        messages.success(request, _("Questione lasciata: il motivo resta scritto."))
    else:
        return form_page(request, meeting.table.path, form, issue.text, back=_page_of(meeting))
    return see_other(_page_of(meeting))


def _page_of(meeting: Meeting) -> str:
    return reverse("paths:meeting", args=[meeting.table.path.code, meeting.uid])


# ---------------------------------------------------------------- actions


@require_http_methods(["GET", "HEAD", "POST"])
def action_new(request: AuthenticatedRequest, code: str, meeting_uid: UUID) -> HttpResponse:
    meeting = meeting_of(request, code, meeting_uid)
    require(may_minute(request.user, meeting.table))
    require_state(is_under_way(meeting, clock.now()), meeting)
    form = ActionForm(meeting, sent(request))
    if accepted(form, lambda: actions.add_action(meeting, actor=request.user, **form.cleaned_data)):
        messages.success(request, _("Azione aggiunta."))
        return see_other("paths:meeting", code, meeting.uid)
    title = _("Aggiungi un’azione")
    return _blank(request, meeting, form, title)


def _blank(
    request: AuthenticatedRequest, meeting: Meeting, form: ParkForm | ActionForm, title: str
) -> HttpResponse:
    """Hundreds may be chosen from: the form still to be filled in is drawn once."""
    path, facts = meeting.table.path, (type(form).__name__, meeting)
    drawn = "" if form.is_bound else reading(path).keep(form.render, *facts)
    return form_page(request, path, form, title, meeting.title, back=_page_of(meeting), drawn=drawn)


OUTCOMES = {
    "fatta": ActionStatus.DONE,
    "lasciata": ActionStatus.DROPPED,
    "riapri": ActionStatus.TO_DO,
}


@require_POST
def action_end(
    request: AuthenticatedRequest, code: str, meeting_uid: UUID, action_uid: UUID
) -> HttpResponse:
    meeting = led_meeting(request, code, meeting_uid)
    action = get_object_or_404(ActionItem, uid=action_uid, meeting__table=meeting.table_id)
    outcome = OUTCOMES.get(request.POST.get("act", "fatta"))
    if outcome is None:
        raise Http404
    form = SaidForm(request.POST)
    if accepted(
        form,
        lambda: actions.end_action(
            action, outcome, said=form.cleaned_data["said"], actor=request.user
        ),
        field="said",
    ):
        messages.success(request, _("Azione aggiornata."))
        return see_other(_page_of(meeting))
    return form_page(request, meeting.table.path, form, action.text, back=_page_of(meeting))


# ---------------------------------------------------------------- after the three questions


@require_http_methods(["GET", "HEAD", "POST"])
def survey_reply(request: AuthenticatedRequest, code: str, meeting_uid: UUID) -> HttpResponse:
    """What people wrote, for the office; and what it did of it, for everybody."""
    meeting = meeting_of(request, code, meeting_uid)
    require(may_run(request.user, meeting.table.path))
    survey = survey_of(meeting, clock.now())
    back = reverse("paths:meeting", args=[code, meeting.uid])
    require_moment(not survey.why_hidden, survey.why_hidden, back=back)
    initial = {"text": survey.reply.text} if survey.reply else {}
    form = ReplyForm(sent(request), initial=initial)
    if accepted(form, lambda: reply_survey(meeting, form.cleaned_data["text"], actor=request.user)):
        messages.success(request, _("Risposta pubblicata con i risultati."))
        return see_other("paths:meeting", code, meeting.uid)
    context = {"path": meeting.table.path, "meeting": meeting, "survey": survey}
    return show_form(request, "tables/survey_reply.html", form, context)
