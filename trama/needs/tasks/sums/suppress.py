"""Small cells: what must not be shown, so that no figure under five can be found.

Three defences, in this order:

- **few**: a demand under five is not shown; nor is one that rests on fewer than five people;
- **secondary**: the series of an indicator are published with their true totals by Municipio and
  city. Where a Municipio has a figure under five, two more NIL that lie in it alone (small ones,
  from `CUSHION` up) are hidden too, and take up any value between 0 and 5 of the small ones: see
  `protect`. A measure that rests on a hidden figure is hidden with it, in the same way;
- **stand-ins**: every other figure (totals, divided places, access of the neighbours) is computed
  as if a hidden demand were a constant, and totals leave hidden NIL out and say so: no published
  figure changes when a hidden one does.
"""

from dataclasses import dataclass

import numpy as np

from trama.needs.tasks.sums.city import City, Flags, Floats, Sums, Whole
from trama.needs.tasks.sums.demand import Demand
from trama.territory.queries.figures import FEW

VERSION = "suppress-1"
CUSHION = 10.0  # the least that a NIL hidden for others' sake may have
# Cushions are two of the smallest three, in an order of their own: the two smallest would be known
# to be less than the smallest shown.
AMONG, SHUFFLE = 3, 2_654_435_761
SHOWN, HIDDEN_FEW, HIDDEN_SECONDARY = 0, 1, 2
CODES = ("", "few", "secondary")


@dataclass(frozen=True)
class Protection:
    """Of one series: the NIL not to show, and the larger zones whose total is not shown either."""

    nils: Whole
    totals: Flags


def protect(values: Floats, sums: Sums) -> Protection:
    """Hide figures under five and, in each Municipio that has one, two cushions.

    Why it is enough: let a small figure x, with share s in a Municipio, become any x' from 0 up
    to 5. A cushion p that lies in that Municipio alone becomes p + s(x − x'), in each such one,
    and all totals stay the same; p ≥ 10 stays above 5, so it is still told apart from a small one.
    The two cushions of a Municipio trade with each other in the same way, 5 at least each way.
    A Municipio that has no two cushions does not show its total; then the city does not either.
    Nor does it when a small NIL lies astride two Municipi: counts are whole numbers, and with both
    totals and their sum the parts that rounding leaves would tell which.
    """
    hidden = np.zeros(len(values), np.int64)
    hidden[values < FEW] = HIDDEN_FEW
    totals = np.zeros(len(sums.is_city), bool)
    inside = ~sums.is_city[sums.whole] & (sums.share > 0)
    part, whole = sums.part[inside], sums.whole[inside]
    lies_in = np.bincount(part, minlength=len(values))
    for place in np.unique(whole[hidden[part] == HIDDEN_FEW]):
        members = part[whole == place]
        fit = members[(lies_in[members] == 1) & (values[members] >= CUSHION)]
        small = fit[np.argsort(values[fit], kind="stable")][:AMONG]
        cushions = small[np.argsort(small * SHUFFLE % 2**32)][:2]
        hidden[cushions] = HIDDEN_SECONDARY
        totals[place] = len(cushions) < 2
    if totals.any() or (hidden[lies_in != 1] == HIDDEN_FEW).any():
        totals |= sums.is_city
    return Protection(hidden, totals)


def hide(city: City, demand: Demand) -> Whole:
    """Of each measure and NIL: shown, few or secondary."""
    hidden = np.zeros(demand.value.shape, np.int64)
    series = {
        code: protect(city.figures.values[code], city.zones.sums).nils
        for code in {code for measure in city.measures for code in measure.indicators}
        if code in city.figures.people
    }
    estimated = demand.card < 0
    for row, measure in enumerate(city.measures):
        for code in measure.indicators:
            found = np.where(estimated[row], series.get(code, 0), SHOWN)
            few = (hidden[row] == HIDDEN_FEW) | (found == HIDDEN_FEW)
            hidden[row] = np.where(few, HIDDEN_FEW, np.maximum(hidden[row], found))
        if measure.counts_people:  # of a hidden figure, which side of five it falls is not told
            hidden[row, (hidden[row] == SHOWN) & (demand.value[row] < FEW)] = HIDDEN_FEW
    return hidden


def stand_in(demand: Floats, hidden: Whole) -> Floats:
    """The demand that other figures may rest on: public, and the same whatever hides behind.

    Few count as half of five; the protected, which are small, as the smallest shown; the unknown
    as the median of those shown.
    """
    found = np.where(hidden == SHOWN, demand, np.nan)
    for row, values in enumerate(found):
        known = values[np.isfinite(values) & (values > 0)]
        middle, least = (np.median(known), known.min()) if known.size else (1.0, 1.0)
        values[~np.isfinite(values)] = middle
        values[hidden[row] == HIDDEN_SECONDARY] = least
        values[hidden[row] == HIDDEN_FEW] = FEW / 2
    return found
