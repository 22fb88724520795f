"""The trainer's and the office's work on a course: its design, phases, people, certificates."""

from collections.abc import Callable
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trama.accounts.http import AuthenticatedRequest
from trama.accounts.models import OfficeDuty
from trama.accounts.queries import offices_of
from trama.core import clock, starting
from trama.core.access import require, require_moment
from trama.core.http import attempted, see_other, sent
from trama.learning.forms.lab import CourseForm, LetterForm, ReasonForm, TermsForm, TrainersForm
from trama.learning.lifecycle import certificates, courses, enrolments, phases
from trama.learning.models import (
    BEFORE_IT_ENDS,
    GOING_ON,
    SINCE_IT_OPENED,
    Certificate,
    CertificateStatus,
    Course,
    CourseStatus,
    EnrolmentStatus,
    Grouping,
    Session,
    SessionStatus,
)
from trama.learning.permissions.lab import may_design, may_govern
from trama.learning.queries.courses import badge_of, certified, places_in_line, seats_of
from trama.learning.queries.sessions import (
    attended_minutes,
    handed_in,
    held_minutes,
    sessions_of,
)
from trama.learning.rules.attendance import percent
from trama.learning.views.lab.doors import (
    desk_of,
    form_page,
    governed_course,
    led_course,
    require_phase,
)
from trama.ledger.queries import timeline
from trama.mailbox.http import letters

