"""Global search: what each app offers, registered at start-up."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Result:
    """One thing found: the word for its kind, its name, where it is, one line about it."""

    kind: str | Promise
    title: str
    url: str
    line: str = ""


Source = Callable[[str, int], Sequence[Result]]

_sources: list[tuple[int, Source]] = []


def register(source: Source, *, order: int = 100) -> None:
    """`source(words, limit)` finds public things only."""
    if all(known is not source for _, known in _sources):
        _sources.append((order, source))
        _sources.sort(key=lambda pair: pair[0])


def find(words: str, limit: int = 10) -> list[Result]:
    """At most `limit` results from each source, in the sources' order."""
    return [result for _, source in _sources for result in source(words, limit)]
