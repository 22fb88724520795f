"""When an act of programming is in force."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Period:
    """`words`: in two or three words, for a badge."""

    state: Literal["unknown", "to_come", "running", "past"]

    @property
    def words(self) -> str:
        return {
            "unknown": _("periodo non indicato"),
            "to_come": _("non ancora in vigore"),
            "running": _("in vigore"),
            "past": _("concluso"),
        }[self.state]


def period(starts_on: date | None, ends_on: date | None, on: date) -> Period:
    """Both days are included; an act that doesn't say when it ends runs on."""
    if starts_on is None and ends_on is None:
        return Period("unknown")
    if starts_on is not None and on < starts_on:
        return Period("to_come")
    return Period("past" if ends_on is not None and on > ends_on else "running")
