"""The round of ties: what each member says, by link or signed in; how it is opened and closed."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from trama.accounts.http import AuthenticatedRequest, signed_in
from trama.accounts.queries import today
from trama.core.http import accepted, attempted, see_other, sent, show_form
from trama.core.workflow import ActRefused
from trama.mailbox.http import letters
from trama.mailbox.queries import held_link
from trama.networks.emails import TIES
from trama.networks.forms.ties import SurveyForm, TieForm, statements, tie_forms
from trama.networks.lifecycle import ties as lifecycle
from trama.networks.models import Network, SurveyStatus, TieQuestionnaire, TieSurvey
from trama.networks.permissions import acts_for
from trama.networks.queries.ties import asked_of, latest_survey
from trama.networks.views.doors import cared_for


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def questionnaire(request: HttpRequest, questionnaire_uid: UUID) -> HttpResponse:
    """One form for the first answer, a correction, a confirmation; without an account, by link."""
    rows = TieQuestionnaire.objects.select_related(
        "survey__network", "member__organization", "member__network"
    )
    found = get_object_or_404(rows, uid=questionnaire_uid)
    link = held_link(request, TIES, found)
    user = signed_in(request)
    if link is None and not (user and acts_for(user, found.member)):
        raise Http404
    forms = tie_forms(asked_of(found), sent(request))
    problem = ""
    judged = [form.is_valid() for form in forms]  # each says what is wrong with it
    if request.method == "POST" and all(judged):
        try:
            changed = lifecycle.answer(
                found, statements(forms), actor=None if link else user, link=link
            )
        except ActRefused as refusal:
            problem = str(refusal)
        else:
            messages.success(request, _thanks(changed=changed))
            return see_other("networks:questionnaire", found.uid)
    status = 422 if request.method == "POST" else 200
    return _page(request, found, forms, problem=problem, status=status)


def _page(
    request: HttpRequest,
    found: TieQuestionnaire,
    forms: list[TieForm],
    *,
    problem: str,
    status: int,
) -> HttpResponse:
    survey = found.survey
    context = {
        "questionnaire": found,
        "member": found.member,
        "network": survey.network,
        "survey": survey,
        "forms": forms,
        "waiting": sum(bool(form.asked.theirs) and not form.asked.mine for form in forms),
        "wrong": [form for form in forms if form.is_bound and form.errors],
        "problem": problem,
        "is_open": survey.status == SurveyStatus.OPEN and today() <= survey.closes_on,
    }
    return render(request, "networks/questionnaire.html", context, status=status)


def _thanks(*, changed: bool) -> str:
    if changed:
        return _("Grazie: la risposta è registrata. Fino alla chiusura puoi cambiarla da qui.")
    return _("La risposta era già così: non è cambiato niente.")


# ---------------------------------------------------------------- whoever coordinates


@require_http_methods(["GET", "HEAD", "POST"])
def survey_open(request: AuthenticatedRequest, code: str) -> HttpResponse:
    network = cared_for(request, code)
    form = SurveyForm(sent(request))
    if accepted(
        form, lambda: lifecycle.open_survey(network, **form.cleaned_data, actor=request.user)
    ):
        messages.success(request, _("Rilevazione aperta: ogni membro riceve il suo collegamento."))
        return see_other("networks:desk", network.code)
    return show_form(request, "networks/survey.html", form, {"network": network})


def _survey(network: Network) -> TieSurvey:
    survey = latest_survey(network)
    if survey is None:
        raise Http404
    return survey


@require_POST
def survey_remind(request: AuthenticatedRequest, code: str) -> HttpResponse:
    network = cared_for(request, code)
    survey = _survey(network)
    attempted(
        request,
        lambda: lifecycle.remind(survey, actor=request.user),
        letters,
    )
    return see_other("networks:desk", network.code)


@require_POST
def survey_close(request: AuthenticatedRequest, code: str) -> HttpResponse:
    network = cared_for(request, code)
    survey = _survey(network)
    attempted(
        request,
        lambda: lifecycle.close_survey(survey, actor=request.user),
        _("Rilevazione chiusa. Le risposte arrivate restano."),
    )
    return see_other("networks:desk", network.code)
