from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from trama.accounts.http import AuthenticatedRequest
from trama.applications import lifecycle, queries
from trama.applications.forms import AnswersForm
from trama.applications.models import Application, Attachment
from trama.applications.permissions import may_submit
from trama.applications.queries import AnswerTo
from trama.applications.views.documents import shown
from trama.applications.views.found import (
    already_presented,
    application_of,
    is_draft,
    read_at,
)
from trama.applications.views.progress import badge_of, progress
from trama.core.deadlines import day_of
from trama.core.http import see_other
from trama.core.workflow import ActRefused


@require_safe
def detail(request: AuthenticatedRequest, application_uid: UUID) -> HttpResponse:
    """A draft as what is left to do; a presented application as what it says."""
    application = application_of(request, application_uid)
    found, now = queries.content(application), read_at(application)
    may_sign = may_submit(request.user, application)
    context: dict[str, Any] = {
        "application": application,
        "notice": application.notice,
        "found": found,
        "now": now,
        "may_sign": may_sign,
        "badge": badge_of(application),
    }
    if not is_draft(application):
        context["documents"] = shown(found.attachments, url_of=_address(application))
        return render(request, "applications/presented.html", context)
    context["standing"] = queries.standing_of(application.organization, application.notice)
    context["progress"] = progress(
        application, found, queries.months_by_theme(found, day_of(now)), may_sign=may_sign
    )
    return render(request, "applications/draft.html", context)


@require_safe
def preview(request: AuthenticatedRequest, application_uid: UUID) -> HttpResponse:
    """The whole application on one page, as the office will read it."""
    application = application_of(request, application_uid)
    found = queries.content(application)
    context = {
        "application": application,
        "notice": application.notice,
        "found": found,
        "months": queries.months_by_theme(found, day_of(read_at(application))),
        "documents": shown(found.attachments, url_of=_address(application)),
    }
    return render(request, "applications/preview.html", context)


def _address(application: Application) -> Any:
    def url_of(attachment: Attachment) -> str:
        return reverse("applications:document", args=[application.uid, attachment.document.uid])

    return url_of


@require_http_methods(["GET", "HEAD", "POST"])
def answers(request: AuthenticatedRequest, application_uid: UUID) -> HttpResponse:
    """The answers: kept at each save, complete or not."""
    application = application_of(request, application_uid)
    if not is_draft(application):
        return already_presented(request, application)
    found = queries.content(application)
    if request.method != "POST":
        form = AnswersForm(found.answers, _version(found.answers))
        return _answers_page(request, application, form, 200)
    form = AnswersForm(found.blank, "", request.POST)
    if not form.is_valid():
        return _answers_page(request, application, form, 422)
    try:
        lifecycle.save_answers(application, form.values(), actor=request.user, seen=form.seen)
    except lifecycle.ChangedMeanwhile as refusal:
        return _both_versions(request, application, form, str(refusal))
    except ActRefused as refusal:
        messages.error(request, str(refusal))
        return see_other("applications:detail", application.uid)
    messages.success(request, _("Risposte salvate."))
    return see_other("applications:detail", application.uid)


def _version(asked: list[AnswerTo]) -> str:
    return lifecycle.answers_version((a.question.code, a.text, a.choices) for a in asked)


def _both_versions(
    request: AuthenticatedRequest, application: Application, form: AnswersForm, warning: str
) -> HttpResponse:
    """What this person wrote, in the form; what the other saved, beside it. The next save wins."""
    asked = queries.content(application).answers
    mine = form.values()
    # The notice may have been amended meanwhile: what is asked now need not be what I was asked.
    both = [a for a in asked if a.question.code in mine]
    theirs = [a for a in both if mine[a.question.code] not in (a.text, a.choices)]
    again = request.POST.copy()
    again["_seen"] = _version(asked)
    shown_again = AnswersForm(asked, _version(asked), again)
    return _answers_page(request, application, shown_again, 409, warning=warning, theirs=theirs)


def _answers_page(
    request: AuthenticatedRequest,
    application: Application,
    form: AnswersForm,
    status: int,
    **more: Any,
) -> HttpResponse:
    context = {
        "application": application,
        "notice": application.notice,
        "form": form,
        "now": read_at(application),
        **more,
    }
    return render(request, "applications/answers.html", context, status=status)
