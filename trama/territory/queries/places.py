"""Where an address is, and in which zone: by what was imported, without asking anybody outside."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from django.conf import settings
from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Max, QuerySet

from trama.territory.models import Address, Source, Zone, ZoneKind
from trama.territory.queries.zones import SHAPES
from trama.territory.rules.inside import is_inside
from trama.territory.rules.streets import (
    Written,
    includes,
    number_distance,
    split_address,
    street_key,
)

NEAREST = 5
MAX_TEXT = 200  # characters: no address is longer


@dataclass(frozen=True)
class Found:
    """A place of the list. `address`: as the list writes it; `is_street`: all of the street that
    we know lies in this zone, and which point of it is meant nobody said.

    `is_literal` is false when the street was understood by part of its name («via Verdi»).
    """

    address: str
    nil: Zone | None
    municipio: Zone | None
    longitude: float | None
    latitude: float | None
    source: Source
    is_street: bool = False
    is_literal: bool = True

    @property
    def zone(self) -> Zone | None:
        """The smallest zone known."""
        return self.nil or self.municipio


@dataclass(frozen=True)
class NotFound:
    """Nothing is guessed: why, and the addresses of the list that are nearest in writing.

    empty: no street was written; street: nobody in the list has this street; number: the street is
    there, this number is not; several: without a number it could be in several zones.
    """

    why: Literal["empty", "street", "number", "several"]
    nearest: tuple[Address, ...] = ()


def nil_at(longitude: float, latitude: float) -> Zone | None:
    """The NIL that a point lies in; None outside the city."""
    near = Zone.objects.filter(
        kind=ZoneKind.NIL,
        west__lte=longitude,
        east__gte=longitude,
        south__lte=latitude,
        north__gte=latitude,
    )
    return _first_around(longitude, latitude, near.order_by("number"))


class Locator:
    """`nil_at` for many points: all the boundaries are read once."""

    def __init__(self) -> None:
        self.zones = list(
            Zone.objects.filter(kind=ZoneKind.NIL, west__isnull=False).order_by("number")
        )

    def nil_at(self, longitude: float, latitude: float) -> Zone | None:
        near = [
            zone
            for zone in self.zones
            if (zone.west or 0) <= longitude <= (zone.east or 0)
            and (zone.south or 0) <= latitude <= (zone.north or 0)
        ]
        return _first_around(longitude, latitude, near)


def _first_around(longitude: float, latitude: float, zones: Iterable[Zone]) -> Zone | None:
    return next(
        (
            zone
            for zone in zones
            if zone.boundary and is_inside(longitude, latitude, zone.boundary["coordinates"])
        ),
        None,
    )


def locate(text: str) -> Found | NotFound:
    """The place of an address as somebody writes it: «v.le Monza, 106/a, 20127 Milano»."""
    written = split_address(text[:MAX_TEXT], city=settings.CITY_NAME)
    key = street_key(written.street)
    if not key:
        return NotFound("empty")
    known = list(_with_zones(Address.objects.filter(street_key=key)))
    if known:
        return _on_the_street(written, known, is_literal=True)
    keys = _similar_keys(key)
    meant = [one for one in keys if includes(one, key)]
    if len(meant) == 1:
        known = list(_with_zones(Address.objects.filter(street_key=meant[0])))
        return _on_the_street(written, known, is_literal=False)
    return NotFound("street", _one_each(keys))


def _on_the_street(written: Written, known: list[Address], *, is_literal: bool) -> Found | NotFound:
    if written.number:
        exact = next((one for one in known if one.number == written.number), None)
        if exact:
            return _found(exact, is_literal=is_literal)
        near = sorted(known, key=lambda one: number_distance(one.number, written.number))
        return NotFound("number", tuple(near[:NEAREST]))
    by_zone = {(one.nil_id, one.municipio_id): one for one in reversed(known)}
    if len(by_zone) > 1:
        return NotFound("several", tuple(reversed(by_zone.values())))
    one = known[0]
    if not one.number:
        return _found(one, is_literal=is_literal)
    return Found(
        one.street,
        one.nil,
        one.municipio,
        None,
        None,
        one.source,
        is_street=True,
        is_literal=is_literal,
    )


def _found(one: Address, *, is_literal: bool) -> Found:
    return Found(
        str(one),
        one.nil,
        one.municipio,
        one.longitude,
        one.latitude,
        one.source,
        is_literal=is_literal,
    )


def _with_zones(addresses: QuerySet[Address]) -> QuerySet[Address]:
    heavy = [f"{zone}__{name}" for zone in ("nil", "municipio") for name in SHAPES]
    related = addresses.select_related("nil", "municipio", "source")
    return related.defer(*heavy).order_by("number", "pk")


def _similar_keys(key: str) -> list[str]:
    """The streets written most like this one, the most like first."""
    rows = (
        Address.objects.filter(street_key__trigram_similar=key)
        .values("street_key")
        .annotate(likeness=Max(TrigramSimilarity("street_key", key)))
        .order_by("-likeness", "street_key")
    )
    return [row["street_key"] for row in rows[: 4 * NEAREST]]


def _one_each(keys: list[str]) -> tuple[Address, ...]:
    rows = _with_zones(Address.objects.filter(street_key__in=keys[:NEAREST]))
    first: dict[str, Address] = {}
    for row in rows:
        first.setdefault(row.street_key, row)
    return tuple(first[key] for key in keys[:NEAREST])
