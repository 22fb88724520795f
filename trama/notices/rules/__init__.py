"""Judgements on a notice: is an act in time, and is the text fit to be adopted."""

from trama.notices.rules.facts import NoticeFacts, RequirementFacts
from trama.notices.rules.linter import RULES_VERSION, Finding, Severity, lint
from trama.notices.rules.window import in_time, open_at, overdue

__all__ = [
    "RULES_VERSION",
    "Finding",
    "NoticeFacts",
    "RequirementFacts",
    "Severity",
    "in_time",
    "lint",
    "open_at",
    "overdue",
]
