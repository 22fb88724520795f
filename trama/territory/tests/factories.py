"""Zones, figures, addresses and areas for tests: an invented city of squares on a grid."""

from decimal import Decimal
from math import cos, radians
from typing import Any

import factory
from factory.django import DjangoModelFactory

from trama.accounts.models import OfficeDuty
from trama.accounts.tests.factories import OfficeRoleFactory
from trama.territory.models import (
    Address,
    Area,
    Indicator,
    IndicatorValue,
    Source,
    Zone,
    ZoneKind,
    ZoneShare,
)
from trama.territory.rules.streets import street_key

SIDE = 0.01
"""Degrees: the side of a square zone."""
WEST, SOUTH = 9.10, 45.40
COLUMNS = 10


def corner(number: int) -> tuple[float, float]:
    """The south-west corner of the square of this number: rows of ten, from the south-west."""
    column, row = (number - 1) % COLUMNS, (number - 1) // COLUMNS
    return round(WEST + SIDE * column, 6), round(SOUTH + SIDE * row, 6)


def square(number: int) -> dict[str, Any]:
    """The shape and places of a square zone, as an import would have found them."""
    west, south = corner(number)
    east, north = round(west + SIDE, 6), round(south + SIDE, 6)
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    longitude, latitude = round(west + SIDE / 2, 6), round(south + SIDE / 2, 6)
    metres = SIDE * 111_195
    x, y = (round(degrees * 11_119.5) for degrees in ((west - 9.19) * 0.7, 45.46 - south))
    return {
        "boundary": {"type": "MultiPolygon", "coordinates": [[ring]]},
        "outline": f"M{x} {y}h78v-111h-78z",
        "area_m2": metres * metres * cos(radians(latitude)),
        "longitude": longitude,
        "latitude": latitude,
        "label_longitude": longitude,
        "label_latitude": latitude,
        "west": west,
        "south": south,
        "east": east,
        "north": north,
    }


class SourceFactory(DjangoModelFactory[Source]):
    class Meta:
        model = Source
        django_get_or_create = ("code",)

    code = factory.Sequence("fonte-{}".format)
    title = factory.Sequence("Fonte {}".format)
    publisher = "Comune di Prova"
    licence = "CC BY 4.0"


class ZoneFactory(DjangoModelFactory[Zone]):
    """A NIL, unless `kind` says otherwise; `square=True` gives it a simple boundary."""

    class Meta:
        model = Zone

    class Params:
        square = factory.Trait(
            **{
                name: factory.LazyAttribute(lambda zone, name=name: square(zone.number)[name])
                for name in square(1)
            }
        )

    kind = ZoneKind.NIL
    number = factory.Sequence(lambda n: n + 101)
    code = factory.LazyAttribute(lambda zone: str(zone.number))
    name = factory.LazyAttribute(lambda zone: f"{ZoneKind(zone.kind).label} {zone.number}")
    edition = "di prova"


class ZoneShareFactory(DjangoModelFactory[ZoneShare]):
    """A NIL that lies wholly in a Municipio."""

    class Meta:
        model = ZoneShare

    part = factory.SubFactory(ZoneFactory)
    whole = factory.SubFactory(ZoneFactory, kind=ZoneKind.MUNICIPIO)
    area_share = 1.0
    people_share = 1.0


class IndicatorFactory(DjangoModelFactory[Indicator]):
    """An indicator of the code list when `code` names one; else an invented one."""

    class Meta:
        model = Indicator
        django_get_or_create = ("code",)

    code = factory.Sequence("indicatore-{}".format)
    label_it = factory.Sequence("Indicatore {}".format)
    label_en = factory.Sequence("Indicator {}".format)
    unit_it = "persone"
    unit_en = "people"
    counts_people = True


class IndicatorValueFactory(DjangoModelFactory[IndicatorValue]):
    class Meta:
        model = IndicatorValue

    indicator = factory.SubFactory(IndicatorFactory)
    zone = factory.SubFactory(ZoneFactory)
    year = 2024
    value = Decimal(1000)
    source = factory.SubFactory(SourceFactory)


class AddressFactory(DjangoModelFactory[Address]):
    """A number of an invented street, in a NIL and a Municipio of its own."""

    class Meta:
        model = Address

    street = factory.Sequence("Via Inventata {}".format)
    number = "1"
    postcode = "20100"
    longitude = 9.105
    latitude = 45.405
    nil = factory.SubFactory(ZoneFactory)
    municipio = factory.SubFactory(ZoneFactory, kind=ZoneKind.MUNICIPIO)
    source = factory.SubFactory(SourceFactory)
    street_key = factory.LazyAttribute(lambda address: street_key(address.street))


class AreaFactory(DjangoModelFactory[Area]):
    """An area of a Welfare Community Manager; `zones=[…]` are those it names."""

    class Meta:
        model = Area
        skip_postgeneration_save = True

    role = factory.SubFactory(OfficeRoleFactory, duty=OfficeDuty.COMMUNITY_MANAGER)
    name = factory.Sequence("Area {}".format)

    @factory.post_generation  # type: ignore[untyped-decorator]  # factory_boy has no types
    def zones(self, create: bool, extracted: list[Zone] | None, **kwargs: Any) -> None:
        if create and extracted:
            self.zones.set(extracted)
