from trama.core.privacy import REGISTER, Declaration
from trama.screening.models import (
    AdmissionList,
    Attendance,
    Conflict,
    ContentOpening,
    Panel,
    PanelMember,
    RejectionNotice,
    RejectionObservation,
    ScreeningCase,
    ScreeningItem,
    VerificationMinutes,
)

REGISTER[Panel] = Declaration()
REGISTER[PanelMember] = Declaration(operational={"duty"})
REGISTER[Conflict] = Declaration(personal={"reason"})
REGISTER[ScreeningCase] = Declaration(personal={"motivation"}, operational={"status"})
REGISTER[ContentOpening] = Declaration()
REGISTER[RejectionNotice] = Declaration(
    personal={"reasons", "delivery_note", "answer"}, operational={"points"}
)
REGISTER[RejectionObservation] = Declaration(personal={"text"})
REGISTER[ScreeningItem] = Declaration(
    personal={"reason", "facts", "evidence"},
    public={"code", "text"},
    operational={"computed", "judged", "rule_version"},
)
# Read by the panel alone until they are published with the list.
REGISTER[VerificationMinutes] = Declaration(public={"rows", "remarks"}, operational={"status"})
REGISTER[Attendance] = Declaration()
REGISTER[AdmissionList] = Declaration(public={"rows"}, operational={"status"})
