"""Quantities as people write them: «12», «7,5», never «12,00»."""

from decimal import Decimal


def plain(value: Decimal) -> Decimal:
    """The same number without the zeros after the comma; 30 stays 30, never 3E+1."""
    whole = value.to_integral_value()
    return whole if whole == value else value.normalize()
