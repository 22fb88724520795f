"""Declared experience as bars: projects above, the months that count below, the same in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from trama.applications.models import Experience
from trama.applications.rules import union
from trama.core import moments

HEIGHT, LANES_HEIGHT, COUNTED_TOP = 12.0, 7.0, 8.0  # of the drawing, in its own units
THICKEST, GAP = 2.5, 0.5


@dataclass(frozen=True)
class Stretch:
    """A bar of the drawing, 100 wide and 12 high; numbers with a point, as SVG wants."""

    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True)
class ExperienceBars:
    projects: Sequence[Stretch]
    counted: Sequence[Stretch]
    words: str


def experience_bars(experiences: Iterable[Experience], until: date) -> ExperienceBars | None:
    """Of the experiences on one theme; None when nothing falls before `until`."""
    spans = sorted(
        (one.started_on, min(one.ended_on or until, until))
        for one in experiences
        if one.started_on <= until
    )
    if not spans:
        return None
    start = spans[0][0]
    days = max(1, (max(end for _start, end in spans) - start).days + 1)

    def bar(span: tuple[date, date], y: float, height: float) -> Stretch:
        x = 100 * (span[0] - start).days / days
        width = 100 * ((span[1] - span[0]).days + 1) / days
        return Stretch(f"{x:.1f}", f"{y:.1f}", f"{width:.1f}", f"{height:.1f}")

    lanes = _lanes(spans)
    pitch = min(THICKEST + GAP, LANES_HEIGHT / (max(lanes) + 1))
    counted = union(spans)
    return ExperienceBars(
        projects=[
            bar(span, lane * pitch, pitch * THICKEST / (THICKEST + GAP))
            for span, lane in zip(spans, lanes, strict=True)
        ],
        counted=[bar(span, COUNTED_TOP, HEIGHT - COUNTED_TOP) for span in counted],
        words=_("Sopra i progetti, sotto i mesi contati: %(spans)s.")
        % {"spans": ", ".join(_said(span) for span in counted)},
    )


def _lanes(spans: Sequence[tuple[date, date]]) -> list[int]:
    """For each span the first row free on its days, so that no two projects hide each other."""
    ends: list[date] = []
    lanes = []
    for start, end in spans:
        lane = next((i for i, last in enumerate(ends) if last < start), len(ends))
        if lane == len(ends):
            ends.append(end)
        else:
            ends[lane] = end
        lanes.append(lane)
    return lanes


def _said(span: tuple[date, date]) -> str:
    """«feb 2022 – gen 2024», or «giu – dic 2024»."""
    first, last = span
    if (first.year, first.month) == (last.year, last.month):
        return f"{moments.month(first)} {first.year}"
    since = moments.month(first)
    if first.year != last.year:
        since = f"{since} {first.year}"
    return f"{since} – {moments.month(last)} {last.year}"
