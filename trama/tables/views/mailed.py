"""Replies by e-mail that may be contributions: the office confirms them or puts them aside."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trama.accounts.http import AuthenticatedRequest
from trama.core.http import accepted, attempted, see_other, sent, show_form
from trama.ledger.formats.store import MissingContentError
from trama.mailbox.formats.envelope import read_message
from trama.mailbox.lifecycle import content_of
from trama.tables.forms.channels import MailedForm
from trama.tables.forms.paths import ReasonForm
from trama.tables.lifecycle.mailed import confirm_mailed, discard_mailed
from trama.tables.models import MailedContribution, MailedStatus
from trama.tables.queries.mailed import mailed_of
from trama.tables.views.doors import run_path

ON_A_PAGE = 30


@require_safe
def mailed_list(request: AuthenticatedRequest, code: str) -> HttpResponse:
    path = run_path(request, code)
    page = Paginator(mailed_of(path), ON_A_PAGE).get_page(request.GET.get("pagina"))
    return render(request, "tables/mailed_list.html", {"path": path, "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def mailed_page(request: AuthenticatedRequest, code: str, mailed_uid: UUID) -> HttpResponse:
    """The message as it came, beside the contribution that it may become."""
    mailed = _mailed(request, code, mailed_uid)
    form = MailedForm(mailed, sent(request), request.FILES or None)
    if accepted(
        form,
        lambda: confirm_mailed(
            mailed, form.facts, authors=form.cleaned_data["authors"], actor=request.user
        ),
    ):
        messages.success(request, _("È un contributo del percorso, scritto per conto di chi l’ha "
                                    "mandato: la pagina lo dice."))  # fmt: skip
        return see_other("paths:mailed", code)
    context = {
        "path": mailed.path,
        "mailed": mailed,
        "discard": ReasonForm(prefix="scarta"),
        "is_waiting": mailed.status == MailedStatus.PROPOSED,
        **_original(mailed),
    }
    return show_form(request, "tables/mailed.html", form, context)


@require_POST
def mailed_discard(request: AuthenticatedRequest, code: str, mailed_uid: UUID) -> HttpResponse:
    mailed = _mailed(request, code, mailed_uid)
    form = ReasonForm(request.POST, prefix="scarta")
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    done = attempted(
        request,
        lambda: discard_mailed(mailed, reason=reason, actor=request.user),
        _("Messa da parte: il messaggio resta, con il motivo."),
    )
    return (
        see_other("paths:mailed", code) if done else see_other("paths:mailed_one", code, mailed.uid)
    )


def _mailed(request: AuthenticatedRequest, code: str, uid: UUID) -> MailedContribution:
    path = run_path(request, code)
    rows = path.mailed.select_related("message__raw", "participant", "contribution")
    mailed = get_object_or_404(rows, uid=uid)
    mailed.path = path
    return mailed


def _original(mailed: MailedContribution) -> dict[str, object]:
    """What the message says, whole, and the names of what it encloses."""
    try:
        content = read_message(content_of(mailed.message))
    except MissingContentError:
        return {"is_lost": True, "original": "", "enclosed": []}
    enclosed = [one.name for one in content.attachments()]
    return {"is_lost": False, "original": content.text, "enclosed": enclosed}
