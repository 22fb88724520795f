"""What everybody sees of the lab, and what a body or a Direzione does: nominate."""

import unicodedata

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from trama.accounts.http import AuthenticatedRequest
from trama.core import clock
from trama.core.access import require, require_moment
from trama.core.http import sent
from trama.core.spoken_codes import may_try
from trama.core.ui import Figure
from trama.learning.forms.lab import FindForm, NameForm, NominateForm
from trama.learning.lifecycle.enrolments import nominate
from trama.learning.models import Certificate, Course
from trama.learning.permissions.lab import may_design, may_lead
from trama.learning.queries.courses import (
    badge_of,
    places_in_line,
    seats_of,
    senders_of,
    sent_by,
    takes_nominations,
)
from trama.learning.queries.practices import practice_badge
from trama.learning.queries.questionnaires import results_of
from trama.learning.queries.sessions import calendar_entries, sessions_of
from trama.learning.rules.attendance import hours, percent
from trama.learning.views.lab.doors import course_of, form_page
from trama.ledger.queries import timeline
from trama.mailbox.formats.calendar import MEDIA_TYPE, write_calendar

PER_PAGE = 20


@login_not_required
@require_safe
def course_list(request: HttpRequest) -> HttpResponse:
    courses = Course.objects.visible_to(request.user).select_related("office")
    page = Paginator(courses.order_by("-created_at", "-pk"), PER_PAGE).get_page(
        request.GET.get("pagina")
    )
    context = {
        "page": page,
        "rows": [(one, badge_of(one)) for one in page],
        "may_design": may_design(request.user),
    }
    return render(request, "learning/lab/list.html", context)


@login_not_required
@require_safe
def course(request: HttpRequest, code: str) -> HttpResponse:
    """The course without its people: seats, sessions, who stands behind it."""
    found = course_of(request, code)
    seats = seats_of(found)
    now = clock.now()
    context = {
        "course": found,
        "badge": badge_of(found),
        "now": now,
        "seats": seats,
        "figures": [
            Figure(str(sum(one.seats for one in seats)), _("posti")),
            Figure(
                str(sum(one.accepted for one in seats)),
                _("hanno concluso") if found.closed_at else _("hanno accettato"),
            ),
            Figure(str(len(seats) - 1), _("Direzioni")),
        ],
        "support": list(found.support.select_related("organization").order_by("role", "pk")),
        "sessions": list(sessions_of(found)),
        "terms": list(found.terms.order_by("label_key", "pk")),
        "templates": list(found.templates.order_by("title", "-version")),
        "practices": [
            (one, practice_badge(one)) for one in found.practices.order_by("title", "pk")
        ],
        "has_results": found.questionnaires.filter(closes_at__lt=now).exists(),
        "entries": timeline(found.dossier, public=True, subject=found),
        "may_lead": may_lead(request.user, found),
        "may_nominate": takes_nominations(found, now) and bool(senders_of(request.user, found)),
    }
    return render(request, "learning/lab/course.html", context)


@login_not_required
@require_safe
def course_calendar(request: HttpRequest, code: str) -> HttpResponse:
    found = course_of(request, code)
    content = write_calendar(found.title, calendar_entries(found))
    return HttpResponse(content, content_type=MEDIA_TYPE)


@login_not_required
@require_safe
def results(request: HttpRequest, code: str) -> HttpResponse:
    """What changed for everybody together; never about one person."""
    found = course_of(request, code)
    context = {"course": found, "results": results_of(found)}
    return render(request, "learning/lab/results.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def course_nominate(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """For whoever speaks for a body, or for a Direzione with seats."""
    found = course_of(request, code)
    senders = senders_of(request.user, found)
    require(bool(senders))
    is_open = takes_nominations(found, clock.now())
    back = request.path
    require_moment(
        is_open or request.method != "POST", _("Le candidature non sono aperte."), back=back
    )
    lines = places_in_line(found)
    form = NominateForm(sent(request), senders=senders)
    return form_page(
        request,
        form,
        _("Candida una persona"),
        back=back,
        act=lambda: nominate(found, form.sent_by, actor=request.user, **form.facts),
        done=_("Candidata: qui sotto vedi se ha un posto o se aspetta."),
        course=found,
        is_open=is_open,
        sent=[(one, lines.get(one.pk)) for one in sent_by(request.user, found)],
        seats=seats_of(found),
        template="nominate",
    )


@login_not_required
@require_safe
def certificate_find(request: HttpRequest) -> HttpResponse:
    """For whoever holds one on paper: its code leads to its page."""
    asked = "codice" in request.GET
    form = FindForm(request.GET if asked else None)
    if form.is_valid():
        return redirect("learning:certificate", form.cleaned_data["codice"])
    status = 422 if asked else 200
    return render(request, "learning/lab/certificate_find.html", {"form": form}, status=status)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def certificate(request: HttpRequest, code: str) -> HttpResponse:
    """Whether a certificate is true: its course and its hours; its name only if it is typed."""
    rows = Certificate.objects.select_related("enrolment__course__office")
    found = get_object_or_404(rows, code=code.upper())
    form = NameForm(sent(request))
    matches: bool | None = None
    status = 200
    if form.is_bound and not may_try("learning:certificate", found.code):
        messages.error(request, _("Troppi tentativi su questo attestato. Aspetta dieci minuti."))
        status = 429
    elif form.is_valid():
        matches = _same(form.cleaned_data["name"], found.enrolment.person_name)
    elif form.is_bound:
        status = 422
    context = {
        "certificate": found,
        "course": found.enrolment.course,
        "hours": hours(found.attended_minutes),
        "total": hours(found.total_minutes),
        "percent": percent(found.attended_minutes, found.total_minutes),
        "form": form,
        "matches": matches,
    }
    return render(request, "learning/lab/certificate.html", context, status=status)


def _same(typed: str, name: str) -> bool:
    """In any order and case, from any keyboard: «riva d'angelo giulia» is Giulia D’Angelo Riva."""
    return _words(typed) == _words(name)


def _words(name: str) -> list[str]:
    plain = name.replace("’", "'").casefold()
    return sorted(unicodedata.normalize("NFKC", plain).split())
