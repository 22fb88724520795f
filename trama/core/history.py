"""What each act is called on a timeline, and whether the public reads it.

Every app says it in its `history.py`, found at start-up: `WORDING["notices.notice"] = {...}`.
An act without words is told by its verb, to the office alone.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise


@dataclass(frozen=True)
class Said:
    """The act in words, in the past tense; `public`: on the procedure's public timeline too.

    `shown`: how the language of who reads says a fact that is kept for machines (a day, a choice).
    """

    words: str | Promise
    public: bool = False
    shown: Mapping[str, Callable[[str], str]] = field(default_factory=dict)


# Model label (app.model) → verb → words.
WORDING: dict[str, dict[str, Said]] = {}

# Labels of records whose acts are told on their own page alone, never on the procedure's timeline:
# each body's application is one (before closing, who applied is nobody's to know).
OWN: set[str] = set()
