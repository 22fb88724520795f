"""The page of an act: what follows, what it asks, the button. Dangerous ones ask who you are."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from trama.accounts.http import AuthenticatedRequest, recently_authenticated
from trama.core.access import require
from trama.core.http import see_other
from trama.core.workflow import ActRefused
from trama.notices.models import Notice
from trama.notices.views.desk import of_office
from trama.notices.views.steps import BY_NAME, ActPage


@require_http_methods(["GET", "HEAD", "POST"])
def act(request: AuthenticatedRequest, code: str, name: str) -> HttpResponse:
    page = BY_NAME.get(name)
    if page is None:
        raise Http404
    notice = of_office(request, code)
    require(page.may(request.user, notice))
    if page.is_dangerous:
        return _proven(request, notice=notice, page=page)
    return _answer(request, notice=notice, page=page)


def _answer(request: AuthenticatedRequest, notice: Notice, page: ActPage) -> HttpResponse:
    form = page.form(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_bound:
        if form.is_valid() and _done(request, notice, page, form):
            return see_other("notices:desk", code=notice.code)
        status = 422
    context = {"notice": notice, "act": page, "form": form}
    return render(request, "notices/act.html", context, status=status)


_proven = recently_authenticated(_answer)


def _done(request: AuthenticatedRequest, notice: Notice, page: ActPage, form: forms.Form) -> bool:
    """The verb was done; when it refuses, the form says why and keeps what was written."""
    try:
        page.verb(notice, request.user, form.cleaned_data)
    except ActRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, str(page.done))
    return True
