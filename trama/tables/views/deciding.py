"""The office gives contributions their outcome: one, or several together, always with why."""

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from trama.accounts.http import AuthenticatedRequest
from trama.core.access import require, require_moment
from trama.core.http import accepted, see_other, sent, show_form
from trama.core.pages import LongPaginator
from trama.tables.forms.contributions import FilterForm, OutcomeForm, SeveralForm
from trama.tables.lifecycle import contributions as lifecycle
from trama.tables.models import Contribution, ContributionStatus
from trama.tables.permissions.paths import may_run
from trama.tables.queries import contributions as queries
from trama.tables.views.contributions import contribution_of
from trama.tables.views.doors import form_page, require_phase, run_path
from trama.tables.views.reading import reading


@require_http_methods(["GET", "HEAD", "POST"])
def decide_one(request: AuthenticatedRequest, code: str, number: int) -> HttpResponse:
    contribution = contribution_of(request, code, number)
    require(may_run(request.user, contribution.path))
    back = reverse("paths:contribution", args=[code, number])
    require_phase(contribution.path, back=back)
    require_moment(
        contribution.status in contribution.MOVES,
        _("%(code)s ha già un esito, che non si cambia più.") % {"code": contribution.code},
        back=back,
    )
    form = OutcomeForm(contribution, sent(request))
    if accepted(form, lambda: _decide(contribution, form, request)):
        messages.success(request, _("Esito scritto. Chi l’ha portato riceve una lettera."))
        return see_other(back)
    title = _("Esito di %(code)s") % {"code": contribution.code}
    return form_page(request, contribution.path, form, title, contribution.title, back=back)


def _decide(contribution: Contribution, form: OutcomeForm, request: AuthenticatedRequest) -> None:
    data = form.cleaned_data
    if data["outcome"] == ContributionStatus.MERGED:
        lifecycle.merge(contribution, data["into"], reason=data["reason"], actor=request.user)
    else:
        lifecycle.decide(contribution, data["outcome"], reason=data["reason"], actor=request.user)


@require_http_methods(["GET", "HEAD", "POST"])
def decide_several(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Those without an outcome, a page at a time: the same outcome for those that are chosen."""
    path = run_path(request, code)
    require_phase(path, back=reverse("paths:contributions", args=[path.code]))
    undecided = Contribution.objects.filter(path=path, status=ContributionStatus.DISCUSSED)
    read = reading(path)
    offers = read.keep(lambda: queries.offers(path), "offers")
    filters = FilterForm(offers, None, {**request.GET.dict(), "status": "discussed"})
    del filters.fields["status"]
    form = SeveralForm(undecided, sent(request))
    if accepted(form, lambda: _decide_all(form, request)):
        count = len(form.cleaned_data["chosen"])
        words = ngettext("Un esito scritto.", "%(n)d esiti scritti, ciascuno con il motivo.", count)
        messages.success(request, words % {"n": count})
        return see_other(request.get_full_path())
    found = queries.listed(path, filters.wanted).filter(status=ContributionStatus.DISCUSSED)
    page = LongPaginator(found, queries.ON_A_PAGE).get_page(request.GET.get("pagina"))
    context = {
        "path": path,
        "filters": filters if request.GET else read.keep(filters.render, "undecided"),
        "page": page,
        "rows": queries.rows_of(page),
        "chosen": set(request.POST.getlist("chosen")),
    }
    return show_form(request, "tables/contributions_decide.html", form, context)


def _decide_all(form: SeveralForm, request: AuthenticatedRequest) -> None:
    data = form.cleaned_data
    lifecycle.decide_many(
        data["chosen"], data["outcome"], reason=data["reason"], actor=request.user
    )
