"""Attached files as a list: what each is, how it fared in the worker's check."""

from collections.abc import Callable, Iterable

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from trama.applications.models import Attachment
from trama.core.ui import Badge, Document
from trama.ledger.models import DocumentStatus


def shown(
    attachments: Iterable[Attachment], *, url_of: Callable[[Attachment], str]
) -> list[Document]:
    return [
        Document(
            name=attachment.document.name,
            url=url_of(attachment),
            note=_note(attachment),
            badge=check_badge(attachment),
        )
        for attachment in attachments
    ]


def _note(attachment: Attachment) -> str:
    label = attachment.slot.label if attachment.slot else attachment.get_purpose_display()
    return f"{label} · {filesizeformat(attachment.document.size)}"


def check_badge(attachment: Attachment) -> Badge:
    status = attachment.document.status
    if status == DocumentStatus.CHECKED:
        return Badge(_("Controllato"), "done")
    if status == DocumentStatus.REFUSED:
        return Badge(_("Non si apre"), "stop")
    return Badge(_("In controllo"), "wait", "it-clock")
