"""The demo city's networks: names as a page lists them; members, meetings and ties invented."""

from functools import cache
from typing import NamedTuple

from pydantic import Field

from trama.demo.formats.city import Frozen, read_data


class Listed(NamedTuple):
    name: str
    nil: str  # numbers, as proposed


class Member(Frozen):
    """A body of the city by its key; or, with a name, who is in no register."""

    key: str
    kind: str
    name: str
    zone: int
    email: str


class Side(NamedTuple):
    intensity: int
    trust: int


class Tie(NamedTuple):
    """What the first says of the second, and the second of the first, if it answers."""

    first: str
    second: str
    kinds: list[str]
    said: Side
    answer: Side | None


class Group(Frozen):
    name: str
    theme: str
    purpose: str
    members: list[str]


class Meeting(Frozen):
    """A meeting held some days before today, or to come in some days."""

    title: str
    place: str = ""
    online: str = ""
    accessible: str
    note: str
    agenda: str
    group: str = ""
    days_ago: int = 0
    hour: int = 18
    present: list[str] = Field(default_factory=list)
    people: int | None = None
    in_days: int = 0
    moved_by: int = 0  # days
    why: str = ""


class Lived(Frozen):
    """A network that we follow: who is in it, what they did."""

    code: str
    name: str
    zones: list[int]
    coordinator: str
    facilitator: str
    recipe: str
    shared_resources: str
    members: list[Member]
    groups: list[Group]
    ties: list[Tie]
    silent: list[str]
    meetings: list[Meeting]
    next: list[Meeting]


class Networks(Frozen):
    about: str
    listed: list[Listed]
    merged: list[str]
    lived: list[Lived]

    def rows(self) -> list[list[str]]:
        """The list as a file would have it."""
        return [["rete_qubi", "id_nil_proposti"], *([one.name, one.nil] for one in self.listed)]


@cache
def networks() -> Networks:
    return Networks.model_validate_json(read_data("networks"))
