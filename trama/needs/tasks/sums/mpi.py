"""How stable the ranks of the risk index are when its weights are others.

A thousand weights are drawn around the given ones (Dirichlet, fixed seed), and each component is
left out once; a zone's range is from the 5th to the 95th percentile of its ranks.
"""

import numpy as np

from trama.needs.tasks.sums.city import Floats, Whole

VERSION = "stability-1"
SEED = 20_260_101
DRAWS = 1000
# Equal to the number of components: the given weights are the mean, every mixture is likely.
SPREAD = 1.0


def ranks(components: Floats, weights: Floats) -> Whole:
    """A row each zone, a column each set of weights (rows of `weights`); 1 is the highest.

    `components` are standardized, with mean 100 and standard deviation 10 over the zones.
    """
    mean = components @ weights.T
    variance = np.maximum((components**2) @ weights.T - mean**2, 0.0)
    score = mean + variance / mean
    order = np.argsort(-score, axis=0, kind="stable")
    place = np.empty_like(order)
    np.put_along_axis(place, order, np.arange(1, len(order) + 1)[:, None], axis=0)
    return place


def stability(components: Floats, weights: Floats) -> tuple[Whole, Whole]:
    """The lowest and the highest rank of each zone under other weights."""
    used = weights > 0
    columns, given = components[:, used], weights[used] / weights.sum()
    rng = np.random.default_rng(SEED)
    drawn = rng.dirichlet(SPREAD * len(given) * given, DRAWS)
    if len(given) > 1:
        without = np.where(np.eye(len(given), dtype=bool), 0.0, given)
        drawn = np.vstack([drawn, without / without.sum(axis=1, keepdims=True)])
    found = ranks(columns, drawn)
    low, high = np.percentile(found, [5, 95], axis=1, method="nearest")
    return low.astype(np.int64), high.astype(np.int64)
