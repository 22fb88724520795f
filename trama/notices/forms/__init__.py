from trama.notices.forms.acts import (
    ActForm,
    ConfirmForm,
    ReasonedActForm,
    ReasonForm,
    ResumeForm,
)
from trama.notices.forms.data import FiltersForm, NewNoticeForm, NoticeDataForm
from trama.notices.forms.parts import (
    PartForm,
    QuestionForm,
    SectionForm,
    SlotForm,
    requirement_form,
)

__all__ = [
    "ActForm",
    "ConfirmForm",
    "FiltersForm",
    "NewNoticeForm",
    "NoticeDataForm",
    "PartForm",
    "QuestionForm",
    "ReasonForm",
    "ReasonedActForm",
    "ResumeForm",
    "SectionForm",
    "SlotForm",
    "requirement_form",
]
