"""How much answers changed between two moments: the mean of the paired differences, and where it
lies with 95 % confidence (Student's t on the differences: Snedecor and Cochran, Statistical
Methods, ch. 6). The critical value is the expansion of Abramowitz and Stegun, 26.7.5: with nine
degrees of freedom or more it is right to the third decimal."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist, fmean, stdev

VERSION = "change-1"
CONFIDENCE = 0.95
SHOWN_FROM = 10
"""Pairs: with fewer, a change could be that of somebody one knows."""


@dataclass(frozen=True)
class Change:
    pairs: int
    before: float
    after: float
    low: float
    high: float

    @property
    def mean(self) -> float:
        return self.after - self.before

    @property
    def is_told_apart(self) -> bool:
        """Whether it is more than what chance alone may give: zero is outside the interval."""
        return self.low > 0 or self.high < 0


def critical(freedom: int) -> float:
    """Two-sided critical value of Student's t."""
    z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
    return (
        z
        + (z**3 + z) / (4 * freedom)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * freedom**3)
    )


def change(before: Mapping[str, int], after: Mapping[str, int]) -> Change | None:
    """Of whoever answered both times, by token; None: they are too few to be told."""
    both = sorted(before.keys() & after.keys())
    if len(both) < SHOWN_FROM:
        return None
    differences = [after[token] - before[token] for token in both]
    half = critical(len(both) - 1) * stdev(differences) / sqrt(len(both))
    mean = fmean(differences)
    return Change(
        pairs=len(both),
        before=fmean(before[token] for token in both),
        after=fmean(after[token] for token in both),
        low=mean - half,
        high=mean + half,
    )


def average(scores: Mapping[str, int], before: Mapping[str, int] | None = None) -> float | None:
    """Of everybody who answered once, by token; None: they are too few to be told.

    `before`: what is told already, with the change since. Where a few answered only one of the two
    times, the two means and the change together would tell what those few said: None then too.
    """
    if len(scores) < SHOWN_FROM:
        return None
    alone = len(before.keys() ^ scores.keys()) if before and change(before, scores) else 0
    return None if 0 < alone < SHOWN_FROM else fmean(scores.values())
