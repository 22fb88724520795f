"""The demo city's paths: what was brought, said, decided and chosen at its tables, all invented.

A `day` counts from the opening of the path; bodies are named by their key.
"""

from decimal import Decimal
from functools import cache
from typing import NamedTuple

from pydantic import TypeAdapter

from trama.demo.formats.city import Frozen, read_data


class Heard(Frozen):
    """Who is heard without being admitted; without an address it is acted for. A body of the city
    is known by its key alone."""

    key: str
    name: str = ""
    email: str = ""


class Table(Frozen):
    key: str
    kind: str
    title: str
    rules: str
    theme: str | None = None
    zone: str | None = None
    members: list[str] = []


class Said(NamedTuple):
    """A position on a contribution."""

    by: str
    stance: str
    reason: str


class Outcome(NamedTuple):
    """How a contribution ended; `into`: the key of the one it was joined to."""

    status: str
    reason: str
    into: str = ""


class Contribution(Frozen):
    """`meeting`: at which it was brought, by its key; then whoever minutes writes it."""

    key: str
    kind: str
    day: int
    title: str
    text: str
    authors: list[str]
    themes: list[str]
    zones: list[str]
    table: str
    evidence: str
    note: str
    needs: list[str] = []
    cost: Decimal | None = None
    meeting: str | None = None
    objects_to: str | None = None
    positions: list[Said]
    outcome: Outcome | None


class Point(NamedTuple):
    title: str
    minutes: int
    is_pause: bool = False


class Entry(Frozen):
    """A paragraph of minutes; `counts` of a decision: in favour, with reserve, against."""

    item: int
    kind: str
    text: str
    by: str | None = None
    named: bool = False
    contribution: str | None = None
    counts: tuple[int, int, int] | None = None


class Remark(Frozen):
    """On the paragraph of that number; `accept` None: nobody has decided yet."""

    entry: int
    by: str
    text: str
    accept: bool | None
    answer: str = ""
    correction: str = ""
    joined: list[str] = []


class Answer(NamedTuple):
    """To the three questions."""

    heard: int
    useful: int
    next: str


class Action(Frozen):
    """`due` and `done` count from the opening of the path; `done` None: still to do."""

    text: str
    owner: str
    due: int
    outcome: str
    done: int | None


class Parked(Frozen):
    by: str
    text: str
    taken_up: str | None = None


class Sitting(Frozen):
    """What a meeting is before it is held."""

    key: str
    table: str
    begins: tuple[int, int]
    ends: tuple[int, int]
    title: str
    venue: str
    address: str
    accessible: bool
    access: str
    online: str
    capacity: int | None
    agenda: list[Point]


class Meeting(Sitting):
    """A meeting that was held; `is_open`: its minutes are still under remarks."""

    day: int
    room: list[str]
    connected: list[str]
    represented: dict[str, str]
    entries: list[Entry]
    remarks: list[Remark]
    is_open: bool = False
    approve: list[str] = []
    refuse: dict[str, str] = {}
    survey: list[Answer]
    reply: str = ""
    parked: list[Parked]
    actions: list[Action]


class Next(Sitting):
    """A meeting still to come, so many days from today."""

    after: int
    coming: list[str]
    not_coming: list[str]


class Statement(NamedTuple):
    text: str
    author: str


class Option(Frozen):
    key: str
    title: str
    text: str
    cost: Decimal
    contributions: list[str]


class Vote(Frozen):
    title: str
    method: str
    secrecy: str
    budget: Decimal
    opens: int
    closes: int
    options: list[Option]
    ballots: dict[str, list[str]]
    office: list[str]


class ReadRemark(Frozen):
    """On the draft of the synthesis, in its consultation."""

    by: str
    text: str
    accept: bool
    answer: str


class Synthesis(Frozen):
    """From the draft to the plan, on which days."""

    composed: int
    consultation: int
    closes: int
    remarks: list[ReadRemark]
    final: int
    report: int
    words: str
    act: str
    adopted: int
    plan: int
    code: str
    plan_title: str


class Story(Frozen):
    """A path; with a `synthesis` it was concluded.

    `answers`: what each says of the statements, in their order: `+` agrees, `-` disagrees, `0`
    neither, a space no answer.
    """

    purpose: str
    heard: list[Heard]
    tables: list[Table]
    contributions: list[Contribution]
    meetings: list[Meeting]
    statements: list[Statement]
    answers: dict[str, str]
    next: Next | None = None
    vote: Vote | None = None
    synthesis: Synthesis | None = None


@cache
def stories() -> dict[str, Story]:
    """By code of notice."""
    return TypeAdapter(dict[str, Story]).validate_json(read_data("paths"))
