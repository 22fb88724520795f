"""What the demo city's people say, and what is done about it: all invented."""

from functools import cache
from typing import Literal

from trama.demo.formats.city import Frozen, read_data


class Asked(Frozen):
    """The campaign, of the body with this key, and by which act the city entrusted it with
    listening; days from today."""

    code: str
    title: str
    question: str
    body: str
    entrusted_by: str
    entrusted_days_ago: int
    zones: list[str]
    themes: list[str]
    opened_days_ago: int
    closes_in_days: int


class Voice(Frozen):
    """A signal, and how it ends: a `turn` is told where it is; a `group` shares it."""

    words: str
    theme: str
    zone: str
    days_ago: int
    state: Literal["received", "accepted", "joined", "step", "done", "not_done", "refused", "spam"]
    public: str = ""
    turn: str = ""
    need: str = ""
    group: str = ""
    email: str = ""
    channel: Literal["web", "email", "operator", "paper"] = "web"
    copies: int = 1
    free: bool = False


class Listening(Frozen):
    about: str
    campaign: Asked
    signals: list[Voice]


@cache
def listening() -> Listening:
    return Listening.model_validate_json(read_data("listening"))
