"""Cities of any size as arrays, and the same sums of coverage in bare NumPy: their floor.

Everything is invented: squares of some 1,400 m, Municipi of ten NIL, one NIL in six astride two;
a tenth of the resources has no capacity, one in twenty serves a Municipio, one in fifty the city.
"""

from typing import Any

import numpy as np

from trama.needs.tasks.sums.city import (
    MEDIUM,
    Absences,
    City,
    Counted,
    Figures,
    Floats,
    Measure,
    Resources,
    Sums,
    Zones,
)
from trama.needs.tasks.sums.e2sfca import DETOUR

NOW, DAY = 1_795_334_400.0, 86_400.0
SIDE = 1_400.0  # metres: a NIL of Milan, the root of its mean area
NONE = np.empty(0, np.int64)


def city(nils: int, measures: int, resources: int, seed: int = 7) -> City:
    rng = np.random.default_rng(seed)
    zones = _zones(nils, rng)
    values = {
        "minors": rng.integers(20, 6000, nils).astype(float),
        "residents": rng.integers(500, 40_000, nils).astype(float),
    }
    sure = {code: np.full(nils, 2) for code in values}
    return City(
        zones=zones,
        figures=Figures(values, sure, frozenset(values)),
        measures=tuple(_measure(n) for n in range(measures)),
        counted=Counted(NONE, NONE, np.empty(0), NONE, []),
        absences=Absences(NONE, NONE, np.empty(0)),
        resources=_resources(zones, measures, resources, rng),
        at=NOW,
        fresh_since=NOW - 90 * DAY,
        stale_until=NOW - 365 * DAY,
    )


def _zones(nils: int, rng: np.random.Generator) -> Zones:
    wide = int(np.ceil(np.sqrt(nils)))
    place = np.arange(nils)
    municipi = max(1, nils // 10)
    home = np.minimum(place // 10, municipi - 1)
    astride = (place % 6 == 0) & (municipi > 1)
    other = np.where(home + 1 < municipi, home + 1, home - 1)
    part = np.concatenate([place, place[astride], place])
    whole = np.concatenate([home, other[astride], np.full(nils, municipi)])
    share = np.concatenate(
        [np.where(astride, 0.7, 1.0), np.full(astride.sum(), 0.3), np.ones(nils)]
    )
    codes = [str(n) for n in range(nils + municipi + 1)]
    return Zones(
        pks=np.arange(len(codes)) + 1,
        codes=codes,
        names=codes,
        nils=nils,
        x=(place % wide + rng.uniform(-0.3, 0.3, nils)) * SIDE,
        y=(place // wide + rng.uniform(-0.3, 0.3, nils)) * SIDE,
        sums=Sums(part, whole, share, np.arange(municipi + 1) == municipi),
    )


def _measure(number: int) -> Measure:
    return Measure(
        pk=number + 1, code=f"m{number}", theme=number, targets=frozenset({number % 8}),
        unit="places", counts_people=True, indicators=(("minors", "residents")[number % 2],),
        factor=0.02 + 0.01 * (number % 5), at_place=False, catchment_m=1100.0 + 200 * (number % 5),
        confidence=MEDIUM,
    )  # fmt: skip


def _resources(zones: Zones, themes: int, count: int, rng: np.random.Generator) -> Resources:
    nil = rng.integers(0, zones.nils, count)
    kind = rng.random(count)
    larger = zones.nils + rng.integers(0, zones.wholes - 1, count)
    first = np.where(kind < 0.02, len(zones.pks) - 1, np.where(kind < 0.07, larger, nil))
    second = np.flatnonzero(kind > 0.6)  # also serves a neighbour
    resource = np.concatenate([np.arange(count), second])
    zone = np.concatenate([first, (nil[second] + 1) % zones.nils])
    order = np.argsort(resource, kind="stable")
    targets = np.zeros((count, 16), bool)
    targets[np.arange(count), rng.integers(0, 16, count)] = True
    return Resources(
        pks=np.arange(count) + 1,
        theme=np.sort(rng.integers(0, themes, count)),
        unit=np.where(rng.random(count) < 0.9, "places", "hours_week"),
        capacity=np.where(rng.random(count) < 0.9, rng.integers(0, 60, count), np.nan),
        verified=NOW - rng.uniform(0, 700, count) * DAY,
        nil=nil,
        body=rng.integers(1, max(2, count // 5), count),
        targets=targets,
        served_resource=resource[order],
        served_zone=zone[order],
    )


def bare(city: City) -> list[Floats]:
    """Demand, supply, gap, ratio, access and totals, by whole matrices and nothing else: no
    hidden cell, no absence, no confidence, no overlap."""
    zones, resources = city.zones, city.resources
    shares = np.zeros((len(zones.pks), zones.nils))
    shares[np.arange(zones.nils), np.arange(zones.nils)] = 1
    shares[zones.nils + zones.sums.whole, zones.sums.part] = zones.sums.share
    walked = np.hypot(zones.x[:, None] - zones.x, zones.y[:, None] - zones.y) * DETOUR
    found = []
    for measure in city.measures:
        demand = np.full(zones.nils, measure.factor)
        for code in measure.indicators:
            demand = demand * city.figures.values[code]
        counts = resources.theme == measure.theme
        counts &= (resources.unit == measure.unit) | (resources.unit == "")
        aimed = resources.targets[:, list(measure.targets)].any(axis=1)
        counts &= aimed | ~resources.targets.any(axis=1)
        supply, standing = _places(city, counts, shares, demand)
        access = _reach(demand, standing, walked, measure.catchment_m)
        totals = np.stack([shares @ demand, shares @ supply])
        found += [demand, supply, demand - supply, supply / demand, access, totals]
    return found


def _places(city: City, counts: Any, shares: Floats, demand: Floats) -> tuple[Floats, Floats]:
    resources = city.resources
    capacity = np.where(counts, np.nan_to_num(resources.capacity), 0.0)
    pair = counts[resources.served_resource]
    resource, zone = resources.served_resource[pair], resources.served_zone[pair]
    weight = shares @ demand
    total = np.bincount(resource, weight[zone], len(capacity))
    density = np.divide(capacity, total, out=np.zeros(len(total)), where=total > 0)
    dense = np.bincount(zone, density[resource], len(shares))
    standing = np.bincount(resources.nil, capacity, city.zones.nils).astype(float)
    return demand * (dense @ shares), standing


def _reach(demand: Floats, supply: Floats, walked: Floats, catchment: float) -> Floats:
    edge = np.exp(-0.5)
    weight = (np.exp(-0.5 * (walked / catchment) ** 2) - edge) / (1 - edge)
    weight[walked > catchment] = 0
    asking = weight @ demand
    found: Floats = weight @ np.divide(supply, asking, out=np.zeros(len(supply)), where=asking > 0)
    return found
