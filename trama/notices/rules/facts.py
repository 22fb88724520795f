"""What the linter reads of a notice: plain facts, so that it can be tried on any."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class RequirementFacts:
    kind: str
    text: str
    parameters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class NoticeFacts:
    """A notice as its judge sees it. `sections`: kind → text, a missing one is absent."""

    type: str
    title: str = ""
    summary: str = ""
    sections: Mapping[str, str] = field(default_factory=dict)
    requirements: tuple[RequirementFacts, ...] = ()
    slot_codes: frozenset[str] = frozenset()
    art5_letters: tuple[str, ...] = ()
    has_officer: bool = False
    channels: tuple[str, ...] = ()
    signing_modes: tuple[str, ...] = ()
    pec_address: str = ""
    pec_instant: str = ""
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    questions_until: datetime | None = None
    cup: str = ""
    has_programming_act: bool = False
    programming_reason: str = ""
    urgency_reason: str = ""
