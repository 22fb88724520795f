"""Five classes of a series, as many zones in each: what a map is coloured by."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from trama.territory.rules.numbers import number_words

CLASSES = ("g1", "g2", "g3", "g4", "g5")


@dataclass(frozen=True)
class Bands:
    """From `low` to `high`, cut where each band but the first begins."""

    low: Decimal
    cuts: tuple[Decimal, ...]
    high: Decimal

    def css(self, value: Decimal) -> str:
        return CLASSES[sum(value >= cut for cut in self.cuts)]

    def legend(self, places: int = 0) -> dict[str, str]:
        """Class → «da … a meno di …»: exactly what the colours say."""
        begins = [self.low, *self.cuts]
        rows = []
        for begin, end in zip(begins, [*self.cuts, None], strict=True):
            words = {"low": number_words(begin, places)}
            if end is not None:
                words["high"] = number_words(end, places)
                rows.append(_("da %(low)s a meno di %(high)s") % words)
            elif begin < self.high:
                words["high"] = number_words(self.high, places)
                rows.append(_("da %(low)s a %(high)s") % words)
            else:
                rows.append(words["low"])
        return dict(zip(CLASSES, rows, strict=False))


def bands(values: Iterable[Decimal]) -> Bands | None:
    """Quintiles; None of nothing. Values that are equal are never in two classes."""
    ordered = sorted(values)
    if not ordered:
        return None
    quintiles = {ordered[len(ordered) * step // 5] for step in range(1, 5)}
    return Bands(ordered[0], tuple(sorted(quintiles - {ordered[0]})), ordered[-1])
