"""Questions about acts of programming and code lists."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from trama.core.thread import Kind, Node, Tie
from trama.core.ui import Badge
from trama.programming.models import (
    ActPriority,
    CodeListEntry,
    ProgrammingAct,
    Strand,
    Target,
    Theme,
)
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


# ---------------------------------------------------------------- the golden thread


def _acts(rows: QuerySet[ProgrammingAct]) -> Iterable[Node]:
    for act in rows.select_related("act"):
        yield Node(
            uid=act.act.uid,
            title=act.title,
            url=reverse("programming:detail", args=[act.code]),
            line=str(act.act),
        )


def _priorities(rows: QuerySet[ActPriority]) -> Iterable[Node]:
    for one in rows.select_related("act__act"):
        yield Node(
            uid=one.uid,
            title=one.title,
            url=reverse("programming:detail", args=[one.act.code]),
            line=one.act.title,
        )


ACT = Kind(
    slug="programmazione",
    one=_("atto di programmazione"),
    many=_("atti di programmazione"),
    public=ProgrammingAct.objects.all,
    nodes=_acts,
    key="act__uid",
    order=("act__adopted_on", "pk"),
    day="act__adopted_on",
    end=_("Nessun avviso si fonda ancora su questo atto."),
)
PRIORITY = Kind(
    slug="priorita",
    one=_("priorità della programmazione"),
    many=_("priorità della programmazione"),
    public=ActPriority.objects.all,
    nodes=_priorities,
    order=("act", "position", "pk"),
    day="act__act__adopted_on",
    end=_("Nessun avviso si fonda ancora sull’atto che la stabilisce."),
)
STATED = Tie(
    source_kind="programmazione",
    target_kind="priorita",
    rows=ActPriority.objects.all,
    source="act",
    target="",
    ahead=_("dice che cosa viene prima"),
    back=_("stabilita da un atto di programmazione"),
)
