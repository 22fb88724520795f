"""The work of a network, for whoever looks after it: groups, meetings, who was there."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from trama.accounts.http import AuthenticatedRequest
from trama.core.http import accepted, attempted, made, see_other, sent, show_form
from trama.networks.forms.networks import ReasonForm
from trama.networks.forms.work import AttendanceForm, GroupForm, MeetingForm
from trama.networks.lifecycle import groups, meetings
from trama.networks.models import Network, NetworkMeeting, ThematicGroup
from trama.networks.views.doors import cared_for


@require_http_methods(["GET", "HEAD", "POST"])
def group_new(request: AuthenticatedRequest, code: str) -> HttpResponse:
    return _group(request, cared_for(request, code), None)


@require_http_methods(["GET", "HEAD", "POST"])
def group_edit(request: AuthenticatedRequest, code: str, group_uid: UUID) -> HttpResponse:
    network = cared_for(request, code)
    return _group(request, network, get_object_or_404(network.groups, uid=group_uid))


def _group(
    request: AuthenticatedRequest, network: Network, group: ThematicGroup | None
) -> HttpResponse:
    initial: dict[str, Any] = {}
    if group is not None:
        initial = {
            "name": group.name,
            "purpose": group.purpose,
            "theme": group.theme.code if group.theme else "",
            "members": list(group.members.values_list("uid", flat=True)),
        }
    form = GroupForm(network, sent(request), initial=initial)
    if accepted(
        form, lambda: groups.save_group(network, form.card, group=group, actor=request.user)
    ):
        messages.success(request, _("Gruppo salvato."))
        return see_other("networks:desk", network.code)
    return show_form(request, "networks/group.html", form, {"network": network, "group": group})


@require_POST
def group_close(request: AuthenticatedRequest, code: str, group_uid: UUID) -> HttpResponse:
    network = cared_for(request, code)
    group = get_object_or_404(network.groups, uid=group_uid)
    attempted(request, lambda: groups.close_group(group, actor=request.user), _("Gruppo chiuso."))
    return see_other("networks:desk", network.code)


# ---------------------------------------------------------------- meetings


def _meeting(network: Network, uid: UUID) -> NetworkMeeting:
    return get_object_or_404(network.meetings.select_related("network", "group"), uid=uid)


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_new(request: AuthenticatedRequest, code: str) -> HttpResponse:
    network = cared_for(request, code)
    form = MeetingForm(network, sent(request))
    meeting = made(form, lambda: meetings.plan_meeting(network, form.facts, actor=request.user))
    if meeting:
        messages.success(request, _("Incontro fissato: è già nel calendario della rete."))
        return see_other("networks:meeting", network.code, meeting.uid)
    context = {"network": network, "meeting": None}
    return show_form(request, "networks/meeting_edit.html", form, context)


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_edit(request: AuthenticatedRequest, code: str, meeting_uid: UUID) -> HttpResponse:
    network = cared_for(request, code)
    meeting = _meeting(network, meeting_uid)
    form = MeetingForm(network, sent(request), instance=meeting)
    if accepted(
        form,
        lambda: meetings.change_meeting(
            meeting,
            form.facts,
            seen=form.cleaned_data["seen"] or 0,
            reason=form.cleaned_data["why"],
            actor=request.user,
        ),
    ):
        messages.success(request, _("Incontro aggiornato."))
        return see_other("networks:meeting", network.code, meeting.uid)
    context = {"network": network, "meeting": _meeting(network, meeting_uid)}
    return show_form(request, "networks/meeting_edit.html", form, context)


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_cancel(request: AuthenticatedRequest, code: str, meeting_uid: UUID) -> HttpResponse:
    network = cared_for(request, code)
    meeting = _meeting(network, meeting_uid)
    form = ReasonForm(sent(request))
    if accepted(
        form,
        lambda: meetings.cancel_meeting(
            meeting, reason=form.cleaned_data["reason"], actor=request.user
        ),
    ):
        messages.success(request, _("Incontro annullato: chi segue il calendario lo vede."))
        return see_other("networks:meeting", network.code, meeting.uid)
    context = {"network": network, "meeting": meeting}
    return show_form(request, "networks/meeting_cancel.html", form, context)


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_attendance(request: AuthenticatedRequest, code: str, meeting_uid: UUID) -> HttpResponse:
    network = cared_for(request, code)
    meeting = _meeting(network, meeting_uid)
    form = AttendanceForm(network, sent(request))
    if accepted(
        form,
        lambda: meetings.record_meeting(
            meeting,
            present=list(form.cleaned_data["present"]),
            people_count=form.cleaned_data["people_count"],
            actor=request.user,
        ),
    ):
        messages.success(request, _("Presenze scritte."))
        return see_other("networks:desk", network.code)
    context = {"network": network, "meeting": meeting}
    return show_form(request, "networks/attendance.html", form, context)
