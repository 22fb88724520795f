"""What a body that was there says of the minutes: by link, signed in, or through the office."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from trama.accounts.http import signed_in
from trama.core.http import accepted, attempted, see_other, sent
from trama.core.workflow import ActRefused
from trama.mailbox.models import SignedLink
from trama.mailbox.queries import held_link
from trama.tables.emails.minutes import MINUTES
from trama.tables.forms.minutes import AnswerForm, RemarkForm
from trama.tables.lifecycle import minutes as acts
from trama.tables.models import Approval, Attendance, MinutesEntry, Remark
from trama.tables.permissions.minutes import may_answer_for
from trama.tables.permissions.paths import speaks_for
from trama.tables.queries.minutes import minutes_of
from trama.tables.views.invitations import WHOLE
from trama.tables.views.minutes import read


def _door(request: HttpRequest, uid: UUID) -> tuple[Attendance, SignedLink | None]:
    rows = Attendance.objects.select_related(*WHOLE)
    attendance = get_object_or_404(rows, uid=uid)
    link = held_link(request, MINUTES, attendance)
    if link is None and not may_answer_for(request.user, attendance):
        raise Http404
    return attendance, link


def _who(request: HttpRequest, there: Attendance, link: SignedLink | None) -> dict[str, Any]:
    """Who acts: nobody known with a link alone; the office on behalf of who has no e-mail."""
    actor = signed_in(request)
    own = link is not None or speaks_for(request.user, there.participant)
    return {"actor": actor, "acted_for": not own}


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def minutes_answer(request: HttpRequest, attendance_uid: UUID) -> HttpResponse:
    """The minutes, a remark on any paragraph, and whether the body approves them."""
    there, link = _door(request, attendance_uid)
    given = Approval.objects.filter(attendance=there).first()
    initial = {"agrees": "yes" if given.agrees else "no", "note": given.note} if given else {}
    form = AnswerForm(sent(request), initial=initial)
    if accepted(
        form,
        lambda: acts.approve(
            there,
            agrees=form.cleaned_data["agrees"] == "yes",
            note=form.cleaned_data["note"],
            link=link,
            **_who(request, there, link),
        ),
    ):
        messages.success(request, _("Risposta scritta. Fino al termine si può cambiare."))
        return see_other("paths:minutes_answer", there.uid)
    return _page(request, there, link, given=given, form=form)


def _page(
    request: HttpRequest,
    there: Attendance,
    link: SignedLink | None,
    *,
    given: Approval | None,
    form: Form,
    remark_form: RemarkForm | None = None,
    on: MinutesEntry | None = None,
) -> HttpResponse:
    remark_form = remark_form or RemarkForm()
    context = {
        **read(minutes_of(there.meeting)),
        "attendance": there,
        "given": given,
        "form": form,
        "remark_form": remark_form,
        "remarked": on,
        "acted_for": _who(request, there, link)["acted_for"],
    }
    status = 422 if form.is_bound or remark_form.is_bound else 200
    return render(request, "tables/minutes_answer.html", context, status=status)


@login_not_required
@require_POST
def remark_new(request: HttpRequest, attendance_uid: UUID, entry_uid: UUID) -> HttpResponse:
    there, link = _door(request, attendance_uid)
    entry = MinutesEntry.objects.filter(meeting=there.meeting_id, uid=entry_uid).first()
    form = RemarkForm(request.POST)
    who = _who(request, there, link)

    def act() -> None:
        if entry is None:
            raise ActRefused(
                _("Mentre scrivevi il capoverso è stato tolto dal verbale. Quello che hai scritto "
                  "è qui sotto: se serve, mettilo su un altro capoverso.")
            )  # fmt: skip
        said = form.cleaned_data["text"]
        acts.remark(entry, participant=there.participant, text=said, link=link, **who)

    if accepted(form, act):
        messages.success(
            request, _("Osservazione scritta: chi verbalizza la decide e vi risponde.")
        )
        return see_other("paths:minutes_answer", there.uid)
    given = Approval.objects.filter(attendance=there).first()
    return _page(request, there, link, given=given, form=AnswerForm(), remark_form=form, on=entry)


@login_not_required
@require_POST
def remark_side(
    request: HttpRequest, attendance_uid: UUID, remark_uid: UUID, name: str
) -> HttpResponse:
    """Another body joins a remark; or its own withdraws it."""
    there, link = _door(request, attendance_uid)
    rows = Remark.objects.select_related("participant", "entry__meeting__table__path__notice")
    remark = get_object_or_404(rows, entry__meeting=there.meeting_id, uid=remark_uid)
    who = _who(request, there, link)
    sides = {
        "associa": (acts.join_remark, _("Vi siete associati: si legge con il vostro nome.")),
        "ritira": (acts.withdraw_remark, _("Osservazione ritirata: non si legge più.")),
    }
    if name not in sides:
        raise Http404
    act, done = sides[name]
    attempted(request, lambda: act(remark, participant=there.participant, **who), done)
    return see_other("paths:minutes_answer", there.uid)
