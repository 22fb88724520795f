from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from trama.accounts.http import AuthenticatedRequest, signed_in_with_digital_identity
from trama.applications import lifecycle, queries, rules
from trama.applications.forms import SendForm, UploadForm
from trama.applications.models import Application, AttachmentPurpose
from trama.applications.permissions import may_submit
from trama.applications.queries import Content
from trama.applications.views.documents import check_badge
from trama.applications.views.found import (
    already_presented,
    application_of,
    is_draft,
    read_at,
)
from trama.applications.views.progress import where
from trama.core.access import require
from trama.core.http import accepted, see_other, sent
from trama.core.workflow import ActRefused
from trama.ledger.http import send_document
from trama.notices.models import SigningMode

ON_A_FILE = {SigningMode.SIGNED_FILE, SigningMode.HANDWRITTEN}


@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: AuthenticatedRequest, application_uid: UUID) -> HttpResponse:
    """Declarations, signature, sending: one page, one button."""
    application = application_of(request, application_uid)
    if not is_draft(application):
        if request.method == "POST":
            return _was_sent(request, application)
        return already_presented(request, application)
    require(may_submit(request.user, application))
    form = SendForm(application.notice, sent(request))
    if request.method != "POST":
        return _sign_page(request, application, form, 200)
    if not form.is_valid():
        return _sign_page(request, application, form, 422)
    return _send(request, application, form)


def _send(request: AuthenticatedRequest, application: Application, form: SendForm) -> HttpResponse:
    try:
        lifecycle.submit(
            application,
            actor=request.user,
            mode=SigningMode(form.cleaned_data["mode"]),
            declarations=form.declarations,
            digital_identity=signed_in_with_digital_identity(request),
            arrived_at=getattr(request, "arrived_at", None),
            seen=form.cleaned_data["seen"],
        )
    except lifecycle.AlreadySent:
        return _was_sent(request, application)
    except lifecycle.Unread as refusal:
        messages.error(request, str(refusal))
        return see_other("applications:detail", application.uid)
    except lifecycle.Incomplete as refusal:
        lacking = [(item, where(application, item)) for item in refusal.items]
        return _sign_page(request, application, form, 422, lacking=lacking)
    except ActRefused as refusal:
        form.add_error(None, str(refusal))
        return _sign_page(request, application, form, 422)
    return see_other("applications:receipt", application.uid)


def _was_sent(request: AuthenticatedRequest, application: Application) -> HttpResponse:
    messages.info(
        request, _("La domanda era già stata presentata, una volta sola: ecco la ricevuta.")
    )
    return see_other("applications:receipt", application.uid)


def _sign_page(
    request: AuthenticatedRequest,
    application: Application,
    form: SendForm,
    status: int,
    **more: Any,
) -> HttpResponse:
    found = queries.content(application)
    modes = set(application.notice.signing_modes)
    missing = rules.missing(queries.asked(found))
    context = {
        "application": application,
        "notice": application.notice,
        "found": found,
        "form": form,
        "now": read_at(application),
        "has_identity": signed_in_with_digital_identity(request),
        "takes_identity": SigningMode.DIGITAL_IDENTITY in modes,
        "takes_file": bool(modes & ON_A_FILE),
        "takes_handwritten": SigningMode.HANDWRITTEN in modes,
        "form_state": lifecycle.form_state(application, found),
        "uploads": _uploads(modes, found, more.pop("refused", {})),
        "lacking": [(item, where(application, item)) for item in missing],
        **more,
    }
    return render(request, "applications/sign.html", context, status=status)


def _uploads(
    modes: set[str], found: Content, refused: dict[str, UploadForm]
) -> list[dict[str, Any]]:
    """The signed form, and the identity document where a signature by hand is allowed."""
    wanted: list[tuple[AttachmentPurpose, str]] = []
    if modes & ON_A_FILE:
        wanted.append((AttachmentPurpose.SIGNED_FORM, _("La domanda firmata")))
    if SigningMode.HANDWRITTEN in modes:
        wanted.append(
            (
                AttachmentPurpose.IDENTITY,
                _("Documento d’identità di chi firma, se la firma è a mano"),
            )
        )
    return [
        {
            "purpose": purpose.value,
            "label": label,
            "form": refused.get(purpose) or UploadForm(key=purpose.value, label=label),
            "files": [{"given": g, "badge": check_badge(g)} for g in found.of(purpose)],
        }
        for purpose, label in wanted
    ]


@require_POST
def upload_signed(request: AuthenticatedRequest, application_uid: UUID) -> HttpResponse:
    """The signed form or the identity document: nothing is sent yet."""
    application = application_of(request, application_uid)
    if not is_draft(application):
        return already_presented(request, application)
    require(may_submit(request.user, application))
    purpose = request.POST.get("purpose", "")
    if purpose not in {AttachmentPurpose.SIGNED_FORM, AttachmentPurpose.IDENTITY}:
        raise Http404
    label = str(AttachmentPurpose(purpose).label)
    form = UploadForm(request.POST, request.FILES, key=purpose, label=label)
    blank = SendForm(application.notice)
    if not accepted(
        form,
        lambda: lifecycle.attach(
            application,
            form.cleaned_data["file"],
            actor=request.user,
            purpose=AttachmentPurpose(purpose),
        ),
        field="file",
    ):
        return _sign_page(request, application, blank, 422, refused={purpose: form})
    upload: UploadedFile[bytes] = form.cleaned_data["file"]
    messages.success(
        request,
        _("«%(name)s» è arrivato. La domanda non è ancora presentata.") % {"name": upload.name},
    )
    return see_other("applications:sign", application.uid)


@require_http_methods(["GET", "HEAD", "POST"])
def form_pdf(request: AuthenticatedRequest, application_uid: UUID) -> HttpResponse | FileResponse:
    """The PDF to sign: a POST has it prepared, a GET downloads it once it is ready."""
    application = application_of(request, application_uid)
    if request.method == "POST":
        try:
            lifecycle.request_form(application, actor=request.user)
        except ActRefused as refusal:
            messages.error(request, str(refusal))
            return see_other("applications:detail", application.uid)
        return see_other("applications:sign", application.uid)
    if application.form is None:
        raise Http404
    return send_document(application.form)
