from trama.core.privacy import REGISTER, Declaration
from trama.screening.models import (
    AdmissionList,
    Conflict,
    ContentOpening,
    Panel,
    PanelMember,
    RejectionNotice,
    ScreeningCase,
    ScreeningItem,
)

REGISTER[Panel] = Declaration()
REGISTER[PanelMember] = Declaration(operational={"duty"})
REGISTER[Conflict] = Declaration(personal={"reason"})
REGISTER[ScreeningCase] = Declaration(personal={"motivation"}, operational={"status"})
REGISTER[ContentOpening] = Declaration()
REGISTER[RejectionNotice] = Declaration(
    personal={"reasons", "delivery_note", "observations", "answer"}
)
REGISTER[ScreeningItem] = Declaration(
    personal={"reason", "facts", "evidence"},
    public={"code", "text"},
    operational={"computed", "judged", "rule_version"},
)
REGISTER[AdmissionList] = Declaration(public={"rows"}, operational={"status"})
