from trama.core.privacy import REGISTER, After, Declaration
from trama.notices.models import (
    Amendment,
    DocumentSlot,
    FormQuestion,
    Notice,
    NoticeSection,
    Requirement,
)

REGISTER[Notice] = Declaration(
    personal={"contact"},
    public={
        "code", "status", "type", "title", "short_title", "summary", "art5_letters", "cup",
        "channels", "signing_modes", "pec_address", "pec_instant", "urgency_reason",
        "programming_reason",
    },
    unpublish=After(days=5 * 365, since="closes_at"),  # D.Lgs. 33/2013, art. 8
)  # fmt: skip
REGISTER[NoticeSection] = Declaration(public={"kind", "title", "body"})
REGISTER[Requirement] = Declaration(public={"code", "kind", "parameters", "text"})
REGISTER[FormQuestion] = Declaration(public={"code", "kind", "label", "hint", "options"})
REGISTER[DocumentSlot] = Declaration(public={"code", "label", "hint"})
REGISTER[Amendment] = Declaration(public={"reason", "judged_on", "changes"})
