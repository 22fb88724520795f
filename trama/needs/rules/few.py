"""When a figure is of so few people that it must not be shown: the same for every page."""

from decimal import Decimal

from trama.needs.models import Unit
from trama.territory.queries.figures import FEW

VERSION = "few-1"
# Each of these stands for a person, or for what a person has one of.
OF_PEOPLE = frozenset({Unit.PLACES, Unit.BEDS, Unit.PEOPLE, Unit.HOUSEHOLDS, Unit.PARCELS_A_MONTH})


def counts_people(unit: str) -> bool:
    return unit in OF_PEOPLE


def is_few(value: Decimal | float | None, unit: str) -> bool:
    """Less than five, zero too: who is not among them is a secret as well."""
    return value is not None and counts_people(unit) and value < FEW
