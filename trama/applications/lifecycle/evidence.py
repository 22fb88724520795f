"""What an application rests on: experiences declared, documents attached."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from trama.accounts.models import User
from trama.applications import rules
from trama.applications.lifecycle.amended import was_amended
from trama.applications.lifecycle.drafts import copy_experiences, touch
from trama.applications.models import Application, Attachment, AttachmentPurpose, Experience
from trama.core.workflow import ActRefused
from trama.ledger.lifecycle import receive_upload
from trama.notices.models import DocumentSlot
from trama.programming.models import Theme

MAX_EXPERIENCES = 100


@transaction.atomic
def add_experience(
    application: Application,
    *,
    actor: User,
    theme: Theme,
    title: str,
    started_on: date,
    ended_on: date | None = None,
    partner: str = "",
) -> Experience:
    """One more project on a theme. `ended_on` None: it still goes on."""
    touch(application)
    if application.experiences.count() >= MAX_EXPERIENCES:
        raise ActRefused(
            _("Bastano %(most)d esperienze: togline una per aggiungerne un’altra.")
            % {"most": MAX_EXPERIENCES}
        )
    return Experience.objects.create(
        application=application,
        theme=theme,
        title=title,
        partner=partner,
        started_on=started_on,
        ended_on=ended_on,
    )


@transaction.atomic
def edit_experience(experience: Experience, *, actor: User, changes: Mapping[str, Any]) -> None:
    """Correct a row of the table: theme, title, partner, started_on, ended_on."""
    touch(experience.application)
    allowed = {"theme", "title", "partner", "started_on", "ended_on"}
    if not set(changes) <= allowed:
        raise ValueError(f"Not of an experience: {sorted(set(changes) - allowed)}")
    if not Experience.objects.filter(pk=experience.pk).update(**changes):
        raise ActRefused(
            _("Intanto un’altra persona ha tolto questa esperienza: aggiungila di nuovo.")
        )


@transaction.atomic
def remove_experience(experience: Experience, *, actor: User) -> None:
    """Take a row off the table; twice is once."""
    touch(experience.application)
    Experience.objects.filter(pk=experience.pk).delete()


@transaction.atomic
def take_experiences(application: Application, source: Application, *, actor: User) -> int:
    """Copy the experiences of the body's earlier application: nothing is asked twice."""
    touch(application)
    if source.organization_id != application.organization_id:
        raise ActRefused(_("Le esperienze si riprendono da una domanda dello stesso ente."))
    known = {(e.theme_id, e.title, e.started_on) for e in application.experiences.all()}
    rows = [e for e in source.experiences.all() if (e.theme_id, e.title, e.started_on) not in known]
    return copy_experiences(rows, application)


@transaction.atomic
def attach(
    application: Application,
    upload: "UploadedFile[bytes]",
    *,
    actor: User,
    slot: DocumentSlot | None = None,
    purpose: AttachmentPurpose = AttachmentPurpose.SLOT,
) -> Attachment:
    """Keep a file as it came, in a slot of the notice or as a signed form or identity document.

    It is stored and on disk before this returns; the worker opens it later, under limits. Like the
    draft, it belongs to no procedure's file until the application is presented.
    """
    if (slot is None) == (purpose == AttachmentPurpose.SLOT):
        raise ValueError("A slot for what the notice asks, a purpose for the rest.")
    at = touch(application)  # first: nothing is written to disk for what is no longer a draft
    if slot is not None and was_amended(application.notice):
        slot = DocumentSlot.objects.filter(notice=slot.notice_id, code=slot.code).first() or slot
    if application.attachments.count() >= rules.MAX_ATTACHMENTS:
        raise ActRefused(
            _("Al massimo %(most)d file: togline uno, oppure riunisci più documenti in uno.")
            % {"most": rules.MAX_ATTACHMENTS}
        )
    document = receive_upload(upload, actor=actor, at=at)
    return Attachment.objects.create(
        application=application, document=document, slot=slot, purpose=purpose
    )


@transaction.atomic
def detach(attachment: Attachment, *, actor: User) -> None:
    """The file is no longer part of the application; twice is once."""
    touch(attachment.application)
    Attachment.objects.filter(pk=attachment.pk).delete()
