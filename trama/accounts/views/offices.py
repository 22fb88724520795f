"""Who works in an office, as what, from when to when; and giving or ending those duties."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from trama.accounts import lifecycle, queries
from trama.accounts.adapter.access import welcome
from trama.accounts.forms.duties import AssignForm, EndForm
from trama.accounts.http import AuthenticatedRequest, recently_authenticated
from trama.accounts.models import Office, OfficeDuty, OfficeRole
from trama.accounts.permissions import is_endable, may_end_duty, may_give_duties, works_for
from trama.core import clock
from trama.core.access import require, require_moment
from trama.core.http import accepted, made, see_other, sent, show_form


@require_safe
def office_list(request: AuthenticatedRequest) -> HttpResponse:
    """The offices where one works today."""
    require(queries.is_staff(request.user))
    offices = queries.offices_of(request.user).order_by("name", "pk")
    return render(request, "accounts/offices.html", {"offices": list(offices)})


@require_safe
def office(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """The people of an office with their duties, for whoever works there."""
    found = _office(request, code)
    today = queries.today()
    may_give = may_give_duties(request.user, found)
    rows = [
        (role, _state(role, today), may_give and is_endable(request.user, role))
        for role in queries.roles_in(found)
    ]
    context = {
        "office": found,
        "now": [row for row in rows if row[1] == "now"],
        "coming": [row for row in rows if row[1] == "coming"],
        "ended": [(role, state, False) for role, state, _may in rows if state == "ended"],
        "may_give": may_give,
    }
    return render(request, "accounts/office.html", context)


def _state(role: OfficeRole, today: date) -> str:
    if role.since > today:
        return "coming"
    return "ended" if role.until is not None and role.until < today else "now"


def _office(request: HttpRequest, code: str) -> Office:
    """404 for whoever works in no office: which there are is said elsewhere."""
    require(queries.is_staff(request.user))
    found = get_object_or_404(Office, code=code)
    require(works_for(request.user, found))
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def assign(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Give a duty to a person, known or new: a new one is written to."""
    found = _office(request, code)
    require(may_give_duties(request.user, found))
    return _assign(request, found)


@recently_authenticated
def _assign(request: AuthenticatedRequest, office: Office) -> HttpResponse:
    form = AssignForm(sent(request), initial={"since": queries.today()}, today=queries.today())
    enrolled = made(
        form,
        lambda: lifecycle.enroll_office_person(
            form.cleaned_data["email"],
            form.cleaned_data["name"],
            office,
            form.cleaned_data["duty"],
            since=form.cleaned_data["since"],
            until=form.cleaned_data["until"],
            actor=request.user,
            at=clock.now(),
        ),
    )
    if enrolled:
        done = _("Incarico affidato a %(name)s.") % {"name": enrolled.user}
        if welcome(enrolled.role):
            done = _("%(done)s Le abbiamo scritto per scegliere la password.") % {"done": done}
        messages.success(request, done)
        return see_other("accounts:office", code=office.code)
    return show_form(request, "accounts/assign.html", form, {"office": office})


@require_http_methods(["GET", "HEAD", "POST"])
def end(
    request: AuthenticatedRequest, code: str, person: str, duty: str, since: str
) -> HttpResponse:
    """Say the last day of a duty."""
    found = _office(request, code)
    role = _role(found, person, duty, since)
    require(may_end_duty(request.user, role))
    require_moment(
        role.until is None or role.until >= queries.today(),
        _("L’incarico è già finito."),
        back=reverse("accounts:office", args=[found.code]),
    )
    return _end(request, role)


def _role(office: Office, person: str, duty: str, since: str) -> OfficeRole:
    """A duty is called by whose it is, what it is and its first day."""
    try:
        first = date.fromisoformat(since)
    except ValueError:
        raise Http404 from None
    roles = queries.roles_in(office).filter(user__uid=person, since=first)
    return get_object_or_404(roles, duty=duty)


@recently_authenticated
def _end(request: AuthenticatedRequest, role: OfficeRole) -> HttpResponse:
    today = queries.today()
    form = EndForm(sent(request), initial={"on": max(today, role.since)}, today=today)
    if accepted(
        form,
        lambda: lifecycle.end_duty(
            role, on=form.cleaned_data["on"], actor=request.user, at=clock.now()
        ),
    ):
        messages.success(request, _("Incarico chiuso."))
        return see_other("accounts:office", code=role.office.code)
    context = {"office": role.office, "role": role, "duty": OfficeDuty(role.duty).label}
    return show_form(request, "accounts/end.html", form, context)
