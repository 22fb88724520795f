"""Judgements on admissibility: what each point finds, and when each outcome may be decided."""

from trama.screening.rules.findings import (
    ONLUS_UNTIL,
    VERSION,
    Facts,
    Finding,
    Given,
    Period,
    check,
    in_time,
    valid_istanza,
)
from trama.screening.rules.outcome import (
    FINE,
    Standing,
    why_not_admit,
    why_not_notify,
    why_not_refuse,
    why_not_reopen,
)

__all__ = [
    "FINE",
    "ONLUS_UNTIL",
    "VERSION",
    "Facts",
    "Finding",
    "Given",
    "Period",
    "Standing",
    "check",
    "in_time",
    "valid_istanza",
    "why_not_admit",
    "why_not_notify",
    "why_not_refuse",
    "why_not_reopen",
]
