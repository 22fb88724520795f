"""The acts of the screening, one function each, named as the office says them."""

from trama.screening.lifecycle.acts import GivenAct
from trama.screening.lifecycle.cases import (
    ANSWER_TERM_DAYS,
    MIN_REASON,
    admit,
    is_late,
    judge,
    not_admit,
    notify_rejection,
    open_contents,
    record_delivery,
    record_observations,
    reopen,
)
from trama.screening.lifecycle.checklists import compute_cases, open_late_case, recompute
from trama.screening.lifecycle.lists import keep_list_document, publish_list, tell_outcome
from trama.screening.lifecycle.minutes import (
    approve_minutes,
    keep_minutes_document,
    write_minutes,
)
from trama.screening.lifecycle.panels import (
    Seat,
    add_conflict,
    appoint_panel,
    declare,
    substitute,
)
from trama.screening.lifecycle.void import close_without_applications

__all__ = [
    "ANSWER_TERM_DAYS",
    "MIN_REASON",
    "GivenAct",
    "Seat",
    "add_conflict",
    "admit",
    "appoint_panel",
    "approve_minutes",
    "close_without_applications",
    "compute_cases",
    "declare",
    "is_late",
    "judge",
    "keep_list_document",
    "keep_minutes_document",
    "not_admit",
    "notify_rejection",
    "open_contents",
    "open_late_case",
    "publish_list",
    "recompute",
    "record_delivery",
    "record_observations",
    "reopen",
    "substitute",
    "tell_outcome",
    "write_minutes",
]
