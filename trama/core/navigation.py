"""The ways around the platform: apps add their pages here from `AppConfig.ready`.

Core knows no domain, so it knows no page: a menu shows only what some app has registered, and
only to whoever may go there.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from trama.core.ui import Text

Menu = Literal["public", "office", "personal", "footer"]


def everyone(user: Any) -> bool:
    return True


@dataclass(frozen=True)
class Entry:
    """A page in a menu.

    `menu`: «public» is the citizens' bar, «office» the bar of `work.html`, «personal» what a
    signed-in person finds beside their name, «footer» the links the law wants on every page.
    `data_element` is the hook by which the national validator of municipal sites finds a link.
    """

    label: Text
    url_name: str
    menu: Menu = "public"
    order: int = 100
    visible_to: Callable[[Any], bool] = everyone
    data_element: str = ""

    @property
    def url(self) -> str:
        return reverse(self.url_name)


@dataclass(frozen=True)
class Item:
    """An entry as one request sees it; `current` is the value of aria-current, or nothing."""

    label: Text
    url: str
    current: Literal["", "page", "true"]
    data_element: str = ""


_entries: list[Entry] = []


def register(*entries: Entry) -> None:
    """Add pages to their menus; the same page twice in one menu is one."""
    for entry in entries:
        if all((entry.menu, entry.url_name) != (known.menu, known.url_name) for known in _entries):
            _entries.append(entry)
    _entries.sort(key=lambda entry: entry.order)


def of(menu: Menu, request: HttpRequest) -> list[Item]:
    """What this menu shows to whoever asks, in order, with the page they are on marked."""
    shown = [entry for entry in _entries if entry.menu == menu and _may_see(entry, request)]
    urls = [entry.url for entry in shown]
    here = _here(shown, request)
    return [
        Item(entry.label, url, _mark(url, request.path) if url == here else "", entry.data_element)
        for entry, url in zip(shown, urls, strict=True)
    ]


def _here(shown: list[Entry], request: HttpRequest) -> str | None:
    """The entry of the page: the address decides, unless it lies under another app's pages."""
    here = nearest([entry.url for entry in shown], request.path)
    app = request.resolver_match.namespace if request.resolver_match else ""
    if here is None or any(_app(entry) == app for entry in shown if entry.url == here):
        return here
    return next((entry.url for entry in shown if _app(entry) == app), here)


def _app(entry: Entry) -> str:
    return entry.url_name.partition(":")[0]


def _may_see(entry: Entry, request: HttpRequest) -> bool:
    """Each right is asked once a request, however many menus and entries want it."""
    asked: dict[Callable[[Any], bool], bool] = request.__dict__.setdefault("menu_rights", {})
    if entry.visible_to not in asked:
        asked[entry.visible_to] = entry.visible_to(getattr(request, "user", None))
    return asked[entry.visible_to]


def nearest(urls: list[str], path: str) -> str | None:
    """Of these addresses, the one under which `path` lies: the longest that is its beginning."""
    above = [url for url in urls if path == url or (not _is_home(url) and path.startswith(url))]
    return max(above, key=len, default=None)


def _is_home(url: str) -> bool:
    """The home of a language lies above every page, and is no section of any."""
    return url in {"/", f"/{get_language()}/"}


def _mark(url: str, path: str) -> Literal["page", "true"]:
    return "page" if path == url else "true"
