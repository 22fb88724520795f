from trama.notices.models.amendments import Amendment, JudgedOn
from trama.notices.models.notice import (
    Channel,
    Notice,
    NoticeQuerySet,
    NoticeStatus,
    NoticeType,
    PecInstant,
    SigningMode,
)
from trama.notices.models.parts import (
    DocumentSlot,
    FormQuestion,
    NoticeSection,
    QuestionKind,
    Requirement,
    RequirementKind,
    SectionKind,
)

__all__ = [
    "Amendment",
    "Channel",
    "DocumentSlot",
    "FormQuestion",
    "JudgedOn",
    "Notice",
    "NoticeQuerySet",
    "NoticeSection",
    "NoticeStatus",
    "NoticeType",
    "PecInstant",
    "QuestionKind",
    "Requirement",
    "RequirementKind",
    "SectionKind",
    "SigningMode",
]
