"""Every act goes through `record`. Who keeps the book (the ledger) registers at start-up."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.core.exceptions import ImproperlyConfigured
from django.db import connection, models


class Actor(Protocol):
    """Whoever acts: core knows no people."""

    @property
    def pk(self) -> Any: ...


@dataclass(frozen=True)
class Act:
    """One act: what was done (`verb`), to what, by whom, when, and with what content.

    `dossier` is the code of the procedure's file (fascicolo); by default, the subject's own.
    """

    verb: str
    subject: models.Model
    actor: Actor | None  # None: the platform itself, when a term runs out
    at: datetime
    payload: Mapping[str, Any]
    dossier: str | None = None

    @property
    def file(self) -> str:
        if self.dossier is not None:
            return self.dossier
        return str(getattr(self.subject, "dossier", ""))


_recorders: list[Callable[[Act], None]] = []


def register(recorder: Callable[[Act], None]) -> None:
    _recorders.append(recorder)


def record(act: Act) -> None:
    """Write the act down in the act's own transaction: both happen, or neither."""
    if not (_recorders and connection.in_atomic_block):
        raise ImproperlyConfigured("An act needs a transaction and a book to be written in.")
    for recorder in _recorders:
        recorder(act)
