"""Questions about applications: for their own body, and for the office that counts them."""

from trama.applications.queries.content import (
    AnswerTo,
    Content,
    MonthsOn,
    asked,
    content,
    form_content,
    frozen_content,
    months_by_theme,
)
from trama.applications.queries.receipt import Receipt, receipt
from trama.applications.queries.standing import (
    draft_of,
    earlier,
    list_is_out,
    mine,
    received,
    received_count,
    standing_of,
)

__all__ = [
    "AnswerTo",
    "Content",
    "MonthsOn",
    "Receipt",
    "asked",
    "content",
    "draft_of",
    "earlier",
    "form_content",
    "frozen_content",
    "list_is_out",
    "mine",
    "months_by_theme",
    "receipt",
    "received",
    "received_count",
    "standing_of",
]
