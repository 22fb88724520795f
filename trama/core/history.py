"""What each act is called on a timeline, and whether the public reads it.

Every app says it in its `history.py`, found at start-up: `WORDING["notices.notice"] = {...}`.
An act without words is told by its verb, to the office alone.
"""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Said:
    """The act in words, in the past tense; `public`: on the procedure's public timeline too."""

    words: str | Promise
    public: bool = False


# Model label (app.model) → verb → words.
WORDING: dict[str, dict[str, Said]] = {}

# Labels of records whose acts are told on their own page alone, never on the procedure's timeline:
# each body's application is one (before closing, who applied is nobody's to know).
OWN: set[str] = set()
