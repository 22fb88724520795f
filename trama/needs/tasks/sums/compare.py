"""Coverage before and after some changes: who gains, who loses, and by how much.

A change moves resources only, so what is hidden is the same before and after, and stays hidden in
every difference: rows and totals are of the figures shown both times.
"""

from dataclasses import dataclass

import numpy as np

from trama.needs.tasks.sums import suppress
from trama.needs.tasks.sums.city import City, Flags, Floats
from trama.needs.tasks.sums.coverage import Coverage

VERSION = "compare-1"
SMALL = 1e-9


@dataclass(frozen=True)
class Difference:
    """A row each measure, a column each zone (NIL, then the larger ones). NaN is not known.

    `places` are the known places, `met` the demand that they meet: where nobody has said how many
    there are, these are only those that somebody has. Of a larger zone both are of its NIL that
    are shown, with a known demand.
    """

    places: Floats  # after, less before
    met_before: Floats
    met_after: Floats
    changed: Flags  # something is different, and may be shown
    protected: Flags  # something is different, and may not
    comparable: Flags  # levels before and after are of the same NIL

    @property
    def gain(self) -> Floats:
        return self.met_after - self.met_before


def compare(city: City, before: Coverage, after: Coverage) -> Difference:
    shown = (before.hidden == suppress.SHOWN) & (after.hidden == suppress.SHOWN)
    known = shown[:, : city.zones.nils] & np.isfinite(before.demand[:, : city.zones.nils])
    first, last = _met(city, before, known), _met(city, after, known)
    places = np.nan_to_num(after.supply) - np.nan_to_num(before.supply)
    places[:, city.zones.nils :] = _totals(city, places, known)
    moved = np.abs(places) > SMALL
    moved |= before.resources != after.resources
    moved |= _differ(before.access, after.access)
    return Difference(
        places=np.where(shown, places, np.nan),
        met_before=np.where(shown, first, np.nan),
        met_after=np.where(shown, last, np.nan),
        changed=moved & shown,
        protected=moved & ~shown,
        comparable=_comparable(city, before, after),
    )


def _met(city: City, found: Coverage, known: Flags) -> Floats:
    nils = city.zones.nils
    met = np.minimum(found.demand[:, :nils], np.nan_to_num(found.supply[:, :nils]))
    return np.hstack([np.where(known, met, np.nan), _totals(city, met, known)])


def _totals(city: City, values: Floats, known: Flags) -> Floats:
    """Of the larger zones, over their NIL that count; NaN where none does."""
    nils, sums = city.zones.nils, city.zones.sums
    found = np.full((len(values), city.zones.wholes), np.nan)
    for row, (one, counts) in enumerate(zip(values[:, :nils], known, strict=True)):
        total = sums.total(np.where(counts, one, 0.0))
        some = sums.total(counts.astype(float)) > 0
        found[row] = np.where(some, total, np.nan)
    return found


def _comparable(city: City, before: Coverage, after: Coverage) -> Flags:
    """A larger zone counts the NIL with known places: they must be the same, before and after."""
    nils, sums = city.zones.nils, city.zones.sums
    same = np.isfinite(before.supply[:, :nils]) == np.isfinite(after.supply[:, :nils])
    others = np.array([sums.total((~one).astype(float)) for one in same])
    return np.hstack([np.ones(same.shape, bool), others.reshape(len(same), -1) == 0])


def _differ(one: Floats, other: Floats) -> Flags:
    """Two figures differ, or one is known and the other is not."""
    known = np.isfinite(one) & np.isfinite(other)
    apart = np.isfinite(one) != np.isfinite(other)
    found: Flags = apart | (known & (np.abs(np.nan_to_num(one) - np.nan_to_num(other)) > SMALL))
    return found
