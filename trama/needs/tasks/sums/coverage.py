"""Coverage: demand, supply and what follows from them, for every measure and zone."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from trama.needs.tasks.sums import demand, e2sfca, suppress
from trama.needs.tasks.sums import supply as supplies
from trama.needs.tasks.sums.city import HIGH, LOW, MEDIUM, City, Flags, Floats, Whole
from trama.needs.tasks.sums.demand import Demand
from trama.needs.tasks.sums.supply import Supply

VERSION = "coverage-1"
MOST = 9_999.0  # times what is asked
RULES = (VERSION, demand.VERSION, supplies.VERSION, e2sfca.VERSION, suppress.VERSION)


@dataclass(frozen=True)
class Coverage:
    """A row each measure, a column each zone (NIL, then the larger ones). NaN is not known.

    `hidden` is a place in `suppress.CODES`: the figures of those zones leave no door.
    Of larger zones there is no `recent`, `access` nor `verified`; of NIL no parts (-1).
    """

    demand: Floats
    supply: Floats
    recent: Floats
    gap: Floats
    ratio: Floats
    access: Floats
    overlap: Whole
    resources: Whole
    unknown: Whole
    confidence: Whole  # of the places known
    verified: Floats  # the oldest verification; NaN: one was never verified
    hidden: Whole
    known_parts: Whole
    parts: Whole
    demand_confidence: Whole  # by NIL
    card: Whole  # by NIL: place in City.counted, or -1


def coverage(city: City) -> Coverage:
    asked = demand.demand(city)
    hidden = suppress.hide(city, asked)
    public = suppress.stand_in(asked.value, hidden)
    ground = supplies.Ground(city)
    found = [
        supplies.supply(city, measure, weight, ground)
        for measure, weight in zip(city.measures, public, strict=True)
    ]
    nils = _Nils.stack(found, city)
    nils.add_absences(city)
    return _with_larger(city, asked, hidden, nils, _access(city, asked, public, found))


def _access(city: City, asked: Demand, public: Floats, found: Sequence[Supply]) -> Floats:
    far = max((measure.catchment_m for measure in city.measures), default=1.0)
    pairs = e2sfca.near(city.zones.x, city.zones.y, far)
    reached = np.empty(asked.value.shape)
    for row, (measure, places) in enumerate(zip(city.measures, found, strict=True)):
        asking = np.isfinite(asked.value[row])
        reached[row] = e2sfca.access(
            np.where(asking, public[row], 0.0), places.standing, pairs, measure.catchment_m
        )
        reached[row, ~asking] = np.nan
    return reached


@dataclass
class _Nils:
    """What was found by measure and NIL."""

    places: Floats
    recent: Floats
    oldest: Floats
    resources: Whole
    unknown: Whole
    bodies: Whole
    wide: Whole
    wide_unknown: Whole

    @classmethod
    def stack(cls, found: Sequence[Supply], city: City) -> "_Nils":
        def rows(name: str) -> Any:
            wide = city.zones.wholes if name.startswith("wide") else city.zones.nils
            return np.array([getattr(one, name) for one in found]).reshape(len(found), wide)

        return cls(**{field.name: rows(field.name) for field in fields(cls)})

    def add_absences(self, city: City) -> None:
        """Nobody knows a place there, and who answers for the zone has verified that none is:
        zero. A Municipio's absence is that of the NIL that lie in it alone."""
        absences = city.absences
        for measure, zone, verified in zip(
            absences.measure, absences.zone, absences.verified, strict=True
        ):
            for nil in city.zones.inside(int(zone)):
                if np.isnan(self.places[measure, nil]):
                    self.places[measure, nil] = 0.0
                    self.oldest[measure, nil] = verified
                    if verified > city.stale_until:
                        self.recent[measure, nil] = 0.0

    def confidence(self, city: City) -> Whole:
        """High: all is fresh and said; low: something is stale, or nothing is known."""
        sure = np.full(self.places.shape, HIGH)
        sure[(self.oldest <= city.fresh_since) | (self.unknown > 0)] = MEDIUM
        sure[(self.oldest <= city.stale_until) | np.isnan(self.places)] = LOW
        return sure


