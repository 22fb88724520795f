"""Practices tried out, and the library of templates."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from trama.accounts.http import AuthenticatedRequest
from trama.core.access import require, require_moment
from trama.core.http import sent
from trama.learning.forms.practices import DecideForm, PracticeForm, ResultForm, TryForm
from trama.learning.lifecycle import practices as lifecycle
from trama.learning.models import Course, CourseStatus, Practice, PracticeStatus
from trama.learning.permissions.lab import may_judge, may_tell_result
from trama.learning.permissions.terms import may_speak
from trama.learning.queries.practices import practice_badge, practices
from trama.learning.queries.terms import clean_words
from trama.learning.views.doors import speaking
from trama.learning.views.lab.doors import form_page
from trama.ledger.queries import timeline

PER_PAGE = 30
COURSE = "percorso"
"""In the address: the course from which a practice comes."""


@login_not_required
@require_safe
def practice_list(request: HttpRequest) -> HttpResponse:
    status = request.GET.get("stato", "")
    page = Paginator(practices(status), PER_PAGE).get_page(request.GET.get("pagina"))
    context = {
        "page": page,
        "rows": [(one, practice_badge(one)) for one in page],
        "status": status,
        "states": PracticeStatus.choices,
        "may_speak": may_speak(request.user),
    }
    return render(request, "learning/practices/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def practice_new(request: AuthenticatedRequest) -> HttpResponse:
    speakers = speaking(request)
    courses = Course.objects.exclude(status=CourseStatus.DESIGNED)
    course = courses.filter(code=clean_words(request.GET.get(COURSE, ""))).first()
    form = PracticeForm(sent(request), speakers=speakers)
    return form_page(
        request,
        form,
        _("Proponi una pratica"),
        back=reverse("learning:practices"),
        act=lambda: lifecycle.propose_practice(course=course, speaker=form.said_by, **form.facts),
        done=_("Pratica proposta: adesso qualcuno la prova."),
        landing=lambda made: reverse("learning:practice", args=[made.uid]),
        kicker=course.title if course else "",
        up=_("Pratiche"),
    )


def _practice(uid: UUID) -> Practice:
    rows = Practice.objects.select_related("office", "organization", "course__office")
    return get_object_or_404(rows, uid=uid)


@login_not_required
@require_safe
def practice(request: HttpRequest, practice_uid: UUID) -> HttpResponse:
    found = _practice(practice_uid)
    context = {
        "practice": found,
        "badge": practice_badge(found),
        "templates": list(found.templates.order_by("title", "pk")),
        "entries": timeline("", public=True, subject=found),
        "may_judge": may_judge(request.user, found),
        "may_tell": found.tested_on is not None and may_tell_result(request.user, found),
    }
    return render(request, "learning/practices/practice.html", context)


def _try(found: Practice, data: Mapping[str, Any], request: AuthenticatedRequest) -> None:
    lifecycle.try_practice(found, **data, actor=request.user)


def _adopt(found: Practice, data: Mapping[str, Any], request: AuthenticatedRequest) -> None:
    lifecycle.decide(found, adopted=True, **data, actor=request.user)


def _reject(found: Practice, data: Mapping[str, Any], request: AuthenticatedRequest) -> None:
    lifecycle.decide(found, adopted=False, **data, actor=request.user)


def _tell(found: Practice, data: Mapping[str, Any], request: AuthenticatedRequest) -> None:
    lifecycle.tell_result(found, **data, actor=request.user)


Act = Callable[[Practice, Mapping[str, Any], AuthenticatedRequest], None]
BEFORE_END = (PracticeStatus.PROPOSED, PracticeStatus.TESTED)
AFTER_TEST = (PracticeStatus.TESTED, PracticeStatus.ADOPTED, PracticeStatus.REJECTED)
# By the word of the address: title, form, act, who may, and in which states.
ACTS: dict[
    str,
    tuple[Any, type[BaseForm], Act, Callable[[Any, Practice], bool], tuple[PracticeStatus, ...]],
] = {
    "prova": (
        gettext_lazy("Si prova"), TryForm, _try, may_judge, (PracticeStatus.PROPOSED,),
    ),
    "adotta": (
        gettext_lazy("Si adotta"), DecideForm, _adopt, may_judge, (PracticeStatus.TESTED,),
    ),
    "respingi": (gettext_lazy("Si respinge"), DecideForm, _reject, may_judge, BEFORE_END),
    "risultato": (gettext_lazy("Com’è andata"), ResultForm, _tell, may_tell_result, AFTER_TEST),
}  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def practice_act(request: AuthenticatedRequest, practice_uid: UUID, name: str) -> HttpResponse:
    """Tried, adopted, rejected, or what came of it."""
    found = _practice(practice_uid)
    if name not in ACTS:
        raise Http404
    title, form_class, act, may, states = ACTS[name]
    require(may(request.user, found))
    back = reverse("learning:practice", args=[found.uid])
    words = _("A questo punto della sua storia non si può: guarda la scheda.")
    require_moment(found.status in states, words, back=back)
    form = form_class(sent(request))
    return form_page(
        request,
        form,
        title,
        back=back,
        act=lambda: act(found, form.cleaned_data, request),
        done=_("Segnato nella scheda."),
        kicker=found.title,
    )
