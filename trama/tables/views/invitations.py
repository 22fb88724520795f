"""What a body does from a letter, without an account: comes or not, is there, three answers."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from trama.accounts.http import signed_in
from trama.core import clock
from trama.core.access import require_moment
from trama.core.deadlines import day_of
from trama.core.http import accepted, see_other, sent, show_form
from trama.core.spoken_codes import may_try
from trama.core.workflow import ActRefused
from trama.mailbox.models import SignedLink
from trama.mailbox.queries import held_link
from trama.tables.emails.meetings import INVITATION, SURVEY
from trama.tables.forms.meetings import CodeForm, SurveyForm
from trama.tables.lifecycle.attendance import attend_by_code
from trama.tables.lifecycle.invitations import answer_invitation
from trama.tables.lifecycle.survey import answer_survey
from trama.tables.models import Attendance, Invitation, MeetingStatus
from trama.tables.permissions.paths import speaks_for
from trama.tables.queries.meetings import access_words, has_answered, is_in_the_room, slots
from trama.tables.rules.survey import closes_at, why_closed

WHOLE = "participant__organization", "meeting__table__path__notice"


def _invitation(request: HttpRequest, uid: UUID) -> tuple[Invitation, SignedLink | None]:
    """For whoever holds the link, or works for the body that was invited."""
    invitation = get_object_or_404(Invitation.objects.select_related(*WHOLE), uid=uid)
    link = held_link(request, INVITATION, invitation)
    if link is None and not speaks_for(request.user, invitation.participant):
        raise Http404
    return invitation, link


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, invitation_uid: UUID) -> HttpResponse:
    """Two buttons; the answer may be changed until the meeting begins."""
    invited, link = _invitation(request, invitation_uid)
    if request.method == "POST":
        answer = request.POST.get("answer", "")
        try:
            seated = answer_invitation(invited, answer, actor=signed_in(request), link=link)
        except ActRefused as refusal:
            return _page(request, invited, CodeForm(), problem=str(refusal))
        messages.success(request, _answered(invited, seated=seated))
        return see_other("paths:invitation", invited.uid)
    return _page(request, invited, CodeForm())


def _answered(invited: Invitation, *, seated: bool) -> str:
    if invited.answer == "not_coming":
        return _("Grazie: abbiamo segnato che non venite.")
    if seated:
        return _("Grazie: vi aspettiamo.")
    return _("Grazie. La sala è piena: vi aspettiamo in collegamento, da qui sotto.")


@login_not_required
@require_POST
def attend(request: HttpRequest, invitation_uid: UUID) -> HttpResponse:
    """With the code said in the room, on the day; five tries in ten minutes."""
    invited, _link = _invitation(request, invitation_uid)
    form = CodeForm(request.POST)
    if not may_try("tables:code", str(invited.uid)):
        problem = _("Troppi tentativi. Aspetta dieci minuti, o fatti segnare da chi conduce.")
        return _page(request, invited, form, problem=problem, status=429)
    if accepted(
        form,
        lambda: attend_by_code(
            invited.meeting,
            invited.participant,
            form.cleaned_data["code"],
            online=form.cleaned_data["online"],
            actor=signed_in(request),
        ),
    ):
        messages.success(request, _("Presenza segnata: potrete approvare il verbale."))
        return see_other("paths:invitation", invited.uid)
    return _page(request, invited, form, status=422)


def _page(
    request: HttpRequest,
    invited: Invitation,
    form: CodeForm,
    *,
    problem: str = "",
    status: int | None = None,
) -> HttpResponse:
    meeting, now = invited.meeting, clock.now()
    context = {
        "invitation": invited,
        "participant": invited.participant,
        "meeting": meeting,
        "path": meeting.table.path,
        "slots": slots(meeting),
        "access": access_words(meeting),
        "form": form,
        "problem": problem,
        "may_say": meeting.status == MeetingStatus.CONVENED and meeting.starts_at > now,
        "is_today": day_of(now) == day_of(meeting.starts_at)
        and meeting.status != MeetingStatus.CANCELLED,
        "seated": is_in_the_room(invited, meeting),
        "was_there": Attendance.objects.filter(
            meeting=meeting, participant=invited.participant
        ).exists(),
        "now": now,
    }
    return render(
        request, "tables/invitation.html", context, status=status or (422 if problem else 200)
    )


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def survey(request: HttpRequest, attendance_uid: UUID) -> HttpResponse:
    """Three questions, once: nobody can tell whose answer it was."""
    rows = Attendance.objects.select_related(*WHOLE)
    attendance = get_object_or_404(rows, uid=attendance_uid)
    link = held_link(request, SURVEY, attendance)
    if link is None and not speaks_for(request.user, attendance.participant):
        raise Http404
    meeting = attendance.meeting
    path = meeting.table.path
    closed = why_closed(meeting.held_at, clock.now())
    require_moment(not closed, closed, back=reverse("paths:meeting", args=[path.code, meeting.uid]))
    form = SurveyForm(sent(request))
    if accepted(form, lambda: answer_survey(attendance, link=link, **form.cleaned_data)):
        messages.success(request, _("Grazie: la risposta è arrivata."))
        return see_other("paths:survey", attendance.uid)
    context = {
        "attendance": attendance,
        "participant": attendance.participant,
        "meeting": meeting,
        "path": path,
        "is_done": has_answered(attendance),
        "open_until": meeting.held_at and closes_at(meeting.held_at),
    }
    return show_form(request, "tables/survey.html", form, context)
