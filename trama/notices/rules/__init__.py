"""Judgements on a notice: is an act in time, and is the text fit to be adopted."""

from trama.notices.rules.facts import NoticeFacts, RequirementFacts
from trama.notices.rules.linter import RULES_VERSION, Finding, Severity, lint
from trama.notices.rules.window import (
    in_time,
    later_deadline,
    open_at,
    overdue,
    suspension_ends_at,
    suspension_over,
)

__all__ = [
    "RULES_VERSION",
    "Finding",
    "NoticeFacts",
    "RequirementFacts",
    "Severity",
    "in_time",
    "later_deadline",
    "lint",
    "open_at",
    "overdue",
    "suspension_ends_at",
    "suspension_over",
]
