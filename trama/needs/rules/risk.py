"""The composite index of risk: Mazziotta–Pareto and the mean of z-scores, by given weights.

Mazziotta & Pareto, in De Muro, Mazziotta & Pareto 2011, «Composite Indices of Development and
Poverty», Social Indicators Research 104: each component has mean 100 and standard deviation 10
over the zones (population deviation, divided by n), turned round when more is better; then, for
what is worse when it grows, `MPI⁺ = M + S · cv`, where M, S and cv = S / M are the mean, the
standard deviation and the coefficient of variation of a zone's components: who is badly placed in
one thing alone is not hidden by the others. Weights enter mean and deviation alike.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

VERSION = "risk-1"
MEAN, DEVIATION = 100.0, 10.0


@dataclass(frozen=True)
class Score:
    mpi: float
    z: float
    rank: int  # 1: the highest; equal scores have equal ranks


def standardize(values: Sequence[float], polarity: int) -> list[float]:
    """Mean 100, standard deviation 10; a component that is the same everywhere is 100."""
    mean = sum(values) / len(values)
    deviation = sqrt(sum((value - mean) ** 2 for value in values) / len(values))
    if deviation <= 1e-12 * max(1.0, abs(mean)):
        return [MEAN] * len(values)
    return [MEAN + polarity * DEVIATION * (value - mean) / deviation for value in values]


def mpi(row: Sequence[float], weights: Sequence[float]) -> float:
    """Of one zone, from its standardized components."""
    mean, variance = _moments(row, weights)
    return mean + variance / mean


def z_score(row: Sequence[float], weights: Sequence[float]) -> float:
    """The weighted mean of the z-scores."""
    return (_moments(row, weights)[0] - MEAN) / DEVIATION


def _moments(row: Sequence[float], weights: Sequence[float]) -> tuple[float, float]:
    total = sum(weights)
    mean = sum(weight * value for weight, value in zip(weights, row, strict=True)) / total
    squares = (w * (value - mean) ** 2 for w, value in zip(weights, row, strict=True))
    return mean, sum(squares) / total


def scores(rows: Mapping[str, Sequence[float]], weights: Sequence[float]) -> dict[str, Score]:
    """By zone; `rows` are standardized components, in the order of the weights."""
    if not sum(weights) > 0:
        return {}
    values = {zone: mpi(row, weights) for zone, row in rows.items()}
    ordered = sorted(values.values(), reverse=True)
    rank = {value: place for place, value in reversed(list(enumerate(ordered, start=1)))}
    return {
        zone: Score(value, z_score(rows[zone], weights), rank[value])
        for zone, value in values.items()
    }
