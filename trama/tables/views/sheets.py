"""A workshop's spreadsheet: the empty one, what would be added, and the confirmation."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trama.accounts.http import AuthenticatedRequest
from trama.core.http import attempted, made, see_other, sent, show_form
from trama.ledger.http import send_csv, send_document
from trama.tables.forms.channels import SheetForm
from trama.tables.lifecycle import sheets as lifecycle
from trama.tables.models import ContributionSheet, SheetStatus, SheetTemplate
from trama.tables.queries.sheets import sheets_of
from trama.tables.rules.contribution_sheet import COLUMNS, NEEDED
from trama.tables.views.doors import run_path

ON_A_PAGE = 20


@require_http_methods(["GET", "HEAD", "POST"])
def sheet_list(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Those handed in, and a form for another: nothing is added before it is confirmed."""
    path = run_path(request, code)
    form = SheetForm(path, sent(request), request.FILES or None)
    received = made(
        form, lambda: lifecycle.receive_sheet(path, actor=request.user, **form.cleaned_data),
        field="upload",
    )  # fmt: skip
    if received:
        return see_other("paths:sheet", code, received.uid)
    page = Paginator(sheets_of(path), ON_A_PAGE).get_page(request.GET.get("pagina"))
    context = {
        "path": path,
        "page": page,
        "template": SheetTemplate.objects.filter(path=path).first(),
        "needed": [COLUMNS[name] for name in NEEDED],
        "others": [column for name, column in COLUMNS.items() if name not in NEEDED],
    }
    return show_form(request, "tables/sheets.html", form, context)


@require_safe
def sheet_page(request: AuthenticatedRequest, code: str, sheet_uid: UUID) -> HttpResponse:
    """What it would add, cell by cell what is wrong; or what it has added."""
    sheet = _sheet(request, code, sheet_uid)
    context = {
        "path": sheet.path,
        "sheet": sheet,
        "report": sheet.report,
        "is_running": sheet.status in {SheetStatus.RECEIVED, SheetStatus.CONFIRMED},
    }
    return render(request, "tables/sheet.html", context)


@require_POST
def sheet_confirm(request: AuthenticatedRequest, code: str, sheet_uid: UUID) -> HttpResponse:
    sheet = _sheet(request, code, sheet_uid)
    attempted(
        request,
        lambda: lifecycle.confirm_sheet(sheet, actor=request.user),
        _("Confermato: fra poco i contributi sono nel percorso."),
    )
    return see_other("paths:sheet", code, sheet.uid)


def _sheet(request: AuthenticatedRequest, code: str, uid: UUID) -> ContributionSheet:
    path = run_path(request, code)
    sheet = get_object_or_404(sheets_of(path), uid=uid)
    sheet.path = path
    return sheet


# ---------------------------------------------------------------- the empty one


@require_safe
def template_csv(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """The headings alone."""
    path = run_path(request, code)
    return send_csv([list(COLUMNS.values())], f"{path.code}-contributi.csv")


@require_POST
def template_prepare(request: AuthenticatedRequest, code: str) -> HttpResponse:
    path = run_path(request, code)
    attempted(
        request,
        lambda: lifecycle.ask_template(path),
        _("Prepariamo il modulo con gli elenchi di oggi: ricarica la pagina fra qualche secondo."),
    )
    return see_other("paths:sheets", code)


@require_safe
def template_workbook(request: AuthenticatedRequest, code: str) -> HttpResponse | FileResponse:
    template = get_object_or_404(SheetTemplate, path=run_path(request, code))
    return send_document(template.document)
