"""What signed links are for: each app registers its purposes at start-up."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from django.utils.functional import Promise

from trama.mailbox.models import SignedLink


class Thing(Protocol):
    """What a link may be bound to: a model with a public identifier."""

    @property
    def uid(self) -> UUID: ...

    @property
    def _meta(self) -> Any: ...


@dataclass(frozen=True)
class Purpose:
    """What a link does, in words, and the clean address that it leads to."""

    title: str | Promise
    target: Callable[[SignedLink], str]


_purposes: dict[str, Purpose] = {}


def register(purpose: str, *, target: Callable[[SignedLink], str], title: str | Promise) -> None:
    _purposes[purpose] = Purpose(title, target)


def purpose_of(link: SignedLink) -> Purpose | None:
    return _purposes.get(link.purpose)
