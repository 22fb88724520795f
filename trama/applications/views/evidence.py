from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trama.accounts.http import AuthenticatedRequest
from trama.applications import lifecycle, queries
from trama.applications.forms import ExperienceForm, UploadForm
from trama.applications.models import Application, Experience
from trama.applications.queries import Content
from trama.applications.views.documents import check_badge
from trama.applications.views.found import (
    already_presented,
    application_of,
    is_draft,
    read_at,
)
from trama.core.deadlines import day_of
from trama.core.http import accepted, attempted, see_other, sent, show_form
from trama.core.workflow import ActRefused
from trama.ledger.http import send_document
from trama.notices.models import DocumentSlot
from trama.notices.queries import form_of

EXPERIENCE = ("theme", "title", "partner", "started_on", "ended_on")

# ---------------------------------------------------------------- experiences


@require_http_methods(["GET", "HEAD", "POST"])
def experiences(request: AuthenticatedRequest, application_uid: UUID) -> HttpResponse:
    """The table, the months so far, and a form for one more row."""
    application = application_of(request, application_uid)
    if not is_draft(application):
        return already_presented(request, application)
    found, today = queries.content(application), day_of(read_at(application))
    form = ExperienceForm(sent(request), themes=found.themes, today=today)
    if form.is_valid():
        facts = {name: form.cleaned_data[name] for name in EXPERIENCE}
        attempted(
            request,
            lambda: lifecycle.add_experience(application, actor=request.user, **facts),
            _("Esperienza aggiunta."),
        )
        return see_other("applications:experiences", application.uid)
    context = {
        "application": application,
        "notice": application.notice,
        "found": found,
        "months": queries.months_by_theme(found, today),
        "earlier": None if found.experiences else queries.earlier(application),
    }
    return show_form(request, "applications/experiences.html", form, context)


def _row(application: Application, uid: UUID) -> Experience:
    rows = application.experiences.select_related("theme")
    row = get_object_or_404(rows, uid=uid)
    row.application = application
    return row


@require_http_methods(["GET", "HEAD", "POST"])
def experience(
    request: AuthenticatedRequest, application_uid: UUID, experience_uid: UUID
) -> HttpResponse:
    """Correct one row of the table."""
    application = application_of(request, application_uid)
    if not is_draft(application):
        return already_presented(request, application)
    row = _row(application, experience_uid)
    kept = {name: getattr(row, name) for name in EXPERIENCE}
    form = ExperienceForm(
        sent(request),
        initial={**kept, "theme": row.theme_id},
        themes=queries.content(application).themes,
        today=day_of(read_at(application)),
    )
    if form.is_valid():
        changes = {name: form.cleaned_data[name] for name in EXPERIENCE}
        attempted(
            request,
            lambda: lifecycle.edit_experience(row, actor=request.user, changes=changes),
            _("Esperienza corretta."),
        )
        return see_other("applications:experiences", application.uid)
    context = {"application": application, "notice": application.notice, "experience": row}
    return show_form(request, "applications/experience.html", form, context)


@require_POST
def remove_experience(
    request: AuthenticatedRequest, application_uid: UUID, experience_uid: UUID
) -> HttpResponse:
    application = application_of(request, application_uid)
    row = application.experiences.filter(uid=experience_uid).first()
    try:
        if row is not None:
            row.application = application
            lifecycle.remove_experience(row, actor=request.user)
    except ActRefused as refusal:
        messages.error(request, str(refusal))
        return see_other("applications:detail", application.uid)
    messages.success(request, _("Esperienza tolta."))
    return see_other("applications:experiences", application.uid)


@require_POST
def take_experiences(request: AuthenticatedRequest, application_uid: UUID) -> HttpResponse:
    """Take again those of the body's last application to another notice."""
    application = application_of(request, application_uid)
    source = queries.earlier(application)
    try:
        taken = lifecycle.take_experiences(application, source, actor=request.user) if source else 0
    except ActRefused as refusal:
        messages.error(request, str(refusal))
        return see_other("applications:detail", application.uid)
    messages.success(
        request, _("Esperienze riprese: %(n)d. Controlla che valgano ancora.") % {"n": taken}
    )
    return see_other("applications:experiences", application.uid)


# ---------------------------------------------------------------- documents


@require_http_methods(["GET", "HEAD", "POST"])
def documents(request: AuthenticatedRequest, application_uid: UUID) -> HttpResponse:
    """The documents that the notice asks: a form for each, so that one file is one save."""
    application = application_of(request, application_uid)
    if not is_draft(application):
        return already_presented(request, application)
    if request.method != "POST":
        return _documents_page(request, application)
    slot = _slot(application, request.POST.get("slot", ""))
    form = _upload_form(slot, request)
    if not accepted(
        form,
        lambda: lifecycle.attach(
            application, form.cleaned_data["file"], actor=request.user, slot=slot
        ),
        field="file",
    ):
        return _documents_page(request, application, refused={slot.code: form})
    upload: UploadedFile[bytes] = form.cleaned_data["file"]
    messages.success(
        request, _("«%(name)s» è arrivato: lo stiamo controllando.") % {"name": upload.name}
    )
    page = reverse("applications:documents", args=[application.uid])
    return see_other(f"{page}#slot-{slot.code}")


def _slot(application: Application, code: str) -> DocumentSlot:
    for slot in form_of(application.notice).slots:
        if slot.code == code:
            return slot
    raise Http404


def _upload_form(slot: DocumentSlot, request: AuthenticatedRequest | None = None) -> UploadForm:
    data = (request.POST, request.FILES) if request else ()
    label = _("Aggiungi un file per «%(slot)s»") % {"slot": slot.label}
    return UploadForm(*data, key=slot.code, label=label)


def _documents_page(
    request: AuthenticatedRequest,
    application: Application,
    refused: dict[str, UploadForm] | None = None,
) -> HttpResponse:
    found = queries.content(application)
    forms = refused or {}
    rows = [
        {
            "slot": slot,
            "form": forms.get(slot.code) or _upload_form(slot),
            "files": _files(found, slot),
        }
        for slot in found.slots
    ]
    context = {
        "application": application,
        "notice": application.notice,
        "rows": rows,
        "most": settings.DOCUMENT_MAX_BYTES // 1024**2,
    }
    return render(request, "applications/documents.html", context, status=422 if forms else 200)


def _files(found: Content, slot: DocumentSlot) -> list[dict[str, Any]]:
    return [{"given": given, "badge": check_badge(given)} for given in found.in_slot(slot)]


@require_safe
def document(
    request: AuthenticatedRequest, application_uid: UUID, document_uid: UUID
) -> HttpResponse | FileResponse:
    """A file as it was given, to its own body's people only."""
    application = application_of(request, application_uid)
    given = application.attachments.select_related("document")
    return send_document(get_object_or_404(given, document__uid=document_uid).document)


@require_POST
def detach(
    request: AuthenticatedRequest, application_uid: UUID, document_uid: UUID
) -> HttpResponse:
    application = application_of(request, application_uid)
    given = application.attachments.filter(document__uid=document_uid).first()
    try:
        if given is not None:
            given.application = application
            lifecycle.detach(given, actor=request.user)
    except ActRefused as refusal:
        messages.error(request, str(refusal))
        return see_other("applications:detail", application.uid)
    messages.success(request, _("Il file non fa più parte della domanda."))
    is_signature = given is not None and given.slot_id is None
    return see_other(f"applications:{'sign' if is_signature else 'documents'}", application.uid)
