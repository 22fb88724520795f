"""What is due: each app tells the officer's desk its own terms, registered at start-up."""

from collections.abc import Callable, Iterable
from typing import Any

from trama.core.ui import Due

# `source(user)`: the terms that wait for this person, in a bounded number of queries.
Source = Callable[[Any], Iterable[Due]]

_sources: list[Source] = []


def register(source: Source) -> None:
    if source not in _sources:
        _sources.append(source)


def of(user: Any) -> list[Due]:
    """Everything that is due to this person's offices, the most urgent first."""
    found = [due for source in _sources for due in source(user)]
    return sorted(found, key=lambda due: (due.on, str(due.title)))
