"""Verbali di verifica: written by the panel from its records, approved by who was there."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trama.accounts.http import AuthenticatedRequest
from trama.core import clock
from trama.core.access import require, require_moment
from trama.core.deadlines import day_of
from trama.core.http import attempted, made, see_other, sent, show_form
from trama.notices.models import Notice, NoticeStatus
from trama.screening import lifecycle, queries
from trama.screening.forms import MinutesForm
from trama.screening.models import MinutesStatus, Panel, PanelMember, VerificationMinutes
from trama.screening.permissions import may_write_minutes
from trama.screening.views.board import notice_of
from trama.screening.views.panel import desk_of


@require_safe
def minutes_list(request: AuthenticatedRequest, notice_code: str) -> HttpResponse:
    """Which there are, who has approved them, what is still to be recorded: no names of bodies."""
    notice = notice_of(request, notice_code)
    panel = Panel.objects.filter(notice=notice).first()
    require_moment(panel is not None, _("Il seggio non è ancora nominato."), back=desk_of(notice))
    context = {
        "notice": notice,
        "found": list(queries.minutes_of(notice)),
        "owed": queries.minutes_owed(notice),
        "is_member": may_write_minutes(request.user, notice),
        "is_screening": notice.status == NoticeStatus.SCREENING,
    }
    return render(request, "screening/minutes_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def minutes_write(request: AuthenticatedRequest, notice_code: str) -> HttpResponse:
    """A new one, or the one that waits to be approved, written again."""
    notice = notice_of(request, notice_code)
    require(may_write_minutes(request.user, notice))
    require_moment(
        notice.status == NoticeStatus.SCREENING,
        _("L’avviso non è in istruttoria: il verbale non si scrive più."),
        back=desk_of(notice),
    )
    draft = notice.verification_minutes.filter(status=MinutesStatus.DRAFT).first()
    form = MinutesForm(notice.panel, sent(request), initial=_initial(notice, draft))
    written = made(
        form, lambda: lifecycle.write_minutes(notice, **form.cleaned_data, actor=request.user)
    )
    if written:
        messages.success(request, _("Verbale scritto: ora lo approva chi c’era."))
        return see_other("screening:minutes", minutes_uid=written.uid)
    rows = queries.outcomes_to_record(notice, day_of(clock.now()))
    context = {
        "notice": notice,
        "draft": draft,
        "rows": queries.rows_for(rows, _seat(request, notice)),
    }
    return show_form(request, "screening/minutes_write.html", form, context)


def _initial(notice: Notice, draft: VerificationMinutes | None) -> dict[str, Any]:
    if draft is None:
        today = day_of(clock.now())
        there = notice.panel.members.filter(queries.sitting(), declared_at__isnull=False)
        uids = there.values_list("uid", flat=True)
        return {"held_on": today, "present": [str(uid) for uid in uids]}
    uids = draft.present.values_list("uid", flat=True)
    return {
        "held_on": draft.held_on,
        "present": [str(uid) for uid in uids],
        "remarks": draft.remarks,
    }


def _seat(request: AuthenticatedRequest, notice: Notice) -> PanelMember:
    seat = queries.seat_of(request.user, notice)
    if seat is None:
        raise Http404
    return seat


def minutes_read_by(request: AuthenticatedRequest, uid: UUID) -> VerificationMinutes:
    """For who is on the panel and has declared, or was there: to everybody else there are none."""
    rows = VerificationMinutes.objects.select_related("notice__office", "document", "written_by")
    minutes = get_object_or_404(rows, uid=uid)
    if not may_write_minutes(request.user, minutes.notice) and not queries.attendance_of(
        request.user, minutes
    ):
        raise Http404
    return minutes


@require_safe
def minutes(request: AuthenticatedRequest, minutes_uid: UUID) -> HttpResponse:
    return _page(request, minutes_read_by(request, minutes_uid))


def _page(request: AuthenticatedRequest, minutes: VerificationMinutes) -> HttpResponse:
    notice = minutes.notice
    mine = queries.attendance_of(request.user, minutes)
    reader = mine.member if mine else _seat(request, notice)
    is_draft = minutes.status == MinutesStatus.DRAFT
    context = {
        "minutes": minutes,
        "title": queries.minutes_title(minutes),
        "notice": notice,
        "rows": queries.rows_for(minutes.rows, reader),
        "attendances": list(
            minutes.attendances.select_related("member__user").order_by(
                "member__duty", "member__user__name"
            )
        ),
        "may_approve": is_draft and mine is not None and mine.approved_at is None,
        "may_write": is_draft and may_write_minutes(request.user, notice),
    }
    return render(request, "screening/minutes.html", context)


@require_POST
def minutes_approve(request: AuthenticatedRequest, minutes_uid: UUID) -> HttpResponse:
    found = minutes_read_by(request, minutes_uid)
    require(queries.attendance_of(request.user, found) is not None)
    stamp = request.POST.get("stamp", "")
    attempted(
        request,
        lambda: lifecycle.approve_minutes(found, actor=request.user, stamp=stamp),
        _("Hai approvato il verbale."),
    )
    return see_other("screening:minutes", minutes_uid=found.uid)
