"""Groups of a course: asked for, read with their cost, adjusted, put in force."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from trama.accounts.http import AuthenticatedRequest
from trama.core.access import require_moment
from trama.core.http import accepted, attempted, see_other, sent
from trama.learning.forms.groups import LimitsForm, PlaceForm
from trama.learning.lifecycle import groups as lifecycle
from trama.learning.models import GOING_ON, Enrolment, Grouping, GroupingStatus
from trama.learning.queries.groups import Group, Priced, Prices, groups_of, prices_of
from trama.learning.rules.groups import WEIGHTS, Limits
from trama.learning.rules.limits import words
from trama.learning.views.lab.doors import desk_of, form_page, led_course, require_phase

TRIED = "prova"
"""The button that only shows what a change would cost."""


@require_http_methods(["GET", "HEAD", "POST"])
def groups_ask(request: AuthenticatedRequest, code: str) -> HttpResponse:
    course = led_course(request, code)
    require_phase(request, course, GOING_ON)
    form = LimitsForm(sent(request))
    return form_page(
        request,
        form,
        _("Fai i gruppi"),
        back=desk_of(course),
        act=lambda: lifecycle.ask_groups(course, form.limits, actor=request.user),
        done=_("Il calcolo è partito: ricarica la pagina tra poco."),
        landing=lambda made: reverse("learning:grouping", args=[code, made.uid]),
        kicker=course.title,
        lead=_("Le due parti in ogni gruppo, Direzioni e filoni distribuiti, chi lavora già "
               "insieme separato. Il calcolo dice quanto ci si è arrivati vicino."),
    )  # fmt: skip


def _grouping(request: AuthenticatedRequest, code: str, uid: UUID) -> Grouping:
    course = led_course(request, code)
    grouping = get_object_or_404(Grouping.objects.filter(course=course), uid=uid)
    grouping.course = course
    return grouping


@require_http_methods(["GET", "HEAD", "POST"])
def grouping(request: AuthenticatedRequest, code: str, grouping_uid: UUID) -> HttpResponse:
    """The groups and what they cost. POST moves somebody, or with «prova» says what it would cost
    and changes nothing."""
    found = _grouping(request, code, grouping_uid)
    may_change = found.status == GroupingStatus.PROPOSED
    words_then = _("Si spostano le persone finché i gruppi sono una proposta.")
    require_moment(may_change or request.method != "POST", words_then, back=request.path)
    groups, prices = groups_of(found), prices_of(found)
    form = _place_form(request, found, groups)
    tried: Priced | None = None
    if TRIED in request.POST and form.is_valid():
        tried = _tried(found, prices, form)
    elif accepted(form, lambda: _move(request, found, form)):
        messages.success(request, _("Spostata."))
        return see_other("learning:grouping", code, found.uid)
    context = {
        "course": found.course,
        "grouping": found,
        "limits": Limits.read(found.limits),
        "groups": groups,
        "gone": found.seats.count() - sum(len(group.seats) for group in groups),
        "now": _said(prices.now()),
        "tried": _said(tried) if tried else None,
        "weights": WEIGHTS,
        "form": form if may_change else None,
    }
    status = 422 if form.is_bound and tried is None else 200
    return render(request, "learning/lab/grouping.html", context, status=status)


def _place_form(request: AuthenticatedRequest, found: Grouping, groups: list[Group]) -> PlaceForm:
    people = [
        (str(seat.enrolment.uid), seat.enrolment.person_name)
        for group in groups
        for seat in group.seats
    ]
    numbers = [group.number for group in groups]
    by_name = sorted(people, key=lambda pair: pair[1])
    return PlaceForm(sent(request), people=by_name, groups=numbers, seen=found.changes)


def _chosen(found: Grouping, form: PlaceForm) -> tuple[Enrolment, Enrolment | None]:
    people = found.course.enrolments
    person = people.get(uid=form.cleaned_data["who"])
    return person, None if form.group else people.get(uid=form.cleaned_data["to"])


def _tried(found: Grouping, prices: Prices, form: PlaceForm) -> Priced:
    person, other = _chosen(found, form)
    return prices.after(person, form.group, other)


def _move(request: AuthenticatedRequest, found: Grouping, form: PlaceForm) -> None:
    person, other = _chosen(found, form)
    lifecycle.move_person(
        found,
        person,
        to=form.group,
        swap_with=other,
        seen=form.cleaned_data["seen"],
        actor=request.user,
    )


def _said(priced: Priced) -> dict[str, object]:
    return {
        "total": priced.total,
        "rows": [(words(family), points) for family, points in priced.by_family.items()],
    }


@require_POST
def grouping_adopt(request: AuthenticatedRequest, code: str, grouping_uid: UUID) -> HttpResponse:
    found = _grouping(request, code, grouping_uid)
    attempted(
        request,
        lambda: lifecycle.adopt_groups(found, actor=request.user),
        _("Gruppi in vigore: ciascuno vede il suo nella propria pagina."),
    )
    return see_other("learning:grouping", code, found.uid)
