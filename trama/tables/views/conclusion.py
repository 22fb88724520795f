"""The end of a path: its priorities, the officer's report, the act, the programming."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trama.accounts.http import AuthenticatedRequest, recently_authenticated
from trama.core.access import require
from trama.core.http import accepted, attempted, see_other, sent, show_form
from trama.ledger.forms import ActForm
from trama.ledger.queries import checklist
from trama.tables.forms.paths import ReasonForm
from trama.tables.forms.synthesis import PlanForm, PriorityForm, ReportForm
from trama.tables.lifecycle import synthesis as acts
from trama.tables.lifecycle.synthesis.priorities import WRITABLE
from trama.tables.models import Path, PathPriority, PathStatus
from trama.tables.permissions.paths import may_run
from trama.tables.permissions.synthesis import may_adopt
from trama.tables.queries.priorities import priorities_of, without_evidence
from trama.tables.queries.synthesis import OF_THE_ACT, documents_of, synthesis_of
from trama.tables.views.doors import form_page, path_of, require_phase, run_path


def _moment(path: Path, *phases: str) -> None:
    require_phase(path, *phases, back=reverse("paths:desk", args=[path.code]))


# ---------------------------------------------------------------- priorities


@require_safe
def priorities(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """What the act will say comes first, and what each rests on."""
    path = run_path(request, code)
    bare = {one.pk for one in without_evidence(path)}
    rows = [(one, one.pk in bare) for one in priorities_of(path)]
    context = {
        "path": path,
        "standing": [row for row in rows if not row[0].dropped_because],
        "dropped": [row[0] for row in rows if row[0].dropped_because],
        "is_written": path.status in WRITABLE,
    }
    return render(request, "tables/priorities.html", context)


def _listed(path: Path) -> str:
    return reverse("paths:priorities", args=[path.code])


@require_http_methods(["GET", "HEAD", "POST"])
def priority_new(request: AuthenticatedRequest, code: str) -> HttpResponse:
    path = run_path(request, code)
    _moment(path, *WRITABLE)
    form = PriorityForm(path, sent(request))
    if accepted(form, lambda: acts.write_priority(path, actor=request.user, **form.facts)):
        messages.success(request, _("Priorità aggiunta."))
        return see_other("paths:priorities", code)
    return form_page(request, path, form, _("Nuova priorità"), back=_listed(path))


def _priority(path: Path, uid: UUID) -> PathPriority:
    priority = get_object_or_404(path.priorities, uid=uid)
    priority.path = path
    return priority


@require_http_methods(["GET", "HEAD", "POST"])
def priority_edit(request: AuthenticatedRequest, code: str, priority_uid: UUID) -> HttpResponse:
    path = run_path(request, code)
    priority = _priority(path, priority_uid)
    _moment(path, *WRITABLE)
    form = PriorityForm(path, sent(request), priority)
    if accepted(
        form,
        lambda: acts.write_priority(path, priority=priority, actor=request.user, **form.facts),
    ):
        messages.success(request, _("Priorità aggiornata."))
        return see_other("paths:priorities", code)
    return form_page(request, path, form, _("Correggi la priorità"), back=_listed(path))


@require_POST
def priority_raise(request: AuthenticatedRequest, code: str, priority_uid: UUID) -> HttpResponse:
    path = run_path(request, code)
    priority = _priority(path, priority_uid)
    attempted(
        request,
        lambda: acts.raise_priority(priority, actor=request.user),
        _("Ordine aggiornato."),
    )
    return see_other("paths:priorities", code)


@require_http_methods(["GET", "HEAD", "POST"])
def priority_drop(request: AuthenticatedRequest, code: str, priority_uid: UUID) -> HttpResponse:
    path = run_path(request, code)
    priority = _priority(path, priority_uid)
    _moment(path, *WRITABLE)
    form = ReasonForm(sent(request))
    if accepted(
        form,
        lambda: acts.drop_priority(
            priority, reason=form.cleaned_data["reason"], actor=request.user
        ),
    ):
        messages.success(request, _("Non entra nell’atto: il motivo si legge nella relazione."))
        return see_other("paths:priorities", code)
    title = _("L’atto non riprende «%(title)s»") % {"title": priority.title}
    return form_page(request, path, form, title, back=_listed(path))


# ---------------------------------------------------------------- report, act, plan


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """What the officer adds; the rest is gathered from the records."""
    path = run_path(request, code)
    _moment(path, PathStatus.SYNTHESIS_FINAL, PathStatus.RDP_REPORT)
    synthesis = synthesis_of(path)
    form = ReportForm(sent(request), initial={"text": synthesis.report if synthesis else ""})
    if accepted(
        form,
        lambda: acts.write_report(path, text=form.cleaned_data["text"], actor=request.user),
    ):
        messages.success(
            request, _("Relazione e allegato si stanno componendo: fra poco si leggono qui.")
        )
        return see_other("paths:synthesis_desk", code)
    context = {"path": path}
    return show_form(request, "tables/report.html", form, context)


@require_http_methods(["GET", "HEAD", "POST"])
@recently_authenticated
def adopt(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """The act, recorded by the executive; what must be ready, and what is published with it."""
    path = path_of(request, code)
    require(may_adopt(request.user, path))
    _moment(path, PathStatus.RDP_REPORT)
    form = ActForm(sent(request))
    if accepted(form, lambda: acts.adopt_act(path, act=form.cleaned_data, actor=request.user)):
        messages.success(
            request, _("Atto registrato: sintesi, relazione e allegato sono pubblici.")
        )
        return see_other("paths:path", code)
    papers = documents_of(path)
    context = {
        "path": path,
        "papers": [papers[kind] for kind in OF_THE_ACT if kind in papers],
        "priorities": [one for one in priorities_of(path) if not one.dropped_because],
        "bare": without_evidence(path),
        "checklist": checklist(path.dossier),
    }
    return show_form(request, "tables/adopt.html", form, context)


@require_http_methods(["GET", "HEAD", "POST"])
def feed(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """The act in the city's programming: from there notices may cite it."""
    path = path_of(request, code)
    require(may_run(request.user, path))
    _moment(path, PathStatus.ACT_ADOPTED)
    form = PlanForm(path, sent(request))
    if accepted(
        form,
        lambda: acts.feed_plan(
            path, code=form.cleaned_data["code"], programme=form.programme, actor=request.user
        ),
    ):
        messages.success(request, _("L’atto è nella programmazione: gli avvisi possono citarlo."))
        return see_other("programming:detail", form.cleaned_data["code"])
    warning = _("Le priorità dell’atto stanno in testa alla sua scheda, nell’ordine che hai dato.")
    back = reverse("paths:desk", args=[code])
    return form_page(request, path, form, _("Nella programmazione"), warning, back=back)
