"""How fresh what is known of a resource is: its badge decays with time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trama.core.moments import local
from trama.core.ui import Badge, Tone

VERSION = "freshness-1"
# In whole months. The pulse asks once a month: after two rounds an answer is missing, and after
# twelve months a place may have changed hands, hours and prices.
FRESH_UNDER, STALE_FROM = 3, 12

State = Literal["fresh", "aging", "stale", "never"]
TONES: dict[State, Tone] = {"fresh": "done", "aging": "wait", "stale": "due", "never": "wait"}


@dataclass(frozen=True)
class Freshness:
    """`months` whole months since the last verification; None: nobody has ever verified."""

    state: State
    months: int | None

    @property
    def words(self) -> str:
        if self.months is None:
            return _("Mai")
        if self.months == 0:
            return _("questo mese")
        return ngettext("%(n)d mese fa", "%(n)d mesi fa", self.months) % {"n": self.months}

    @property
    def badge(self) -> Badge:
        return Badge(self.words, TONES[self.state])


def freshness(verified_at: datetime | None, at: datetime) -> Freshness:
    """Of what was last verified at `verified_at`, seen at `at` (later or the same)."""
    if verified_at is None:
        return Freshness("never", None)
    months = _months(verified_at, at)
    if months < FRESH_UNDER:
        return Freshness("fresh", months)
    return Freshness("aging" if months < STALE_FROM else "stale", months)


def oldest(verified: Sequence[datetime | None], at: datetime) -> Freshness:
    """Of several things together: as fresh as the one verified longest ago, never if one never."""
    if not verified or None in verified:
        return freshness(None, at)
    return freshness(min(one for one in verified if one is not None), at)


def _months(since: datetime, until: datetime) -> int:
    """Whole months by the calendar of Rome: from 31 January to 28 February there is none."""
    first, last = local(since), local(until)
    months = (last.year - first.year) * 12 + last.month - first.month
    behind = (last.day, last.timetz().replace(tzinfo=None)) < (
        first.day,
        first.timetz().replace(tzinfo=None),
    )
    return max(0, months - behind)
