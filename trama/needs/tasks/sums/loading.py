"""Read the city from the database, once, in a number of queries that does not grow."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from math import cos, prod, radians
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import Count

from trama.core.moments import local
from trama.needs.models import (
    CardStatus,
    CoverageMeasure,
    EvidenceGrade,
    Need,
    Resource,
    SupplyRule,
    VerifiedAbsence,
)
from trama.needs.queries.pulse import in_force
from trama.needs.rules.few import counts_people
from trama.needs.rules.freshness import FRESH_UNDER, STALE_FROM
from trama.needs.tasks.sums.city import (
    CONFIDENCE,
    HIGH,
    MEDIUM,
    Absences,
    City,
    Counted,
    Figures,
    Floats,
    Measure,
    Resources,
    Sums,
    Whole,
    Zones,
)
from trama.programming.models import Target
from trama.territory.models import IndicatorValue, Zone, ZoneKind, ZoneShare

EARTH = 6_371_008.8  # metres: the mean radius

# Which grades replace an estimate, the firmest first, and how sure what they say is.
COUNTS: Mapping[str, int] = {EvidenceGrade.COUNTED: HIGH, EvidenceGrade.SURVEYED: MEDIUM}


def load(at: datetime) -> City:
    """Everything that coverage needs, as it is at `at`."""
    zones, place = _zones()
    targets = {pk: n for n, pk in enumerate(Target.objects.values_list("pk", flat=True))}
    rows = list(CoverageMeasure.objects.filter(retired=False).prefetch_related("targets"))
    measures = tuple(_measure(row, targets) for row in rows)
    number = {measure.pk: n for n, measure in enumerate(measures)}
    codes = {code for measure in measures for code in measure.indicators}
    return City(
        zones=zones,
        figures=figures(codes, zones),
        measures=measures,
        counted=_counted(measures, targets, place, zones.nils),
        absences=_absences(number, place),
        resources=_resources(at, targets, place, zones.nils),
        at=at.timestamp(),
        fresh_since=_months_before(at, FRESH_UNDER).timestamp(),
        stale_until=_months_before(at, STALE_FROM).timestamp(),
    )


def _zones() -> tuple[Zones, dict[int, int]]:
    """NIL first, by number; then Municipi and the city."""
    order = {ZoneKind.NIL: 0, ZoneKind.MUNICIPIO: 1, ZoneKind.CITY: 2}
    found = sorted(
        Zone.objects.values_list("pk", "kind", "code", "name", "longitude", "latitude", "number"),
        key=lambda row: (order[ZoneKind(row[1])], row[6]),
    )
    place = {row[0]: n for n, row in enumerate(found)}
    nils = sum(row[1] == ZoneKind.NIL for row in found)
    x, y = _metres(
        np.array([row[4] for row in found[:nils]], float),
        np.array([row[5] for row in found[:nils]], float),
    )
    is_city = np.array([row[1] == ZoneKind.CITY for row in found[nils:]], bool)
    zones = Zones(
        pks=np.array([row[0] for row in found], np.int64),
        codes=[row[2] for row in found],
        names=[row[3] for row in found],
        nils=nils,
        x=x,
        y=y,
        sums=_sums(place, nils, is_city),
    )
    return zones, place


def _metres(longitude: Floats, latitude: Floats) -> tuple[Floats, Floats]:
    """On a plane that touches the middle of the city: right to a metre in a few kilometres."""
    if not np.isfinite(latitude).any():
        return longitude, latitude
    middle = float(np.nanmean(latitude))
    degree = radians(1) * EARTH
    return longitude * degree * cos(radians(middle)), latitude * degree


def _sums(
    place: Mapping[int, int], nils: int, is_city: np.ndarray[Any, np.dtype[np.bool_]]
) -> Sums:
    rows = ZoneShare.objects.filter(part__kind=ZoneKind.NIL, whole__kind=ZoneKind.MUNICIPIO)
    found = [
        (place[part], place[whole] - nils, share)
        for part, whole, share in rows.order_by("part_id", "whole_id").values_list(
            "part_id", "whole_id", "people_share"
        )
        if share > 0
    ]
    part = np.array([row[0] for row in found], np.int64)
    share = np.array([row[2] for row in found], float)
    whole = np.array([row[1] for row in found], np.int64)
    in_all = np.bincount(part, share, nils)
    cities = np.flatnonzero(is_city)
    everyone = np.tile(np.arange(nils), len(cities))
    return Sums(
        part=np.concatenate([part, everyone]),
        whole=np.concatenate([whole, np.repeat(cities, nils)]),
        share=np.concatenate([share / in_all[part], np.ones(len(everyone))]),
        is_city=is_city,
    )


def figures(codes: set[str], zones: Zones) -> Figures:
    """The newest year of each indicator in each NIL; a row of NaN for one that nobody has."""
    place = {int(pk): n for n, pk in enumerate(zones.pks[: zones.nils])}
    values = {code: np.full(zones.nils, np.nan) for code in codes}
    confidence = {code: np.full(zones.nils, HIGH) for code in codes}
    people = set()
    rows = IndicatorValue.objects.filter(indicator__code__in=codes, zone__kind=ZoneKind.NIL)
    for code, zone, value, sure, counts in rows.order_by(
        "indicator_id", "zone_id", "year"
    ).values_list(  # the newest is written last
        "indicator__code", "zone_id", "value", "confidence", "indicator__counts_people"
    ):
        values[code][place[zone]] = value
        confidence[code][place[zone]] = CONFIDENCE.index(sure)
        if counts:
            people.add(code)
    return Figures(values, confidence, frozenset(people))


def _measure(row: CoverageMeasure, targets: Mapping[int, int]) -> Measure:
    return Measure(
        pk=row.pk,
        code=row.code,
        theme=row.theme_id,
        targets=frozenset(targets[target.pk] for target in row.targets.all()),
        unit=row.unit,
        counts_people=counts_people(row.unit),
        indicators=tuple(term["indicator"] for term in row.terms if "indicator" in term),
        factor=float(prod(Decimal(term["factor"]) for term in row.terms if "factor" in term)),
        at_place=row.supply_rule == SupplyRule.PLACE,
        catchment_m=float(row.catchment_m),
        confidence=CONFIDENCE.index(row.confidence),
    )


def _counted(
    measures: Sequence[Measure], targets: Mapping[int, int], place: Mapping[int, int], nils: int
) -> Counted:
    """Published cards about one NIL only, of the measure's theme, unit and targets.

    The firmest evidence first, then the newest figure, then the card published last.
    """
    cards = (
        Need.objects.filter(status=CardStatus.PUBLISHED, evidence__in=COUNTS)
        .exclude(magnitude=None)
        .annotate(places=Count("zones", distinct=True))
        .filter(places=1, zones__kind=ZoneKind.NIL)
        .prefetch_related("targets", "zones")
    )
    best: dict[tuple[int, int], tuple[Any, Need]] = {}
    for card in cards:
        wanted = {targets[target.pk] for target in card.targets.all()}
        nil = place[card.zones.all()[0].pk]
        merit = (COUNTS[card.evidence], card.magnitude_on or date.min, card.published_at, card.pk)
        for number, measure in enumerate(measures):
            same = (measure.theme, measure.unit) == (card.theme_id, card.unit)
            if same and wanted == measure.targets and merit > best.get((number, nil), ((-1,),))[0]:
                best[number, nil] = (merit, card)
    return Counted(
        measure=np.array([number for number, _nil in best], np.int64),
        nil=np.array([nil for _number, nil in best], np.int64),
        value=np.array([card.magnitude for _merit, card in best.values()], float),
        confidence=np.array([merit[0] for merit, _card in best.values()], np.int64),
        card=[str(card.uid) for _merit, card in best.values()],
    )


def _absences(number: Mapping[int, int], place: Mapping[int, int]) -> Absences:
    rows = list(
        VerifiedAbsence.objects.filter(measure__in=number).values_list(
            "measure_id", "zone_id", "verified_at"
        )
    )
    return Absences(
        measure=np.array([number[measure] for measure, _zone, _at in rows], np.int64),
        zone=np.array([place[zone] for _measure, zone, _at in rows], np.int64),
        verified=np.array([at.timestamp() for _measure, _zone, at in rows], float),
    )


def _resources(
    at: datetime, targets: Mapping[int, int], place: Mapping[int, int], nils: int
) -> Resources:
    rows = list(
        Resource.objects.filter(in_force(local(at).date()))
        .order_by("theme_id", "pk")
        .values_list(
            "pk", "theme_id", "unit", "capacity", "verified_at", "nil_id", "organization_id"
        )
    )
    number = {row[0]: n for n, row in enumerate(rows)}
    wanted = np.zeros((len(rows), len(targets)), bool)
    for resource, target in _pairs(Resource.targets.through, "target_id"):
        if resource in number:
            wanted[number[resource], targets[target]] = True
    served: dict[int, set[int]] = defaultdict(set)
    for resource, zone in _pairs(Resource.served.through, "zone_id"):
        if resource in number:
            served[number[resource]].add(place[zone])
    pairs = sorted((resource, zone) for resource, zones in served.items() for zone in zones)
    return Resources(
        pks=_whole(row[0] for row in rows),
        theme=_whole(row[1] for row in rows),
        unit=np.array([row[2] for row in rows], np.str_),
        capacity=np.array([row[3] for row in rows], float),
        verified=np.array([row[4].timestamp() if row[4] else np.nan for row in rows], float),
        nil=_whole(place[row[5]] if row[5] else -1 for row in rows),
        body=_whole(row[6] or -1 - n for n, row in enumerate(rows)),
        targets=wanted,
        served_resource=_whole(resource for resource, _zone in pairs),
        served_zone=_whole(zone for _resource, zone in pairs),
    )


def _pairs(through: Any, other: str) -> list[tuple[int, int]]:
    """A whole table of pairs, without making an object of each row."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT resource_id, "{other}" FROM "{through._meta.db_table}"')  # noqa: S608  # names of ours
        found: list[tuple[int, int]] = cursor.fetchall()
    return found


def _whole(values: Any) -> Whole:
    return np.fromiter(values, np.int64)


def _months_before(at: datetime, months: int) -> datetime:
    """The instant so many calendar months before, in Rome; the last day of a shorter month."""
    here = local(at)
    month = here.year * 12 + here.month - 1 - months
    year, first = divmod(month, 12)
    for day in (here.day, 30, 29, 28):
        if day > here.day:
            continue
        try:
            return here.replace(year=year, month=first + 1, day=day)
        except ValueError:
            continue
    raise ValueError(at)
