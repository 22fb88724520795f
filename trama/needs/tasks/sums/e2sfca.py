"""Access by the enhanced two-step floating catchment area, with Gaussian decay.

Luo & Wang 2003 (two steps), Luo & Qi 2009 (weights by distance), Dai 2010 (the Gaussian below).
Distances are straight lines between centroids, times `DETOUR`, as who walks finds streets, not
lines; within a NIL the distance is 0, for where in it people live is not known.
"""

from dataclasses import dataclass

import numpy as np

from trama.needs.tasks.sums.city import Floats, Whole

VERSION = "e2sfca-1"
DETOUR = 1.3


@dataclass(frozen=True)
class Near:
    """Pairs of places within reach of each other, each with itself too; metres walked."""

    here: Whole
    there: Whole
    metres: Floats


def near(x: Floats, y: Floats, metres: float) -> Near:
    """Who is within so many metres walked of whom: by the squares of a grid, not all with all."""
    known = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
    side = metres / DETOUR
    column = np.floor(x[known] / side).astype(np.int64)
    row = np.floor(y[known] / side).astype(np.int64)
    if not known.size:
        return Near(known, known, np.empty(0))
    column -= column.min() - 1
    wide = int(column.max()) + 2
    square = (row - row.min() + 1) * wide + column
    order = np.argsort(square, kind="stable")
    ordered = square[order]
    here, there = [], []
    for step in (-wide - 1, -wide, -wide + 1, -1, 0, 1, wide - 1, wide, wide + 1):
        begin = np.searchsorted(ordered, square + step, "left")
        count = np.searchsorted(ordered, square + step, "right") - begin
        here.append(np.repeat(np.arange(len(known)), count))
        skip = np.repeat(begin - np.cumsum(count) + count, count)
        there.append(order[np.arange(int(count.sum())) + skip])
    a, b = known[np.concatenate(here)], known[np.concatenate(there)]
    walked = np.hypot(x[a] - x[b], y[a] - y[b]) * DETOUR
    within = walked <= metres
    return Near(a[within], b[within], walked[within])


def decay(metres: Floats, catchment: float) -> Floats:
    """Dai's Gaussian: 1 where one stands, 0 at the edge of the catchment and beyond."""
    edge = np.exp(-0.5)
    weight = (np.exp(-0.5 * (metres / catchment) ** 2) - edge) / (1 - edge)
    return np.where(metres <= catchment, weight, 0.0)


def access(demand: Floats, supply: Floats, pairs: Near, catchment: float) -> Floats:
    """Places per person who asks, in each place; NaN where no supply within reach is known.

    `demand` is a number everywhere; `supply` is NaN where nobody has said.
    """
    places = len(demand)
    weight = decay(pairs.metres, catchment)
    reached = weight > 0
    here, there, weight = pairs.here[reached], pairs.there[reached], weight[reached]
    asking = np.bincount(there, weight * demand[here], places)
    known = np.isfinite(supply)
    ratio = np.divide(supply, asking, out=np.zeros(places), where=(asking > 0) & known)
    found = np.bincount(here, weight * ratio[there], places)
    told = np.bincount(here, known[there], places) > 0
    return np.where(told, found, np.nan)
