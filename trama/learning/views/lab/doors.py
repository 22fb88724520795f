"""The way into a course's pages, and the shape that its acts share."""

from collections.abc import Callable, Collection
from typing import Any, TypeVar
from uuid import UUID

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from trama.accounts.http import AuthenticatedRequest
from trama.core.access import require, require_moment
from trama.core.http import accepted, see_other, show_form
from trama.core.ui import Text
from trama.learning.emails.lab import ENROLMENT, QUESTIONNAIRE
from trama.learning.models import Course, Enrolment, Session
from trama.learning.permissions.lab import is_theirs, may_govern, may_lead
from trama.mailbox.models import SignedLink
from trama.mailbox.queries import held_link

Made = TypeVar("Made")


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


def desk_of(course: Course) -> str:
    return reverse("learning:course_desk", args=[course.code])


def require_phase(
    request: HttpRequest, course: Course, phases: Collection[str], *, back: str = ""
) -> None:
    """The page of an act that the course does not know in its phase. Of what was sent, the verb
    judges: what a person has written meanwhile is kept on the page."""
    words = _("Il percorso è «%(phase)s»: a questo punto non si può.")
    lawful = request.method == "POST" or course.status in phases
    said = words % {"phase": course.get_status_display()}
    require_moment(lawful, said, back=back or desk_of(course))


def form_page(
    request: HttpRequest,
    form: BaseForm,
    title: Text,
    *,
    back: str,
    act: Callable[[], Made],
    done: Text | Callable[[Made], Text],
    landing: Callable[[Made], str] | None = None,
    template: str = "form",
    **more: Any,
) -> HttpResponse:
    """A form, its act, and the page where one goes back: the whole of most of our pages.

    `done` and `landing` may be found from what the act has made: its words, and another page to
    go on from. `kicker`: of what the page is; `up`: the name of `back`, when it is another.
    """
    found: list[Made] = []
    if accepted(form, lambda: found.append(act())):
        messages.success(request, str(done(found[0]) if callable(done) else done))
        return see_other(landing(found[0]) if landing else back)
    context = {"title": title, "back": back, "lead": "", "kicker": "", "up": "", **more}
    return show_form(request, f"learning/lab/{template}.html", form, context)
