"""What the desk of whoever answers for an area is about: their zones, at an instant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from trama.accounts.models import User
from trama.core import clock
from trama.territory.models import Area, Zone, ZoneKind
from trama.territory.queries.areas import areas_of, zones_of


@dataclass(frozen=True)
class AreaDesk:
    """The thing that the panels of «desk.worker» and «desk.manager» are given.

    `zones`: those that the areas name and those that lie in them.
    """

    user: User
    areas: Sequence[Area]
    zones: Sequence[Zone]
    at: datetime

    @cached_property
    def keys(self) -> list[int]:
        return [zone.pk for zone in self.zones]

    @cached_property
    def nil(self) -> list[int]:
        return [zone.pk for zone in self.zones if zone.kind == ZoneKind.NIL]

    @property
    def name(self) -> str:
        return ", ".join(area.name for area in self.areas)


def desk_of(user: User) -> AreaDesk:
    return AreaDesk(user, list(areas_of(user)), list(zones_of(user)), clock.now())