# The words of the address, the verb, what is said once it is done, and from which phase.
STEPS: dict[str, tuple[Callable[..., None], object, str]] = {
    "apri": (
        phases.open_enrolment,
        gettext_lazy("Candidature aperte: enti e Direzioni possono candidare."),
        CourseStatus.DESIGNED,
    ),
    "comincia": (
        phases.start,
        gettext_lazy("Il percorso comincia: chi ha accettato frequenta."),
        CourseStatus.ENROLLING,
    ),
    "chiudi": (
        phases.close,
        gettext_lazy("Percorso concluso: adesso si rilasciano gli attestati."),
        CourseStatus.RUNNING,
    ),
    "seguito": (
        phases.follow_up,
        gettext_lazy("Fra sei mesi dalla fine si chiede di nuovo che cosa è cambiato."),
        CourseStatus.CLOSED,
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
def course_new(request: AuthenticatedRequest) -> HttpResponse:
    require(may_design(request.user))
    office = offices_of(request.user, OfficeDuty.OFFICER, OfficeDuty.EXECUTIVE).order_by("pk")[0]
    form = CourseForm(sent(request))
    return form_page(
        request,
        form,
        _("Prepara un percorso"),
        back=reverse("learning:lab"),
        act=lambda: courses.design(office, form.plan, actor=request.user),
        done=_("Percorso preparato: lo vedete solo voi finché non apri le candidature."),
        landing=desk_of,
        kicker=office.name,
        up=_("Laboratorio"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def course_edit(request: AuthenticatedRequest, code: str) -> HttpResponse:
    course = governed_course(request, code)
    words = _("Le candidature sono cominciate: posti e termini restano quelli.")
    require_moment(course.status == CourseStatus.DESIGNED, words, back=desk_of(course))
    form = CourseForm(sent(request), instance=course)
    return form_page(
        request,
        form,
        _("Cambia il percorso"),
        back=desk_of(course),
        act=lambda: courses.redesign(course, form.plan, actor=request.user),
        done=_("Percorso aggiornato."),
        kicker=course.title,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def course_trainers(request: AuthenticatedRequest, code: str) -> HttpResponse:
    course = governed_course(request, code)
    known = "\n".join(course.trainers.order_by("email").values_list("email", flat=True))
    form = TrainersForm(sent(request), initial={"trainers": known})
    return form_page(
        request,
        form,
        _("Chi conduce"),
        back=desk_of(course),
        act=lambda: courses.name_trainers(
            course, form.cleaned_data["trainers"], actor=request.user
        ),
        done=_("Formatori aggiornati."),
        kicker=course.title,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def course_terms(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """The course's words: each leads to its page in the glossary."""
    course = led_course(request, code)
    known = list(course.terms.values_list("slug", flat=True))
    form = TermsForm(sent(request), initial={"terms": known})
    return form_page(
        request,
        form,
        _("Parole del glossario"),
        back=desk_of(course),
        act=lambda: courses.name_terms(course, form.cleaned_data["terms"], actor=request.user),
        done=_("Parole aggiornate: sono nella pagina del percorso."),
        kicker=course.title,
        lead=_("Quelle che mancano si propongono prima nel glossario, ciascuno per la sua parte."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def course_letter(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """To everybody who takes part; it may start from a letter of the library."""
    course = led_course(request, code)
    require_phase(request, course, SINCE_IT_OPENED)
    starts = starting.of(request, starting.LETTER)
    form = LetterForm(sent(request), initial={"text": starts.text})

    def write() -> int:
        told = enrolments.write_to_all(course, **form.cleaned_data, actor=request.user)
        starts.used(course.title)
        return told

    return form_page(
        request,
        form,
        _("Scrivi a chi partecipa"),
        back=desk_of(course),
        act=write,
        done=letters,
        kicker=course.title,
        lead=_("Una lettera a ciascuno di quelli che hanno accettato e non si sono ritirati."),
        starts=starts,
    )


@require_safe
def course_desk(request: AuthenticatedRequest, code: str) -> HttpResponse:
    course = led_course(request, code)
    lines, attended, total = places_in_line(course), attended_minutes(course), held_minutes(course)
    people = list(
        course.enrolments.select_related("office", "organization").order_by("person_name", "pk")
    )
    may_run = may_govern(request.user, course)
    given = {one.enrolment_id: one for one in certified(course)}
    course_sessions = list(sessions_of(course))
    step = next((name for name, row in STEPS.items() if row[2] == course.status), "")
    context = {
        "course": course,
        "badge": badge_of(course),
        "now": clock.now(),
        "step": step,
        "may_govern": may_run,
        "may_plan": course.status in BEFORE_IT_ENDS,
        "may_group": course.status in GOING_ON,
        "seats": seats_of(course),
        "people": [
            (one, lines.get(one.pk), percent(attended.get(one.pk, 0), total), given.get(one.pk))
            for one in people
        ],
        "total": total,
        "sessions": course_sessions,
        "next_session": _next(course, course_sessions),
        "handed": handed_in(course),
        "trainers": list(course.trainers.order_by("name", "pk")),
        "groupings": list(Grouping.objects.filter(course=course).order_by("-asked_at", "-pk")),
        "entries": timeline(course.dossier, public=False),
        "may_issue": may_run
        and any(one.status == EnrolmentStatus.COMPLETED and one.pk not in given for one in people),
    }
    return render(request, "learning/lab/desk.html", context)


def _next(course: Course, course_sessions: list[Session]) -> Session | None:
    """The one to prepare or to hold, as long as the course goes on: before closing it each is."""
    planned = (one for one in course_sessions if one.status == SessionStatus.PLANNED)
    return next(planned, None) if course.status == CourseStatus.RUNNING else None


@require_POST
def course_step(request: AuthenticatedRequest, code: str, name: str) -> HttpResponse:
    course = governed_course(request, code)
    if name not in STEPS:
        raise Http404
    verb, done, _phase = STEPS[name]
    attempted(request, lambda: verb(course, actor=request.user), str(done))
    return see_other(desk_of(course))


@require_http_methods(["GET", "HEAD", "POST"])
def enrolment_drop(request: AuthenticatedRequest, code: str, enrolment_uid: UUID) -> HttpResponse:
    course = led_course(request, code)
    enrolment = get_object_or_404(course.enrolments.all(), uid=enrolment_uid)
    require_phase(request, course, GOING_ON)
    form = ReasonForm(sent(request))
    return form_page(
        request,
        form,
        _("Si ritira: %(name)s") % {"name": enrolment.person_name},
        back=desk_of(course),
        act=lambda: enrolments.drop(
            enrolment, reason=form.cleaned_data["reason"], actor=request.user
        ),
        done=_("Segnato. Il posto va a chi aspetta."),
        kicker=course.title,
    )


@require_POST
def enrolment_write(request: AuthenticatedRequest, code: str, enrolment_uid: UUID) -> HttpResponse:
    course = led_course(request, code)
    enrolment = get_object_or_404(course.enrolments.all(), uid=enrolment_uid)
    attempted(
        request,
        lambda: enrolments.write_again(enrolment, actor=request.user),
        _("Lettera mandata di nuovo."),
    )
    return see_other(desk_of(course))


# ---------------------------------------------------------------- certificates


@require_POST
def certificates_issue(request: AuthenticatedRequest, code: str) -> HttpResponse:
    course = governed_course(request, code)
    attempted(
        request,
        lambda: certificates.issue_certificates(course, actor=request.user),
        _("Attestati rilasciati: ciascuno riceve il suo per e-mail."),
    )
    return see_other(desk_of(course))


@require_http_methods(["GET", "HEAD", "POST"])
def certificate_revoke(
    request: AuthenticatedRequest, code: str, certificate_uid: UUID
) -> HttpResponse:
    course = governed_course(request, code)
    rows = Certificate.objects.filter(enrolment__course=course)
    certificate = get_object_or_404(rows, uid=certificate_uid)
    words = _("Questo attestato è già stato revocato.")
    is_valid = certificate.status == CertificateStatus.VALID
    require_moment(is_valid, words, back=desk_of(course))
    form = ReasonForm(sent(request))
    return form_page(
        request,
        form,
        _("Revoca l’attestato n. %(number)s") % {"number": certificate.number},
        back=desk_of(course),
        act=lambda: certificates.revoke_certificate(
            certificate, reason=form.cleaned_data["reason"], actor=request.user
        ),
        done=_("Revocato: chi lo controlla legge che non è valido."),
        kicker=course.title,
    )
