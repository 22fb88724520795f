from trama.notices.forms.acts import (
    ActForm,
    AmendmentForm,
    ConfirmForm,
    ExtensionForm,
    ReasonedActForm,
    ReasonForm,
    ResumeForm,
    RulingForm,
    SuspensionForm,
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
    "AmendmentForm",
    "ConfirmForm",
    "ExtensionForm",
    "FiltersForm",
    "NewNoticeForm",
    "NoticeDataForm",
    "PartForm",
    "QuestionForm",
    "ReasonForm",
    "ReasonedActForm",
    "ResumeForm",
    "RulingForm",
    "SectionForm",
    "SlotForm",
    "SuspensionForm",
    "requirement_form",
]
