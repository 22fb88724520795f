from trama.screening.models.cases import (
    CaseStatus,
    ContentOpening,
    RejectionNotice,
    RejectionObservation,
    ScreeningCase,
    ScreeningItem,
    Verdict,
)
from trama.screening.models.panels import (
    Conflict,
    Panel,
    PanelDuty,
    PanelMember,
)
from trama.screening.models.papers import (
    AdmissionList,
    AdmissionListStatus,
    Attendance,
    MinutesStatus,
    VerificationMinutes,
)

__all__ = [
    "AdmissionList",
    "AdmissionListStatus",
    "Attendance",
    "CaseStatus",
    "Conflict",
    "ContentOpening",
    "MinutesStatus",
    "Panel",
    "PanelDuty",
    "PanelMember",
    "RejectionNotice",
    "RejectionObservation",
    "ScreeningCase",
    "ScreeningItem",
    "Verdict",
    "VerificationMinutes",
]
