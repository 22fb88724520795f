"""Small or large: how the balance view groups bodies."""

from trama.organizations.models import Organization
from trama.tables.models import BodySize

SMALL_BELOW = 10
"""People paid: below, a micro-enterprise (Commission Recommendation 2003/361/EC, annex, art. 2)."""


def size_of(body: Organization) -> BodySize:
    if body.staff_count is None:
        return BodySize.UNKNOWN
    return BodySize.SMALL if body.staff_count < SMALL_BELOW else BodySize.LARGE
