"""What one may start from: models that an upper app keeps, offered where something is begun.

Core knows no library: whoever keeps one registers it at start-up. The page of a lower app offers
the models of a kind as links to itself (`?modello=…`), fills its form with the chosen one, and once
its act is done says what for, so that who used a model, and for what, is known.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from django.http import HttpRequest

AGENDA, GROUND_RULES, NOTICE, LETTER = "agenda", "ground_rules", "notice", "letter"
NAME = "modello"
"""In the address: which model one starts from."""


@dataclass(frozen=True)
class Model:
    """`text`: as it is put in a form; `content`: the rest of it, where a text is not enough."""

    key: str
    title: str
    text: str
    content: Mapping[str, Any] = field(default_factory=dict)


class Shelf(Protocol):
    def offered(self, kind: str) -> Sequence[Model]:
        """The models of a kind that are in use, in one query."""

    def used(self, model: Model, user: Any, what_for: str) -> None:
        """Remember that this person has started from it."""


_shelves: list[Shelf] = []


def register(shelf: Shelf) -> None:
    if shelf not in _shelves:
        _shelves.append(shelf)


@dataclass(frozen=True)
class Start:
    """What a page offers to start from, and which was chosen."""

    models: Sequence[Model]
    chosen: Model | None
    user: Any
    anchor: str = ""
    """Where on the page the form is."""

    @property
    def text(self) -> str:
        return self.chosen.text if self.chosen else ""

    def used(self, what_for: str) -> None:
        """Once the act is done; of nothing chosen, nothing."""
        if self.chosen is not None:
            for shelf in _shelves:
                shelf.used(self.chosen, self.user, what_for)

    def at(self, key: str) -> "Start":
        """The same with another choice: of a form that names the model itself."""
        chosen = next((one for one in self.models if one.key == key), None)
        return replace(self, chosen=chosen)


def of(request: HttpRequest, kind: str, *, anchor: str = "") -> Start:
    models = [model for shelf in _shelves for model in shelf.offered(kind)]
    return Start(models, None, request.user, anchor).at(request.GET.get(NAME, ""))
