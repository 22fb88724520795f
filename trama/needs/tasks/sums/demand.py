"""Demand: how much is asked in each NIL, and on what that rests."""

from dataclasses import dataclass

import numpy as np

from trama.needs.tasks.sums.city import HIGH, City, Floats, Whole

VERSION = "demand-1"


@dataclass(frozen=True)
class Demand:
    """A row each measure, a column each NIL; `card` is the place in `City.counted`, or -1."""

    value: Floats
    confidence: Whole
    card: Whole


def demand(city: City) -> Demand:
    """The product of the measure's terms; a card that counted or surveyed it comes before.

    The estimate is as sure as the least sure of the measure and of its figures there.
    """
    shape = (len(city.measures), city.zones.nils)
    value, confidence = np.empty(shape), np.empty(shape, np.int64)
    for row, measure in enumerate(city.measures):
        value[row], confidence[row] = measure.factor, measure.confidence
        for code in measure.indicators:
            value[row] *= city.figures.values[code]
            sure = city.figures.confidence.get(code, np.int64(HIGH))
            np.minimum(confidence[row], sure, out=confidence[row])
    card = np.full(shape, -1)
    counted = city.counted
    value[counted.measure, counted.nil] = counted.value
    confidence[counted.measure, counted.nil] = counted.confidence
    card[counted.measure, counted.nil] = np.arange(len(counted.card))
    return Demand(value, confidence, card)
