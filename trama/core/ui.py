"""What components show: small frozen view models that views and queries fill in.

Templates draw them with the tags of `trama_ui`. Colours have one meaning each (see `Tone`); a badge
says its meaning in a shape and a word too.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, TypeAlias

from django.utils.functional import Promise
from django.utils.translation import gettext as _

Text: TypeAlias = str | Promise
"""Words, perhaps not yet in anyone's language (`gettext_lazy`)."""

Tone = Literal["", "done", "due", "stop", "now", "wait"]
"""done: conforming, accepted. due: time is running, a person is waited for. stop: late, refused,
broken. now: under way at this moment. wait: not yet. Nothing: a plain state."""

SYMBOLS: dict[str, str] = {
    "": "it-info-circle",
    "done": "it-check-circle",
    "due": "it-clock",
    "stop": "it-error",
    "now": "it-pencil",
    "wait": "it-minus-circle",
    "proof": "it-file-signed",
    "ink": "it-info-circle",
}


@dataclass(frozen=True)
class Badge:
    """A state in two to five words."""

    label: Text
    tone: Tone = ""
    icon: str = ""

    @property
    def symbol(self) -> str:
        return self.icon or SYMBOLS[self.tone]


@dataclass(frozen=True)
class Step:
    """A phase of a procedure. `off`: it will not happen, or it was broken off there."""

    label: Text
    when: Text = ""
    state: Literal["done", "now", "off", ""] = ""

    @property
    def spoken(self) -> str:
        """The state in a word, for whoever does not see the dot."""
        words = {"done": _("fatto"), "now": _("in corso"), "off": _("interrotto"), "": ""}
        return words[self.state]


@dataclass(frozen=True)
class Timeline:
    """The phases of one procedure, always all of them, in order."""

    label: Text
    steps: Sequence[Step]

    @property
    def position(self) -> int:
        """How many steps are reached, the one under way included."""
        return sum(step.state != "" for step in self.steps)

    @property
    def current(self) -> Step | None:
        return next((step for step in self.steps if step.state == "now"), None)


@dataclass(frozen=True)
class Link:
    label: Text
    url: str
    current: bool = False
    icon: str = ""
    count: int | None = None


@dataclass(frozen=True)
class Evidence:
    """The proof of a fact. Without an address it names a source that cannot be opened."""

    label: Text
    url: str = ""
    icon: str = "it-file-signed"


Urgency: TypeAlias = Literal["", "today", "late"]


def urgency(on: date, today: date) -> Urgency:
    """Of a term that ends `on`."""
    if on < today:
        return "late"
    return "today" if on == today else ""


@dataclass(frozen=True)
class Due:
    """A term: the day, what is to be done, why (article, rule, how it was computed), time left.

    With `at`, the date block shows day and hour (a message that came), else the calendar day.
    """

    on: date
    title: Text
    why: Text = ""
    url: str = ""
    action: Text = ""
    left: Text = ""
    badge: Badge | None = None
    state: Urgency = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Check:
    """A point of a checklist: requirement, fact found, proofs, verdict, and whose it is."""

    number: int
    title: Text
    fact: Text
    badge: Badge
    by: Text = ""
    evidence: Sequence[Evidence] = field(default_factory=tuple)
    is_open: bool = False
    mend: str = ""  # the address where what it lacks is written


@dataclass(frozen=True)
class Task:
    """A part of something to be prepared. Without an address it cannot be opened yet."""

    title: Text
    note: Text
    badge: Badge
    url: str = ""
    anchor: str = ""


@dataclass(frozen=True)
class Figure:
    """A number with the words that make it understandable."""

    value: Text
    words: Text
    url: str = ""
    link: Text = ""


@dataclass(frozen=True)
class Bar:
    """A row of a bar list. `share` is the length, 0 to 100; `value` the figure beside it."""

    label: Text
    value: Text | int
    share: Decimal | float

    @property
    def width(self) -> str:
        """With a point in any language: it is a number of SVG."""
        return f"{max(0.0, min(100.0, float(self.share))):.1f}"


@dataclass(frozen=True)
class Document:
    """A received or produced file, in a list of documents."""

    name: str
    url: str
    note: Text = ""
    badge: Badge | None = None
    is_current: bool = False


@dataclass(frozen=True)
class SheetImage:
    """A page of a document as an image, with its text beside it."""

    number: int
    url: str
    text: str = ""