def _with_larger(
    city: City, asked: Demand, hidden: Whole, nils: _Nils, reached: Floats
) -> Coverage:
    """Totals are of the NIL that are shown and known on both sides, and say how many they are.
    Where there is none, demand is that of the NIL shown."""
    counted = (hidden == suppress.SHOWN) & np.isfinite(asked.value) & np.isfinite(nils.places)
    larger = _Larger(city, counted)
    shown = (hidden == suppress.SHOWN) & np.isfinite(asked.value)
    wanted = larger.join(asked.value, shown)
    there = larger.join(nils.places)
    sure = nils.confidence(city)
    overlap = np.maximum(nils.bodies - 1, 0)
    small = np.zeros(larger.known.shape, np.int64)
    people = np.array([measure.counts_people for measure in city.measures], bool)
    totals = wanted[:, city.zones.nils :]
    small[people[:, None] & (totals < suppress.FEW)] = suppress.HIDDEN_FEW
    return Coverage(
        demand=wanted,
        supply=there,
        recent=np.hstack([nils.recent, larger.none(np.nan)]),
        gap=wanted - there,
        ratio=_ratio(there, wanted),
        access=np.hstack([reached, larger.none(np.nan)]),
        overlap=np.hstack([overlap, larger.count((overlap > 0) & counted, at_least=0.5)]),
        resources=np.hstack([nils.resources, nils.wide]),
        unknown=np.hstack([nils.unknown, nils.wide_unknown]),
        confidence=np.hstack([sure, larger.least(sure)]),
        verified=np.hstack(
            [np.where(np.isfinite(nils.oldest), nils.oldest, np.nan), larger.none(np.nan)]
        ),
        hidden=np.hstack([hidden, small]),
        known_parts=np.hstack([np.full(hidden.shape, -1), larger.known]),
        parts=np.hstack([np.full(hidden.shape, -1), larger.count(np.ones(hidden.shape, bool))]),
        demand_confidence=asked.confidence,
        card=asked.card,
    )


def _ratio(there: Floats, wanted: Floats) -> Floats:
    """Not known where next to nothing is asked; beyond `MOST` it says no more."""
    unknown = np.full(wanted.shape, np.nan)
    found: Floats = np.divide(there, wanted, out=unknown, where=wanted >= 0.005)
    return np.minimum(found, MOST)


class _Larger:
    """Municipi and city, from those of their NIL that are counted."""

    def __init__(self, city: City, counted: Flags) -> None:
        self.sums, self.wholes, self.counted = city.zones.sums, city.zones.wholes, counted
        self.known = self.count(counted)

    def none(self, value: float) -> Floats:
        return np.full((len(self.counted), self.wholes), value)

    def join(self, values: Floats, instead: Flags | None = None) -> Floats:
        """The NIL's values, then the sums of the counted ones. Where none is counted, the sum of
        those of `instead`, or NaN."""
        found = np.where(self.known > 0, self._sum(values, self.counted), np.nan)
        if instead is not None:
            others = (self.known == 0) & (self.count(instead) > 0)
            found = np.where(others, self._sum(values, instead), found)
        return np.hstack([values, found])

    def _sum(self, values: Floats, of: Flags) -> Floats:
        kept = np.where(of, np.nan_to_num(values), 0.0)
        return np.array([self.sums.total(row) for row in kept]).reshape(self.known.shape)

    def count(self, flags: Flags, at_least: float = 0.0) -> Whole:
        """How many of a larger zone's NIL: those that lie in it for this share at least."""
        enough = (self.sums.share > 0) & (self.sums.share >= at_least)
        part, whole = self.sums.part[enough], self.sums.whole[enough]
        found = np.empty((len(flags), self.wholes), np.int64)
        for row, one in enumerate(flags):
            found[row] = np.bincount(whole[one[part]], minlength=self.wholes)
        return found

    def least(self, sure: Whole) -> Whole:
        """A larger zone is as sure as the least sure of the NIL that it counts."""
        found = np.full((len(sure), self.wholes), HIGH)
        for row, values in enumerate(sure):
            kept = self.counted[row][self.sums.part]
            np.minimum.at(found[row], self.sums.whole[kept], values[self.sums.part[kept]])
        return np.where(self.known > 0, found, LOW)
