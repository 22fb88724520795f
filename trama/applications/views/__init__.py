"""The pages of an application, for the people of its body."""

from trama.applications.views.drafts import answers, detail, preview
from trama.applications.views.evidence import (
    detach,
    document,
    documents,
    experience,
    experiences,
    remove_experience,
    take_experiences,
)
from trama.applications.views.listing import mine, start
from trama.applications.views.presented import confirm, receipt, replace, withdraw
from trama.applications.views.sending import form_pdf, sign, upload_signed

__all__ = [
    "answers",
    "confirm",
    "detach",
    "detail",
    "document",
    "documents",
    "experience",
    "experiences",
    "form_pdf",
    "mine",
    "preview",
    "receipt",
    "remove_experience",
    "replace",
    "sign",
    "start",
    "take_experiences",
    "upload_signed",
    "withdraw",
]
