"""Access by walking distance, beside PySAL's `access` on the same pairs, supplies and demands.

The two agree to 1e-9 (a test says so too). Floor: PySAL's own two steps; finding who is near whom
is ours alone, and is counted in our time.
"""

import statistics
import sys
import time
from collections.abc import Callable

import numpy as np
import pandas as pd
from access import fca

from benchmarks import _installation

# isort: split
from benchmarks import _arrays
from trama.needs.tasks.sums import e2sfca
from trama.needs.tasks.sums.city import Floats

assert _installation.VAR.exists()

SIZES = (88, 440, 1_760)
CATCHMENT = 3_000.0
ROUNDS = 5


def milliseconds(act: Callable[[], object]) -> float:
    act()
    found = []
    for _round in range(ROUNDS):
        began = time.perf_counter()
        act()
        found.append((time.perf_counter() - began) * 1000)
    return statistics.median(found)


def theirs(demand: Floats, supply: Floats, pairs: e2sfca.Near) -> Floats:
    places = np.arange(len(demand))
    costs = pd.DataFrame({"origin": pairs.here, "dest": pairs.there, "cost": pairs.metres})
    found = fca.two_stage_fca(
        pd.DataFrame({"geoid": places, "demand": demand}),
        pd.DataFrame({"supply": supply}, index=pd.Index(places, name="geoid")),
        costs,
        max_cost=CATCHMENT,
        cost_origin="origin",
        cost_dest="dest",
        cost_name="cost",
        weight_fn=lambda metres: float(e2sfca.decay(np.array([metres]), CATCHMENT)[0]),
    )
    column: Floats = found.reindex(places).to_numpy(float)
    return column


def main() -> int:
    slower = False
    print(f"{'NIL':>6}{'ours':>12}{'PySAL access':>16}{'times':>8}{'difference':>14}")
    for nils in SIZES:
        city = _arrays.city(nils, 1, nils * 50)
        x, y = city.zones.x, city.zones.y
        demand = city.figures.values["minors"]
        supply = np.bincount(
            city.resources.nil, np.nan_to_num(city.resources.capacity), nils
        ).astype(float)

        def ours(
            demand: Floats = demand, supply: Floats = supply, x: Floats = x, y: Floats = y
        ) -> Floats:
            return e2sfca.access(demand, supply, e2sfca.near(x, y, CATCHMENT), CATCHMENT)

        pairs = e2sfca.near(x, y, CATCHMENT)
        apart = float(np.abs(ours() - theirs(demand, supply, pairs)).max())
        fast = milliseconds(ours)
        slow = milliseconds(lambda d=demand, s=supply, p=pairs: theirs(d, s, p))  # type: ignore[misc]  # bound now
        slower |= fast >= slow or apart > 1e-9
        print(f"{nils:>6}{fast:>10.2f}ms{slow:>14.1f}ms{slow / fast:>8.0f}{apart:>14.1e}")
    return int(slower)


if __name__ == "__main__":
    sys.exit(main())
