"""Questions about acts of programming and code lists."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from trama.core.ui import Badge
from trama.programming.models import CodeListEntry, ProgrammingAct, Strand, Target, Theme
from trama.programming.rules import Period, period

LISTS: dict[str, type[CodeListEntry]] = {"filoni": Strand, "temi": Theme, "destinatari": Target}
"""The code lists that a steward keeps, by their name in addresses."""


def acts() -> QuerySet[ProgrammingAct]:
    """Every act with what its row shows, the latest first: three queries however many."""
    found = ProgrammingAct.objects.select_related("act").prefetch_related("strands", "themes")
    return found.order_by("-act__adopted_on", "title", "pk")


@dataclass(frozen=True)
class Row:
    act: ProgrammingAct
    period: Period
    state: Badge


def rows(on: date) -> list[Row]:
    return [Row(act, *_state(act, on)) for act in acts()]


def _state(act: ProgrammingAct, on: date) -> tuple[Period, Badge]:
    found = period(act.starts_on, act.ends_on, on)
    return found, Badge(found.words, "done" if found.state == "running" else "wait")


def state(act: ProgrammingAct, on: date) -> Badge:
    return _state(act, on)[1]


def entries(model: type[CodeListEntry]) -> QuerySet[Any]:
    """A code list in its order, the retired last."""
    return model._default_manager.order_by("retired", "position", "code")
