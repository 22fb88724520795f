"""Supply: the known places of each measure in each NIL, where they are doubled, how fresh.

A capacity that nobody has said is not zero: it is counted among the unknown. Of a service that
serves several zones, places are divided as demand is (its public side: `suppress.stand_in`).
A resource of the measure's theme and targets counts when its unit is the measure's; one of no unit
counts as unknown; one of another unit can't be compared, and does not count.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trama.needs.tasks.sums.city import City, Floats, Measure, Whole

VERSION = "supply-1"


@dataclass(frozen=True)
class Taken:
    """The resources of a measure and where they count: pairs of resource and zone."""

    resource: Whole  # places among the city's resources
    pair: Whole  # place in `resource`
    zone: Whole


@dataclass(frozen=True)
class Supply:
    """Of a measure, by NIL. `places` and `recent` are NaN where nobody has said."""

    places: Floats
    recent: Floats  # only what was verified in the last twelve months
    standing: Floats  # where it stands, whatever it serves: what access starts from
    resources: Whole
    unknown: Whole  # of these, how many have no capacity said
    bodies: Whole
    oldest: Floats  # +inf: no place is counted; -inf: one was never verified
    wide: Whole  # by larger zone: how many resources touch it
    wide_unknown: Whole


def supply(city: City, measure: Measure, weight: Floats, ground: "Ground") -> Supply:
    """`weight` is how places of several zones are divided: the stand-in of demand by NIL."""
    resources, nils = city.resources, city.zones.nils
    taken = take(city, measure)
    capacity = resources.capacity[taken.resource]
    verified = np.nan_to_num(resources.verified[taken.resource], nan=-np.inf)
    said = np.isfinite(capacity)
    pair, zone = taken.pair, taken.zone
    total = np.bincount(pair, ground.weigh(weight)[zone], len(capacity))
    share = np.divide(np.nan_to_num(capacity), total, out=np.zeros(len(total)), where=total > 0)
    told = said[pair]
    recent = told & (verified > city.stale_until)[pair]
    nil = resources.nil[taken.resource]
    home = said & (nil >= 0)
    here, wide = ground.touched(pair, zone, len(capacity))
    known = here.count(said)
    return Supply(
        places=_where(known, ground.divide(weight, zone, share[pair])),
        recent=_where(
            ground.touch(zone[recent]), ground.divide(weight, zone[recent], share[pair[recent]])
        ),
        standing=_where(
            np.bincount(nil[home], minlength=nils), np.bincount(nil[home], capacity[home], nils)
        ),
        resources=here.count(),
        unknown=here.count() - known,
        bodies=here.count_bodies(ground.body[taken.resource]),
        oldest=ground.least(zone[told], verified[pair[told]]),
        wide=wide.count(),
        wide_unknown=wide.count() - wide.count(said),
    )


def _where(known: Whole, values: NDArray[Any]) -> Floats:
    """NaN where nobody has said."""
    return np.where(known > 0, values, np.nan)


def take(city: City, measure: Measure) -> Taken:
    """Resources are ordered by theme, and pairs by resource: two slices, then a mask."""
    resources = city.resources
    begin, end = np.searchsorted(resources.theme, [measure.theme, measure.theme + 1])
    unit = resources.unit[begin:end]
    kept = (unit == measure.unit) | (unit == "")
    if measure.targets:
        targets = resources.targets[begin:end]
        kept &= targets[:, list(measure.targets)].any(axis=1) | ~targets.any(axis=1)
    nil = resources.nil[begin:end]
    first, last = np.searchsorted(resources.served_resource, [begin, end])
    pair, zone = resources.served_resource[first:last] - begin, resources.served_zone[first:last]
    if measure.at_place:
        pair, zone = np.flatnonzero(nil >= 0), nil[nil >= 0]
    else:  # what serves no zone by name serves the one where it stands
        serves = np.bincount(pair, minlength=end - begin) > 0
        lone = np.flatnonzero(~serves & (nil >= 0))
        pair, zone = np.concatenate([pair, lone]), np.concatenate([zone, nil[lone]])
    place = np.cumsum(kept) - 1
    counts = kept[pair]
    return Taken(begin + np.flatnonzero(kept), place[pair[counts]], zone[counts])


@dataclass(frozen=True)
class Touched:
    """Which resources touch which places, each pair once; those of the whole city touch all."""

    who: Whole
    where: Whole
    everywhere: Whole
    places: int

    def count(self, of: NDArray[np.bool_] | None = None) -> Whole:
        """How many touch each place; `of`: only those of the mask."""
        where = self.where if of is None else self.where[of[self.who]]
        wide = len(self.everywhere) if of is None else np.count_nonzero(of[self.everywhere])
        return wide + np.bincount(where, minlength=self.places)

    def count_bodies(self, body: Whole) -> Whole:
        """How many different bodies touch each place."""
        known = np.zeros(int(body.max(initial=0)) + 1, bool)
        known[body[self.everywhere]] = True
        kept = ~known[body[self.who]]
        pairs = np.unique(self.where[kept] * len(known) + body[self.who[kept]])
        return np.count_nonzero(known) + np.bincount(pairs // len(known), minlength=self.places)


class Ground:
    """From what is said of zones of any size to the NIL, without writing out a city's NIL for
    each resource that serves it all: larger zones are summed first, then spread."""

    def __init__(self, city: City) -> None:
        self.nils, self.all = city.zones.nils, len(city.zones.pks)
        self.sums = city.zones.sums
        inside = self.sums.share > 0
        self.part, self.whole = self.sums.part[inside], self.sums.whole[inside]
        self.is_city = np.concatenate([np.zeros(self.nils, bool), self.sums.is_city])
        narrow = ~self.sums.is_city[self.whole]
        self.down = _Index(self.whole[narrow], self.part[narrow], len(self.sums.is_city))
        self.up = _Index(self.part[narrow], self.whole[narrow], self.nils)
        self.body = np.unique(city.resources.body, return_inverse=True)[1]

    def weigh(self, weight: Floats) -> Floats:
        """The weight of zones of any size, from that of the NIL."""
        return np.concatenate([weight, self.sums.total(weight)])

    def divide(self, weight: Floats, zone: Whole, density: Floats) -> Floats:
        """Places by NIL: each zone's density times the NIL's weight, for the share in it."""
        dense = np.bincount(zone, density, self.all).astype(float)
        return weight * (dense[: self.nils] + self.sums.spread(dense[self.nils :], self.nils))

    def touch(self, zone: Whole) -> Whole:
        """More than zero in the NIL that one of these touches."""
        found = np.bincount(zone, minlength=self.all)
        wide = np.bincount(self.part, found[self.nils :][self.whole], self.nils)
        return found[: self.nils] + wide.astype(np.int64)

    def least(self, zone: Whole, values: Floats) -> Floats:
        """The least value that touches each NIL; +inf where none does."""
        found = np.full(self.all, np.inf)
        np.minimum.at(found, zone, values)
        nils = found[: self.nils].copy()
        np.minimum.at(nils, self.part, found[self.nils :][self.whole])
        return nils

    def touched(self, who: Whole, zone: Whole, many: int) -> tuple[Touched, Touched]:
        """Of so many resources, which NIL each touches, and which larger zones."""
        wide = self.is_city[zone]
        everywhere = np.zeros(many, bool)
        everywhere[who[wide]] = True
        kept = ~everywhere[who]
        who, zone, all_over = who[kept], zone[kept], np.flatnonzero(everywhere)
        larger = zone >= self.nils
        inside, below = self.down.spread(zone[larger] - self.nils)
        above, again = self.up.spread(zone[~larger])
        here = _once(
            np.concatenate([who[~larger], who[larger][below]]),
            np.concatenate([zone[~larger], inside]),
            many,
        )
        cities = np.flatnonzero(self.sums.is_city)
        everyone = np.flatnonzero(np.bincount(who, minlength=many))
        there = _once(
            np.concatenate([who[larger], who[~larger][again], np.tile(everyone, len(cities))]),
            np.concatenate([zone[larger] - self.nils, above, np.repeat(cities, len(everyone))]),
            many,
        )
        return (
            Touched(*here, all_over, self.nils),
            Touched(*there, all_over, len(self.sums.is_city)),
        )


class _Index:
    """For each key all its values."""

    def __init__(self, keys: Whole, values: Whole, many: int) -> None:
        self.values = values[np.argsort(keys, kind="stable")]
        self.held = np.bincount(keys, minlength=many)
        self.begin = np.cumsum(self.held) - self.held

    def spread(self, wanted: Whole) -> tuple[Whole, Whole]:
        """The values of each wanted key, and the place of the wanted one they belong to."""
        count = self.held[wanted]
        place = np.repeat(np.arange(len(wanted)), count)
        skip = np.repeat(self.begin[wanted] - np.cumsum(count) + count, count)
        return self.values[np.arange(len(place)) + skip], place


def _once(who: Whole, where: Whole, many: int) -> tuple[Whole, Whole]:
    """Each different pair once."""
    pairs = np.unique(where * many + who)
    return pairs % many, pairs // many
