"""Sessions as the trainer prepares them: calendar, who was there, materials, exercises."""

from uuid import UUID

from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trama.accounts.http import AuthenticatedRequest
from trama.core import clock
from trama.core.access import require_moment
from trama.core.http import attempted, see_other, sent
from trama.learning.forms.lab import (
    ExerciseForm,
    ListForm,
    MaterialForm,
    ReasonForm,
    SessionForm,
)
from trama.learning.lifecycle import sessions as lifecycle
from trama.learning.models import (
    BEFORE_IT_ENDS,
    GOING_ON,
    CourseStatus,
    Deliverable,
    EnrolmentStatus,
    Material,
    Session,
    SessionStatus,
)
from trama.learning.queries.sessions import who_was_there
from trama.learning.views.lab.doors import (
    desk_of,
    form_page,
    led_course,
    led_session,
    require_phase,
)
from trama.ledger.http import send_document
from trama.mailbox.http import letters


def _here(session: Session) -> str:
    return reverse("learning:session", args=[session.course.code, session.uid])


@require_http_methods(["GET", "HEAD", "POST"])
def session_new(request: AuthenticatedRequest, code: str) -> HttpResponse:
    course = led_course(request, code)
    require_phase(request, course, BEFORE_IT_ENDS)
    form = SessionForm(sent(request))
    return form_page(
        request,
        form,
        _("Nuova sessione"),
        back=desk_of(course),
        act=lambda: lifecycle.plan_session(course, form.facts, actor=request.user),
        done=_("Sessione in calendario."),
        kicker=course.title,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def session_edit(request: AuthenticatedRequest, code: str, session_uid: UUID) -> HttpResponse:
    session = led_session(request, code, session_uid)
    words = _("Si cambia una sessione che deve ancora tenersi.")
    require_moment(session.status == SessionStatus.PLANNED, words, back=_here(session))
    form = SessionForm(sent(request), instance=session, initial={"seen": session.sequence})
    return form_page(
        request,
        form,
        _("Cambia la sessione"),
        back=_here(session),
        act=lambda: lifecycle.change_session(
            session, form.facts, seen=form.cleaned_data["seen"] or 0, actor=request.user
        ),
        done=lambda told: _("Sessione aggiornata.") + " " + letters(told),
        kicker=session.course.title,
        lead=_("Se cambiano ora o luogo, chi partecipa riceve una lettera."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def session_cancel(request: AuthenticatedRequest, code: str, session_uid: UUID) -> HttpResponse:
    session = led_session(request, code, session_uid)
    words = _("Si annulla una sessione che deve ancora tenersi.")
    require_moment(session.status == SessionStatus.PLANNED, words, back=_here(session))
    form = ReasonForm(sent(request))
    return form_page(
        request,
        form,
        _("Annulla la sessione"),
        back=_here(session),
        act=lambda: lifecycle.cancel_session(
            session, reason=form.cleaned_data["reason"], actor=request.user
        ),
        done=lambda told: _("Sessione annullata.") + " " + letters(told),
        kicker=session.title,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def session(request: AuthenticatedRequest, code: str, session_uid: UUID) -> HttpResponse:
    """The code, the list of who was there (POST writes it), materials, exercises."""
    found = led_session(request, code, session_uid)
    people = found.course.enrolments.filter(status=EnrolmentStatus.ATTENDING)
    now = clock.now()
    present = found.attendances.values_list("enrolment__uid", flat=True)
    form = ListForm(
        people.select_related("office", "organization").order_by("person_name", "pk"),
        sent(request),
        initial={"present": list(present), "shown": int(now.timestamp())},
    )
    is_running = found.course.status == CourseStatus.RUNNING
    return form_page(
        request,
        form,
        found.title,
        back=_here(found),
        act=lambda: lifecycle.record_list(
            found, form.cleaned_data["present"], shown_at=form.shown_at, actor=request.user
        ),
        done=_("Elenco salvato."),
        course=found.course,
        session=found,
        now=now,
        materials=list(found.materials.select_related("document")),
        exercises=list(found.exercises.all()),
        there=list(who_was_there(found)),
        by_code=found.attendances.filter(by_code=True).count(),
        may_assign=found.course.status in GOING_ON,
        may_list=is_running and found.starts_at <= now and found.status != SessionStatus.CANCELLED,
        template="session",
    )


@require_POST
def session_hold(request: AuthenticatedRequest, code: str, session_uid: UUID) -> HttpResponse:
    found = led_session(request, code, session_uid)
    attempted(
        request,
        lambda: lifecycle.hold_session(found, actor=request.user),
        _("Sessione tenuta: le sue ore contano per l’attestato."),
    )
    return see_other(_here(found))


@require_http_methods(["GET", "HEAD", "POST"])
def material_new(request: AuthenticatedRequest, code: str, session_uid: UUID) -> HttpResponse:
    found = led_session(request, code, session_uid)
    form = MaterialForm(sent(request), request.FILES or None)
    return form_page(
        request,
        form,
        _("Aggiungi un materiale"),
        back=_here(found),
        act=lambda: lifecycle.add_material(
            found, form.cleaned_data["title"], form.cleaned_data["file"], actor=request.user
        ),
        done=_("Caricato: chi partecipa lo vede appena è stato controllato."),
        kicker=found.title,
        has_file=True,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def exercise_new(request: AuthenticatedRequest, code: str, session_uid: UUID) -> HttpResponse:
    found = led_session(request, code, session_uid)
    require_phase(request, found.course, GOING_ON)
    form = ExerciseForm(sent(request))
    return form_page(
        request,
        form,
        _("Assegna un esercizio"),
        back=_here(found),
        act=lambda: lifecycle.set_exercise(found, form.cleaned_data, actor=request.user),
        done=_("Esercizio assegnato ai gruppi."),
        kicker=found.title,
    )


@require_safe
def material_file(
    request: AuthenticatedRequest, code: str, material_uid: UUID
) -> HttpResponse | FileResponse:
    course = led_course(request, code)
    rows = Material.objects.filter(session__course=course).select_related("document")
    return send_document(get_object_or_404(rows, uid=material_uid).document)


@require_safe
def deliverable_file(
    request: AuthenticatedRequest, code: str, deliverable_uid: UUID
) -> HttpResponse | FileResponse:
    course = led_course(request, code)
    rows = Deliverable.objects.filter(exercise__session__course=course, document__isnull=False)
    found = get_object_or_404(rows.select_related("document"), uid=deliverable_uid)
    assert found.document is not None  # noqa: S101 - filtered above
    return send_document(found.document)
