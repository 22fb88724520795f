"""What each field says of a person, and four clocks: every app declares it in `privacy.py`."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from django.db import models
from django.db.models import Q

from trama.core.clock import TramaNow

M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True)
class After:
    """A clock: so many days from the instant that the lookup `since` finds."""

    days: int
    since: str

    @property
    def rung(self) -> Q:
        return Q((f"{self.since}__lt", TramaNow() - timedelta(days=self.days)))


@dataclass(frozen=True, kw_only=True)
class Declaration:
    """Every text, JSON, array and file field under one of the three sets; the clocks that apply."""

    personal: AbstractSet[str] = frozenset()
    public: AbstractSet[str] = frozenset()
    operational: AbstractSet[str] = frozenset()
    unpublish: After | None = None  # off the public pages: nightly command, `unpublished_at`
    restrict: After | None = None  # kept, but out of daily work: queries ask `unrestricted`
    erase: After | None = None  # a job of the app erases the row: `due_for_erasure`
    discard: After | None = None  # proposed to the archivist, who decides: no code erases


REGISTER: dict[type[models.Model], Declaration] = {}


def due_for_erasure(rows: models.QuerySet[M]) -> models.QuerySet[M]:
    clock = REGISTER[rows.model].erase
    return rows.filter(clock.rung) if clock else rows.none()


def unrestricted(rows: models.QuerySet[M]) -> models.QuerySet[M]:
    clock = REGISTER[rows.model].restrict
    return rows.exclude(clock.rung) if clock else rows
