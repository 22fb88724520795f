"""Panels: a page of a lower app shows what upper apps know of the same thing.

An upper app registers, from its `AppConfig.ready`, a function for a place on a page; the page's
template writes `{% panels "notices.notice.page" notice %}`. Home and desk are nothing but panels.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest


@dataclass(frozen=True)
class Panel:
    """What to show: a template and its context. A function that has nothing to show says None."""

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)


Maker = Callable[[HttpRequest, Any], Panel | None]

_makers: dict[str, list[tuple[int, Maker]]] = {}


def register(place: str, maker: Maker, *, order: int = 100) -> None:
    """Fill `place` with `maker(request, thing)`; lower `order` comes first."""
    makers = _makers.setdefault(place, [])
    if all(known is not maker for _, known in makers):
        makers.append((order, maker))
        makers.sort(key=lambda pair: pair[0])


def of(place: str, request: HttpRequest, thing: Any = None) -> list[Panel]:
    found = (maker(request, thing) for _, maker in _makers.get(place, []))
    return [panel for panel in found if panel is not None]
