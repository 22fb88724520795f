"""The work of a network, for whoever looks after it: groups, meetings, who was there."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from trama.accounts.http import AuthenticatedRequest
from trama.core.http import attempted, see_other, sent
from trama.core.workflow import ActRefused
from trama.networks.forms.networks import ReasonForm
from trama.networks.forms.work import AttendanceForm, GroupForm, MeetingForm
from trama.networks.lifecycle import groups, meetings
from trama.networks.models import Network, NetworkMeeting, ThematicGroup
from trama.networks.views.doors import cared_for


def _form_page(
    request: AuthenticatedRequest, template: str, network: Network, form: BaseForm, **more: Any
) -> HttpResponse:
    context = {"network": network, "form": form, **more}
    return render(request, template, context, status=422 if form.is_bound else 200)


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
    initial = {}
    if group is not None:
        initial = {
            "name": group.name,
            "purpose": group.purpose,
            "theme": group.theme.code if group.theme else "",
            "members": list(group.members.values_list("uid", flat=True)),
        }
    form = GroupForm(network, sent(request), initial=initial)
    if form.is_valid():
        try:
            groups.save_group(network, form.card, group=group, actor=request.user)
        except ActRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Gruppo salvato."))
            return see_other("networks:desk", network.code)
    return _form_page(request, "networks/group.html", network, form, group=group)


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
    if form.is_valid():
        try:
            meeting = meetings.plan_meeting(network, form.facts, actor=request.user)
        except ActRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Incontro fissato: è già nel calendario della rete."))
            return see_other("networks:meeting", network.code, meeting.uid)
    return _form_page(request, "networks/meeting_edit.html", network, form, meeting=None)


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_edit(request: AuthenticatedRequest, code: str, meeting_uid: UUID) -> HttpResponse:
    network = cared_for(request, code)
    meeting = _meeting(network, meeting_uid)
    form = MeetingForm(network, sent(request), instance=meeting)
    if form.is_valid():
        try:
            meetings.change_meeting(
                meeting,
                form.facts,
                seen=form.cleaned_data["seen"] or 0,
                reason=form.cleaned_data["why"],
                actor=request.user,
            )
        except ActRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Incontro aggiornato."))
            return see_other("networks:meeting", network.code, meeting.uid)
    return _form_page(
        request, "networks/meeting_edit.html", network, form, meeting=_meeting(network, meeting_uid)
    )


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_cancel(request: AuthenticatedRequest, code: str, meeting_uid: UUID) -> HttpResponse:
    network = cared_for(request, code)
    meeting = _meeting(network, meeting_uid)
    form = ReasonForm(sent(request))
    if form.is_valid():
        try:
            meetings.cancel_meeting(meeting, reason=form.cleaned_data["reason"], actor=request.user)
        except ActRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Incontro annullato: chi segue il calendario lo vede."))
            return see_other("networks:meeting", network.code, meeting.uid)
    return _form_page(request, "networks/meeting_cancel.html", network, form, meeting=meeting)


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_attendance(request: AuthenticatedRequest, code: str, meeting_uid: UUID) -> HttpResponse:
    network = cared_for(request, code)
    meeting = _meeting(network, meeting_uid)
    form = AttendanceForm(network, sent(request))
    if form.is_valid():
        data = form.cleaned_data
        try:
            meetings.record_meeting(
                meeting,
                present=list(data["present"]),
                people_count=data["people_count"],
                actor=request.user,
            )
        except ActRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Presenze scritte."))
            return see_other("networks:desk", network.code)
    return _form_page(request, "networks/attendance.html", network, form, meeting=meeting)
