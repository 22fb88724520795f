"""The PDF of the application, for whoever signs on a file or by hand."""

from datetime import datetime
from typing import Literal

from django.db import transaction

from trama.accounts.models import User
from trama.applications import rules
from trama.applications.lifecycle.drafts import touch
from trama.applications.models import Application, ApplicationStatus, AttachmentPurpose
from trama.applications.queries import Content, content, signed_content
from trama.core import jobs
from trama.ledger.lifecycle import keep_document

FormState = Literal["none", "preparing", "ready", "stale"]


@transaction.atomic
def request_form(application: Application, *, actor: User) -> None:
    """Have the PDF of the answers as they are now prepared by the worker."""
    touch(application)
    digest = rules.fingerprint(signed_content(application, content(application)))
    Application.objects.filter(pk=application.pk).update(form=None, form_digest=digest)
    application.form, application.form_digest = None, digest
    jobs.defer("applications.make_form", queue="documents", application_id=application.pk)


@transaction.atomic
def keep_form(application: Application, pdf: bytes, *, digest: str, at: datetime) -> None:
    """The PDF is ready. Sent meanwhile, or asked again for other answers, it is of no use."""
    drafts = Application.objects.select_for_update(no_key=True).filter(
        pk=application.pk, status=ApplicationStatus.DRAFT, form=None
    )
    if not drafts.exists():
        return
    document = keep_document(
        pdf,
        name=f"domanda-{application.notice.code}.pdf",
        media_type="application/pdf",
        at=at,
    )
    drafts.update(form=document, form_digest=digest)


def form_state(application: Application, found: Content) -> FormState:
    """Whether the PDF to sign is there, and still says what the answers say."""
    if not application.form_digest:
        return "none"
    if application.form is None:
        return "preparing"
    if application.form_digest != rules.fingerprint(signed_content(application, found)):
        return "stale"
    return "ready"


def signed_after_form(application: Application, found: Content) -> bool:
    """The signed file came after the PDF that it must be the signature of."""
    form = application.form
    signed = found.of(AttachmentPurpose.SIGNED_FORM)
    return form is not None and any(a.document.received_at >= form.received_at for a in signed)
