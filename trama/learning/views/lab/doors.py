"""The way into a course's pages, and the shape that its acts share."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from trama.accounts.http import AuthenticatedRequest
from trama.accounts.models import User
from trama.core.access import require
from trama.core.http import accepted, see_other
from trama.core.ui import Text
from trama.learning.emails.lab import ENROLMENT, QUESTIONNAIRE
from trama.learning.models import Course, Enrolment, Session
from trama.learning.permissions.lab import is_theirs, may_govern, may_lead
from trama.mailbox.models import SignedLink
from trama.mailbox.queries import held_link


def course_of(request: HttpRequest, code: str) -> Course:
    visible = Course.objects.visible_to(request.user).select_related("office")
    return get_object_or_404(visible, code=code)


def led_course(request: AuthenticatedRequest, code: str) -> Course:
    """For its trainers and its office."""
    course = course_of(request, code)
    require(may_lead(request.user, course))
    return course


def governed_course(request: AuthenticatedRequest, code: str) -> Course:
    """For the officer or the executive of its office."""
    course = course_of(request, code)
    require(may_govern(request.user, course))
    return course


def led_session(request: AuthenticatedRequest, code: str, uid: UUID) -> Session:
    course = led_course(request, code)
    session = get_object_or_404(course.sessions.all(), uid=uid)
    session.course = course
    return session


def own_enrolment(request: HttpRequest, uid: UUID) -> tuple[Enrolment, SignedLink | None]:
    """For whoever holds the letter's link, or signs in with the e-mail that was enrolled."""
    rows = Enrolment.objects.select_related("course__office", "office", "organization")
    enrolment = get_object_or_404(rows, uid=uid)
    link = held_link(request, ENROLMENT, enrolment) or held_link(request, QUESTIONNAIRE, enrolment)
    if link is None and not is_theirs(request.user, enrolment):
        raise Http404
    return enrolment, link


def actor_of(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


def desk_of(course: Course) -> str:
    return reverse("learning:course_desk", args=[course.code])


def form_page(
    request: HttpRequest,
    form: BaseForm,
    title: Text,
    *,
    back: str,
    act: Callable[[], object],
    done: Text | Callable[[], Text],
    template: str = "form",
    **more: Any,
) -> HttpResponse:
    """A form, its act, and the page where one goes back: the whole of most of our pages."""
    if accepted(form, act):
        messages.success(request, str(done() if callable(done) else done))
        return see_other(back)
    context = {"title": title, "form": form, "back": back, "lead": "", "kicker": "", **more}
    status = 422 if form.is_bound else 200
    return render(request, f"learning/lab/{template}.html", context, status=status)
