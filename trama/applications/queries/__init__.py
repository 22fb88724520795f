"""Questions about applications: for their own body, and for the office that counts them."""

from trama.applications.queries.amended import requirements_for, since, to_confirm, told
from trama.applications.queries.content import (
    AnswerTo,
    Content,
    MonthsOn,
    asked,
    content,
    frozen_content,
    months_by_theme,
    signed_content,
)
from trama.applications.queries.receipt import Receipt, receipt
from trama.applications.queries.standing import (
    bodies,
    earlier,
    list_is_out,
    mine,
    of_notice,
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
    "bodies",
    "content",
    "earlier",
    "frozen_content",
    "list_is_out",
    "mine",
    "months_by_theme",
    "of_notice",
    "receipt",
    "received",
    "received_count",
    "requirements_for",
    "signed_content",
    "since",
    "standing_of",
    "to_confirm",
    "told",
]
