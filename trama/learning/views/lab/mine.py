"""What a participant does, from a letter and without an account."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trama.accounts.http import signed_in
from trama.core import clock
from trama.core.access import require_moment
from trama.core.deadlines import day_of
from trama.core.http import attempted, see_other, sent
from trama.core.spoken_codes import may_try
from trama.learning.forms.lab import CodeForm, DeliverForm, PresentForm
from trama.learning.forms.questionnaires import AnswersForm
from trama.learning.lifecycle import enrolments, sessions
from trama.learning.lifecycle.questionnaires import answer_questionnaire
from trama.learning.models import (
    GOING_ON,
    Certificate,
    CertificateStatus,
    Enrolment,
    EnrolmentStatus,
    Exercise,
    Material,
    QuestionKind,
    Questionnaire,
    QuestionnaireDone,
    SessionStatus,
)
from trama.learning.queries.courses import INSIDE, active, place_in_line
from trama.learning.queries.groups import companions, group_of
from trama.learning.queries.questionnaires import ADDRESSES, NAMES
from trama.learning.queries.sessions import attended_by, handed_in, sessions_of
from trama.learning.views.lab.doors import form_page, own_enrolment, require_phase
from trama.ledger.http import send_document
from trama.ledger.models import DocumentStatus


def _here(enrolment: Enrolment) -> str:
    return reverse("learning:enrolment", args=[enrolment.uid])


def _inside(enrolment: Enrolment) -> None:
    """Groups, materials and exercises are of whoever has accepted and has not left."""
    words = _("Questa parte è di chi partecipa al percorso.")
    require_moment(enrolment.status in INSIDE, words, back=_here(enrolment))


@login_not_required
@require_safe
def enrolment(request: HttpRequest, enrolment_uid: UUID) -> HttpResponse:
    """The course as this person lives it."""
    mine, _link = own_enrolment(request, enrolment_uid)
    is_inside = mine.status in INSIDE
    now = clock.now()
    course_sessions, there = list(sessions_of(mine.course)), attended_by(mine)
    today = [
        one
        for one in course_sessions
        if day_of(one.starts_at) == day_of(now)
        and one.status != SessionStatus.CANCELLED
        and one.pk not in there
        and one.starts_at <= now
    ]
    group = group_of(mine) if is_inside else None
    certificate = Certificate.objects.filter(enrolment=mine).select_related("document").first()
    context = {
        "enrolment": mine,
        "course": mine.course,
        "is_inside": is_inside,
        "place": place_in_line(mine),
        "now": now,
        "sessions": [(one, one.pk in there) for one in course_sessions],
        "today": today if mine.status == EnrolmentStatus.ATTENDING else [],
        "group": group,
        "companions": companions(mine) if is_inside else [],
        "handed": handed_in(mine.course, group=group) if group else [],
        "materials": list(_materials(mine)) if is_inside else [],
        "asked": _asked(mine) if is_inside else [],
        "certificate": certificate,
    }
    return render(request, "learning/lab/enrolment.html", context)


def _materials(mine: Enrolment) -> QuerySet[Material]:
    """Those that the worker has opened and found good."""
    rows = Material.objects.filter(
        session__course=mine.course, document__status=DocumentStatus.CHECKED
    )
    return rows.select_related("session", "document").order_by("pk")


def _asked(mine: Enrolment) -> list[tuple[str, Questionnaire]]:
    """Questionnaires still to be answered."""
    done = QuestionnaireDone.objects.filter(enrolment=mine).values("questionnaire")
    rows = mine.course.questionnaires.filter(closes_at__gte=clock.now()).exclude(pk__in=done)
    return [(ADDRESSES[one.moment], one) for one in rows]


@login_not_required
@require_POST
def enrolment_answer(request: HttpRequest, enrolment_uid: UUID) -> HttpResponse:
    """Takes the seat, or leaves it to who waits."""
    mine, link = own_enrolment(request, enrolment_uid)
    if request.POST.get("answer") == "si":
        attempted(
            request,
            lambda: enrolments.accept(mine, actor=signed_in(request), link=link),
            _("Il posto è tuo. Qui trovi sessioni, gruppo e materiali."),
        )
    elif request.POST.get("answer") == "no":
        attempted(
            request,
            lambda: enrolments.drop(
                mine, reason=_("Per scelta propria."), actor=signed_in(request), link=link
            ),
            _("Grazie di averlo detto: il posto va a chi aspetta."),
        )
    else:
        messages.error(request, _("Di’ se accetti il posto o no."))
    return see_other(_here(mine))


@login_not_required
@require_POST
def enrolment_attend(request: HttpRequest, enrolment_uid: UUID, session_uid: UUID) -> HttpResponse:
    """With the code said in the room; five tries in ten minutes."""
    mine, _link = own_enrolment(request, enrolment_uid)
    session = get_object_or_404(mine.course.sessions.select_related("course"), uid=session_uid)
    form = CodeForm(request.POST)
    if not may_try("learning:code", str(mine.uid)):
        messages.error(
            request, _("Troppi tentativi. Aspetta dieci minuti, o fatti segnare da chi conduce.")
        )
    elif form.is_valid():
        attempted(
            request,
            lambda: sessions.attend_by_code(
                session, mine, form.cleaned_data["code"], actor=signed_in(request)
            ),
            _("Presenza segnata."),
        )
    else:
        messages.error(request, _("Scrivi il codice detto in sala."))
    return see_other(_here(mine))


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def enrolment_knows(request: HttpRequest, enrolment_uid: UUID) -> HttpResponse:
    """With whom one already works: groups keep them apart."""
    mine, _link = own_enrolment(request, enrolment_uid)
    _inside(mine)
    require_phase(request, mine.course, GOING_ON, back=_here(mine))
    others = active(mine.course).exclude(pk=mine.pk).order_by("person_name", "pk")
    form = PresentForm(others, sent(request))
    form.fields["present"].label = _("Lavoro già con")
    return form_page(
        request,
        form,
        _("Con chi lavori già"),
        back=_here(mine),
        act=lambda: enrolments.declare(
            mine, list(form.cleaned_data["present"]), actor=signed_in(request)
        ),
        done=_("Segnato: i gruppi ne terranno conto."),
        kicker=mine.course.title,
        up=_("La tua pagina"),
        lead=_("Chi è del tuo stesso ente o ufficio è già contato. I gruppi vi terranno separati."),
    )


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def exercise(request: HttpRequest, enrolment_uid: UUID, exercise_uid: UUID) -> HttpResponse:
    """What the group hands in; any of its people does."""
    mine, _link = own_enrolment(request, enrolment_uid)
    _inside(mine)
    rows = Exercise.objects.filter(session__course=mine.course).select_related("session__course")
    found = get_object_or_404(rows, uid=exercise_uid)
    group = group_of(mine)
    rows_of_group = handed_in(mine.course, group=group) if group else []
    form = DeliverForm(sent(request), request.FILES or None)
    return form_page(
        request,
        form,
        found.title,
        back=_here(mine),
        act=lambda: sessions.deliver(found, mine, actor=signed_in(request), **form.cleaned_data),
        done=_("Consegnato a nome del gruppo."),
        kicker=mine.course.title,
        up=_("La tua pagina"),
        lead=found.text,
        has_file=True,
        exercise=found,
        handed=[last for row in rows_of_group if row.exercise == found for last in row.last],
        template="exercise",
    )


@login_not_required
@require_safe
def enrolment_material(
    request: HttpRequest, enrolment_uid: UUID, material_uid: UUID
) -> HttpResponse | FileResponse:
    mine, _link = own_enrolment(request, enrolment_uid)
    _inside(mine)
    return send_document(get_object_or_404(_materials(mine), uid=material_uid).document)


@login_not_required
@require_safe
def enrolment_certificate(request: HttpRequest, enrolment_uid: UUID) -> HttpResponse | FileResponse:
    mine, _link = own_enrolment(request, enrolment_uid)
    rows = Certificate.objects.filter(enrolment=mine, status=CertificateStatus.VALID)
    found = get_object_or_404(rows.select_related("document"))
    if found.document is None:
        raise Http404
    return send_document(found.document)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def questionnaire(request: HttpRequest, enrolment_uid: UUID, name: str) -> HttpResponse:
    """Answered once; nobody can tell whose answers they are."""
    mine, link = own_enrolment(request, enrolment_uid)
    asked = get_object_or_404(mine.course.questionnaires.all(), moment=NAMES.get(name, ""))
    asked.course = mine.course
    done = QuestionnaireDone.objects.filter(questionnaire=asked, enrolment=mine).exists()
    words = (
        _("Hai già risposto: non sapendo quale risposta è la tua, resta quella.")
        if done
        else _("Il questionario è chiuso. Grazie lo stesso.")
    )
    require_moment(not done and asked.closes_at >= clock.now(), words, back=_here(mine))
    form = AnswersForm(list(mine.course.questions.order_by("position")), sent(request))
    return form_page(
        request,
        form,
        _("Domande sul percorso"),
        back=_here(mine),
        act=lambda: answer_questionnaire(
            asked,
            mine,
            scores=form.answered(QuestionKind.SCALE),
            texts=form.answered(QuestionKind.TEXT),
            link=link,
        ),
        done=_("Grazie. Si pubblica solo che cosa è cambiato per tutti, da dieci risposte in su."),
        kicker=mine.course.title,
        up=_("La tua pagina"),
        lead=_("Sappiamo chi ha risposto, non che cosa. Le stesse domande tornano dopo e a sei "
               "mesi: si guarda il cambiamento di tutti, mai di una persona."),
    )  # fmt: skip
