"""The demo city's needs and resources: invented, in the NIL of the city."""

from functools import cache
from typing import NamedTuple

from trama.demo.formats.city import Frozen, read_data


class Card(Frozen):
    """`months`: how long ago it was last verified, or said. None: long ago, and never since."""

    title: str
    theme: str
    targets: list[str]
    description: str = ""
    months: int | None


class Resource(Card):
    """`offset`: degrees from the centroid of its NIL. `body`: whose it is, by key."""

    kind: str
    body: str
    nil: int | None
    offset: tuple[float, float]
    capacity: int | None = None
    unit: str = ""
    free: int | None = None
    served: list[str] = []
    address: str = ""
    hours: str = ""
    eligibility: str = ""
    application_process: str = ""
    fees: str = ""
    minimum_age: int | None = None
    maximum_age: int | None = None
    languages: list[str] = []
    accessibility: str = ""
    phone: str = ""
    email: str = ""


class Listed(NamedTuple):
    """A row of the list that nobody has taken up: the place is a NIL and an offset."""

    title: str
    kind: str
    theme: str
    nil: int
    east: float
    north: float
    capacity: str
    unit: str
    body: str


class Need(Card):
    """`who`: a body by key, or somebody of the office. `voices`: a body and its words; or somebody
    of the office, whom they have met, and the words."""

    zones: list[str]
    who: str
    evidence: str
    evidence_note: str = ""
    magnitude: int | None = None
    unit: str = ""
    magnitude_source: str = ""
    voices: list[list[str]] = []
    closed: str = ""
    merged: str = ""


class Cards(Frozen):
    about: str
    resources: list[Resource]
    listed: list[Listed]
    needs: list[Need]


@cache
def cards() -> Cards:
    return Cards.model_validate_json(read_data("cards"))
