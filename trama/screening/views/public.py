"""The published list, for anybody: page, CSV, JSON, PDF. Before it is published there is none."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from trama.ledger.http import send_csv
from trama.notices.models import Notice
from trama.screening.models import AdmissionList
from trama.screening.queries import list_view, published_list
from trama.screening.queries.listing import list_data, list_table, remedies


def list_of(code: str) -> AdmissionList:
    notice = get_object_or_404(Notice.objects.public().select_related("office"), code=code)
    listed = published_list(notice)
    if listed is None:
        raise Http404
    listed.notice = notice
    return listed


@login_not_required
@require_safe
def admission_list(request: HttpRequest, notice_code: str) -> HttpResponse:
    listed = list_of(notice_code)
    context = {
        "notice": listed.notice,
        "listed": listed,
        "view": list_view(listed),
        "remedies": remedies(),
    }
    return render(request, "screening/list.html", context)


@login_not_required
@require_safe
def list_csv(request: HttpRequest, notice_code: str) -> HttpResponse:
    listed = list_of(notice_code)
    return send_csv(list_table(listed), f"{listed.notice.code}-elenco.csv")


@login_not_required
@require_safe
def list_json(request: HttpRequest, notice_code: str) -> JsonResponse:
    listed = list_of(notice_code)
    return JsonResponse(list_data(listed), json_dumps_params={"ensure_ascii": False, "indent": 2})


@login_not_required
@require_safe
def list_pdf(request: HttpRequest, notice_code: str) -> HttpResponse:
    """A stable address for the PDF: it leads to the document as it was published."""
    listed = list_of(notice_code)
    if listed.document is None:
        raise Http404
    return redirect("ledger:public_document", uid=listed.document.uid)
