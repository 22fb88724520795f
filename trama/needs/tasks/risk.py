"""The risk index of a run: components from the indicators, scores, stability; written in bulk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from trama.needs.models import CoverageRun, IndexComponent, RiskScore
from trama.needs.rules import risk
from trama.needs.tasks.sums import loading, mpi, suppress
from trama.needs.tasks.sums.city import Flags, Floats, Whole, Zones

NOT_KNOWN, PROTECTED, SMALL = "not_known", "protected", "small"
LEAST = 300  # people or households below which a rate says more of chance than of the place


@dataclass(frozen=True)
class Component:
    """A component in every NIL: NaN where it is not known, or not shown."""

    code: str
    weight: float
    polarity: int
    value: Floats
    protected: Flags
    small: Flags  # too few people for a rate


@dataclass(frozen=True)
class Scored:
    """Of the NIL with a score, in their order among the zones."""

    nils: Whole
    scores: Sequence[risk.Score]
    standard: Floats  # a row each NIL, a column each component
    low: Whole
    high: Whole


def score(zones: Zones) -> tuple[list[Component], Scored]:
    """NIL with a protected or unknown component stay out: means and ranks are of the others.

    A component that no NIL has is left out: there is no series for it yet.
    """
    components = [one for one in _components(zones) if np.isfinite(one.value).any()]
    known = np.ones(zones.nils, bool)
    for component in components:
        known &= np.isfinite(component.value)
    nils = np.flatnonzero(known)
    weights = [component.weight for component in components]
    if not components or not len(nils) or not sum(weights):
        return components, Scored(nils[:0], [], np.empty((0, len(components))), nils[:0], nils[:0])
    columns = [risk.standardize(c.value[nils].tolist(), c.polarity) for c in components]
    standard = np.array(columns).T
    names = [str(nil) for nil in nils]
    found = risk.scores(dict(zip(names, standard.tolist(), strict=True)), weights)
    low, high = mpi.stability(standard, np.array(weights))
    return components, Scored(nils, [found[name] for name in names], standard, low, high)


def _components(zones: Zones) -> list[Component]:
    rows = list(IndexComponent.objects.select_related("numerator", "denominator"))
    used = {row.numerator for row in rows} | {row.denominator for row in rows if row.denominator}
    figures = loading.figures({indicator.code for indicator in used}, zones)
    hidden = {
        code: suppress.protect(values, zones.sums).nils != suppress.SHOWN
        for code, values in figures.values.items()
        if code in figures.people
    }
    shown = np.zeros(zones.nils, bool)
    found = []
    for row in rows:
        value = figures.values[row.numerator.code]
        protected, small = hidden.get(row.numerator.code, shown), shown
        if row.denominator:
            below = figures.values[row.denominator.code]
            protected = protected | hidden.get(row.denominator.code, shown)
            small = below < LEAST if row.denominator.counts_people else shown
            value = np.divide(value, below, out=np.full(zones.nils, np.nan), where=below > 0)
        value = np.where(protected | small, np.nan, value)
        found.append(Component(row.code, float(row.weight), row.polarity, value, protected, small))
    return found


def write(run: CoverageRun, zones: Zones, components: Sequence[Component], scored: Scored) -> None:
    RiskScore.objects.filter(run=run).delete()
    place = {int(nil): n for n, nil in enumerate(scored.nils)}
    RiskScore.objects.bulk_create(
        RiskScore(run=run, zone_id=int(zones.pks[nil]), **_facts(nil, components, scored, place))
        for nil in range(zones.nils)
    )


def _facts(
    nil: int, components: Sequence[Component], scored: Scored, place: Mapping[int, int]
) -> dict[str, Any]:
    n = place.get(nil)
    values = {
        component.code: {
            "value": round(float(component.value[nil]), 6),
            **({} if n is None else {"standard": round(float(scored.standard[n, c]), 4)}),
        }
        for c, component in enumerate(components)
        if np.isfinite(component.value[nil])
    }
    if n is None:
        return {"components": values, "missing": _missing(nil, components)}
    return {
        "components": values,
        "mpi": scored.scores[n].mpi,
        "z": scored.scores[n].z,
        "rank": scored.scores[n].rank,
        "rank_low": min(int(scored.low[n]), scored.scores[n].rank),
        "rank_high": max(int(scored.high[n]), scored.scores[n].rank),
    }


def _missing(nil: int, components: Sequence[Component]) -> str:
    if any(component.protected[nil] for component in components):
        return PROTECTED
    return SMALL if any(component.small[nil] for component in components) else NOT_KNOWN
