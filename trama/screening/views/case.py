"""One case: its envelope opened by a recorded act, its points judged, its outcome decided."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from trama.accounts.http import AuthenticatedRequest
from trama.core import clock, starting
from trama.core.http import accepted, attempted, see_other
from trama.ledger.http import send_document, send_page
from trama.ledger.models import Document
from trama.ledger.queries import Addresses, viewing
from trama.screening import lifecycle, queries
from trama.screening.forms import JudgeForm
from trama.screening.models import ScreeningCase, ScreeningItem
from trama.screening.queries import CaseView
from trama.screening.views.outcome import ACTS, outcome_forms


def case_of(request: AuthenticatedRequest, uid: UUID) -> ScreeningCase:
    """For a member who has declared and has no conflict; to everybody else there is none."""
    return get_object_or_404(queries.cases_openable_by(request.user), uid=uid)


def opened_case_of(request: AuthenticatedRequest, uid: UUID) -> ScreeningCase:
    """Contents are seen after a recorded opening only."""
    case = case_of(request, uid)
    if not queries.has_opened(request.user, case):
        raise Http404
    return case


@require_safe
def case(request: AuthenticatedRequest, case_uid: UUID) -> HttpResponse:
    """Closed: whose it is and how it came. Opened: everything."""
    found = case_of(request, case_uid)
    if not queries.has_opened(request.user, found):
        context = {
            "case": found,
            "notice": found.application.notice,
            "badge": queries.status_badge(found.status),
            "neighbours": queries.neighbours(request.user, found),
        }
        return render(request, "screening/closed_case.html", context)
    return _page(request, found)


def _page(
    request: AuthenticatedRequest,
    case: ScreeningCase,
    *,
    judgement: tuple[UUID, JudgeForm] | None = None,
    outcome: tuple[str, forms.Form] | None = None,
) -> HttpResponse:
    """The page of an opened case; with a form that was refused, as it was written."""
    view = queries.case_view(case, clock.now())
    starts = starting.of(request, starting.LETTER, anchor="preavviso")
    offered = outcome_forms(view, starts.text)
    if outcome:
        if offered[outcome[0]] is None:  # closed in the meantime: its form is no longer on the page
            return _told(request, case, outcome[1], "esito")
        offered[outcome[0]] = outcome[1]
    if judgement and case.decided_at is not None:
        return _told(request, case, judgement[1], "punti")
    context = {
        "view": view,
        "case": case,
        "application": case.application,
        "notice": case.application.notice,
        "badge": queries.status_badge(case.status),
        "neighbours": queries.neighbours(request.user, case),
        "points": _points(view, judgement),
        "forms": offered,
        "starts": starts,
        "months": None,
        "message": case.application.message,
        "viewing": _viewing(request, case, view),
    }
    status = 422 if judgement or outcome else 200
    return render(request, "screening/case.html", context, status=status)


def _points(view: CaseView, judgement: tuple[UUID, JudgeForm] | None) -> list[Mapping[str, Any]]:
    """Each point with the form to judge it, while the outcome is open."""
    is_decided = view.case.decided_at is not None
    refused = dict([judgement]) if judgement else {}
    return [
        {
            "point": point,
            "form": None if is_decided else refused.get(point.item.uid, JudgeForm(point.item)),
            "was_refused": point.item.uid in refused,
        }
        for point in view.points
    ]


def _viewing(request: AuthenticatedRequest, case: ScreeningCase, view: CaseView) -> Any:
    page = reverse("screening:case", args=[case.uid])
    addresses = Addresses(
        show=lambda document, number: f"{page}?documento={document.uid}&pagina={number}#documento",
        image=lambda document, number: reverse(
            "screening:page", args=[case.uid, document.uid, number]
        ),
        original=lambda document: reverse("screening:document", args=[case.uid, document.uid]),
    )
    return viewing(
        [given.document for given in view.found.attachments],
        addresses,
        current=request.GET.get("documento", ""),
        page=request.GET.get("pagina", ""),
    )


@require_POST
def open_contents(request: AuthenticatedRequest, case_uid: UUID) -> HttpResponse:
    """Apri la domanda: written down with name and instant, once each."""
    case = case_of(request, case_uid)
    lifecycle.open_contents(case, actor=request.user)
    return see_other("screening:case", case_uid=case.uid)


@require_POST
def recompute(request: AuthenticatedRequest, case_uid: UUID) -> HttpResponse:
    """From what the register says today: judgements stay."""
    case = opened_case_of(request, case_uid)
    attempted(request, lambda: lifecycle.recompute(case, actor=request.user), _recomputed)
    return see_other(_at(case, "punti"))


def _recomputed(changed: list[str]) -> str:
    if not changed:
        return _("Punti ricalcolati: non è cambiato niente.")
    n = len(changed)
    return ngettext(
        "Punti ricalcolati: %(n)d è cambiato.", "Punti ricalcolati: %(n)d sono cambiati.", n
    ) % {"n": n}


@require_POST
def judge(request: AuthenticatedRequest, case_uid: UUID, item_uid: UUID) -> HttpResponse:
    case = opened_case_of(request, case_uid)
    items = ScreeningItem.objects.select_related("case__application__notice", "judged_by")
    item = get_object_or_404(items, case=case, uid=item_uid)
    form = JudgeForm(item, request.POST)
    if accepted(form, lambda: lifecycle.judge(item, **form.cleaned_data, actor=request.user)):
        messages.success(request, _("Giudizio registrato: %(point)s") % {"point": item.text})
        return see_other(_at(case, f"punto-{item.position}"))
    return _page(request, case, judgement=(item.uid, form))


@require_POST
def act(request: AuthenticatedRequest, case_uid: UUID, name: str) -> HttpResponse:
    """An act of the outcome: admit, notice of rejection, delivery, observations, refuse, reopen."""
    asked = ACTS.get(name)
    if asked is None:
        raise Http404
    case = opened_case_of(request, case_uid)
    form = asked.form_for(queries.standing_notice(case))(request.POST)
    if accepted(form, lambda: asked.verb(case, request.user, form.cleaned_data)):
        starting.of(request, starting.LETTER).used(case.application.notice.title)
        messages.success(request, str(asked.done))
        return see_other(_at(case, "esito"))
    return _page(request, case, outcome=(asked.place, form))


def _told(
    request: AuthenticatedRequest, case: ScreeningCase, form: forms.Form, anchor: str
) -> HttpResponse:
    """Why an act that is closed by now was not done, said on the page as it is now."""
    said = [error for errors in form.errors.values() for error in errors]
    messages.error(request, " ".join(str(error) for error in said))
    return see_other(_at(case, anchor))


def _at(case: ScreeningCase, anchor: str) -> str:
    return f"{reverse('screening:case', args=[case.uid])}#{anchor}"


# ---------------------------------------------------------------- documents


def _document(request: AuthenticatedRequest, case_uid: UUID, document_uid: UUID) -> Document:
    case = opened_case_of(request, case_uid)
    given = Document.objects.filter(attachment__application=case.application_id)
    return get_object_or_404(given, uid=document_uid)


@require_safe
def document(
    request: AuthenticatedRequest, case_uid: UUID, document_uid: UUID
) -> HttpResponse | FileResponse:
    """The file as it arrived."""
    return send_document(_document(request, case_uid, document_uid))


@require_safe
def page(
    request: AuthenticatedRequest, case_uid: UUID, document_uid: UUID, number: int
) -> HttpResponse | FileResponse:
    """The picture of a page."""
    return send_page(_document(request, case_uid, document_uid), number)
