"""Questionnaires as the trainer prepares them: the questions, the three letters, free words."""

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from trama.accounts.http import AuthenticatedRequest
from trama.core import clock
from trama.core.access import require_moment
from trama.core.http import attempted, see_other, sent
from trama.learning.forms.questionnaires import QuestionsForm
from trama.learning.lifecycle import questionnaires as lifecycle
from trama.learning.queries.questionnaires import NAMES, words_of
from trama.learning.views.lab.doors import form_page, led_course


@require_http_methods(["GET", "HEAD", "POST"])
def questionnaires(request: AuthenticatedRequest, code: str) -> HttpResponse:
    course = led_course(request, code)
    now = clock.now()
    sent_ones = {one.moment: one for one in course.questionnaires.all()}
    words = _("Il primo questionario è già partito: le domande restano quelle.")
    require_moment(not sent_ones or request.method != "POST", words, back=request.path)
    questions = list(course.questions.order_by("position"))
    initial = {"questions": QuestionsForm.written(questions)}
    form = QuestionsForm(sent(request), initial=initial)
    return form_page(
        request,
        form,
        _("Questionari"),
        back=request.path,
        act=lambda: lifecycle.write_questions(
            course, form.cleaned_data["questions"], actor=request.user
        ),
        done=_("Domande salvate."),
        course=course,
        questions=questions,
        moments=[
            (name, moment, sent_ones.get(moment), lifecycle.is_time(course, moment, now))
            for name, moment in NAMES.items()
        ],
        words=words_of(course),
        now=now,
        template="questionnaires",
    )


@require_POST
def questionnaire_open(request: AuthenticatedRequest, code: str, name: str) -> HttpResponse:
    course = led_course(request, code)
    if name not in NAMES:
        raise Http404
    attempted(
        request,
        lambda: lifecycle.open_questionnaire(course, NAMES[name], actor=request.user),
        _("Questionario partito: chi partecipa ha ricevuto la lettera."),
    )
    return see_other("learning:questionnaires", code)
