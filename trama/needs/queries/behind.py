"""What lies behind a figure of the board: which resources, which cards, which absences."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from trama.accounts.models import OfficeRole
from trama.accounts.queries import current
from trama.needs.models import (
    CardStatus,
    CoverageMeasure,
    Need,
    Resource,
    SupplyRule,
    VerifiedAbsence,
)
from trama.needs.queries.pulse import in_force
from trama.territory.models import Source, Zone, ZoneKind

SHOWN = 100


@dataclass(frozen=True)
class Around:
    """A zone with those it lies in and those that lie in it, by primary key."""

    zone: int
    wholes: Sequence[int]
    parts: Sequence[int]

    @property
    def touching(self) -> list[int]:
        return [self.zone, *self.wholes, *self.parts]


def around(zone: Zone) -> Around:
    """The city is above all, and has all inside."""
    if zone.kind == ZoneKind.CITY:
        below = Zone.objects.exclude(kind=ZoneKind.CITY)
        return Around(zone.pk, [], list(below.values_list("pk", flat=True)))
    cities = list(Zone.objects.filter(kind=ZoneKind.CITY).values_list("pk", flat=True))
    wholes = zone.wholes.filter(people_share__gt=0).values_list("whole", flat=True)
    parts = zone.parts.filter(people_share__gt=0).values_list("part", flat=True)
    return Around(zone.pk, [*wholes, *cities], list(parts))


def resources(measure: CoverageMeasure, near: Around, day: date) -> QuerySet[Resource]:
    """Those that count for the measure there, as the sums take them: of its theme and targets, in
    its unit or with none said."""
    found = Resource.objects.filter(in_force(day), theme=measure.theme_id)
    found = found.filter(unit__in=(measure.unit, ""))
    targets = [target.pk for target in measure.targets.all()]
    if targets:
        found = found.filter(Q(targets__in=targets) | Q(targets=None))
    stands = [near.zone, *near.parts]
    if measure.supply_rule == SupplyRule.PLACE:
        found = found.filter(nil__in=stands)
    else:
        found = found.filter(Q(served__in=near.touching) | Q(served=None, nil__in=stands))
    return found.distinct().order_by("title_key", "pk")


def needs(measure: CoverageMeasure, near: Around) -> QuerySet[Need]:
    """Published cards of the same theme that speak of the zone, or of one around it."""
    found = Need.objects.filter(status=CardStatus.PUBLISHED, theme=measure.theme_id)
    return found.filter(zones__in=near.touching).distinct().order_by("title_key", "pk")


def absence(measure: CoverageMeasure, zone: Zone) -> VerifiedAbsence | None:
    found = VerifiedAbsence.objects.filter(measure=measure, zone=zone)
    return found.select_related("measure", "zone").first()


def sources(codes: Sequence[str]) -> list[Source]:
    return list(Source.objects.filter(code__in=codes).order_by("code"))


@dataclass(frozen=True)
class Keeper:
    """Who answers for a zone: name and duty."""

    name: str
    duty: str
    area: str


def keepers(near: Around) -> list[Keeper]:
    """Whose area names the zone, or one that it lies in, today."""
    roles = OfficeRole.objects.filter(current(), area__zones__in=[near.zone, *near.wholes])
    rows = roles.select_related("user", "area").distinct().order_by("duty", "user__name")
    return [Keeper(role.user.name, role.get_duty_display(), role.area.name) for role in rows]
