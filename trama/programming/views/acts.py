"""Acts of programming: everybody reads them, whoever is responsible for procedures records them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from trama.accounts.http import AuthenticatedRequest
from trama.accounts.queries import today
from trama.core.access import require
from trama.core.http import accepted, made, see_other, sent, show_form
from trama.ledger.queries import timeline
from trama.programming import lifecycle, queries
from trama.programming.forms import ProgrammeForm, RegisterForm
from trama.programming.permissions import may_keep_acts


@login_not_required
@require_safe
def act_list(request: HttpRequest) -> HttpResponse:
    """What the city has decided, and what is in force today."""
    rows = queries.rows(today())
    context = {
        "rows": rows,
        "running": sum(row.period.state == "running" for row in rows),
        "may_keep": may_keep_acts(request.user),
    }
    return render(request, "programming/list.html", context)


@login_not_required
@require_safe
def act_detail(request: HttpRequest, code: str) -> HttpResponse:
    act = get_object_or_404(queries.acts(), code=code)
    context = {
        "act": act,
        "state": queries.state(act, today()),
        "priorities": list(act.priorities.all()),
        "entries": timeline("", public=True, subject=act),
        "may_keep": may_keep_acts(request.user),
    }
    return render(request, "programming/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def act_new(request: AuthenticatedRequest) -> HttpResponse:
    require(may_keep_acts(request.user))
    form = RegisterForm(sent(request))
    act = made(
        form,
        lambda: lifecycle.register(
            form.cleaned_data["code"], form.programme, act=form.act, actor=request.user
        ),
    )
    if act:
        messages.success(request, _("Atto registrato: ora gli avvisi possono citarlo."))
        return see_other("programming:detail", code=act.code)
    return show_form(request, "programming/form.html", form, {"act": None})


@require_http_methods(["GET", "HEAD", "POST"])
def act_edit(request: AuthenticatedRequest, code: str) -> HttpResponse:
    act = get_object_or_404(queries.acts(), code=code)
    require(may_keep_acts(request.user))
    if request.method == "POST":
        form = ProgrammeForm(request.POST)
    else:
        form = ProgrammeForm(initial=ProgrammeForm.said_of(act))
    if accepted(form, lambda: lifecycle.amend(act, form.programme, actor=request.user)):
        messages.success(request, _("Scheda corretta."))
        return see_other("programming:detail", code=act.code)
    return show_form(request, "programming/form.html", form, {"act": act})
