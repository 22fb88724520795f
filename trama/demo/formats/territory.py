"""The demo city's territory: real figures restated with their source, invented addresses."""

import csv
import io
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from pydantic import TypeAdapter

from trama.demo.formats.city import Frozen, read_data


class Share(NamedTuple):
    """How much of a NIL lies in a Municipio: of its area, and of its residents."""

    municipio: int
    area: float
    people: float


class Nil(NamedTuple):
    """A NIL: its centroid, and its figures in the order of `Territory.columns`."""

    number: int
    name: str
    longitude: float
    latitude: float
    shares: list[Share]
    counted: list[int | None]
    households: list[int | None]

    @property
    def municipio(self) -> int:
        """The one with most of its residents."""
        return max(self.shares, key=lambda share: (share.people, share.area)).municipio


class Place(NamedTuple):
    """An invented address, put in a real NIL."""

    address: str
    nil: int
    longitude: float
    latitude: float


class Territory(Frozen):
    about: str
    columns: dict[str, tuple[int, list[str]]]  # source → year, codes of its indicators
    zones: list[Nil]
    addresses: list[Place]

    def figures(self, source: str) -> Iterator[list[str]]:
        """The header and a row for each figure of a source; what it does not say has no row."""
        year, codes = self.columns[source]
        yield ["zone", "indicator", "year", "value"]
        for zone in self.zones:
            values = zone.counted if source == "ds205" else zone.households
            for code, value in zip(codes, values, strict=True):
                if value is not None:
                    yield [str(zone.number), code, str(year), str(value)]

    def shares(self) -> Iterator[list[str]]:
        yield ["id_nil", "municipio", "quota_area", "quota_pop"]
        for zone in self.zones:
            for share in zone.shares:
                yield [str(part) for part in (zone.number, *share)]

    def places(self) -> Iterator[list[str]]:
        yield ["indirizzo", "lon", "lat", "id_nil"]
        for place in self.addresses:
            yield [place.address, str(place.longitude), str(place.latitude), str(place.nil)]


@cache
def territory() -> Territory:
    return TypeAdapter(Territory).validate_json(read_data("territory"))


def as_csv(rows: Iterator[list[str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def collection(features: list[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": features}


def feature(code: int, name: str, geometry: Any) -> dict[str, Any]:
    """A zone as a publisher of boundaries writes it."""
    properties = {"code": code, "name": name}
    return {"type": "Feature", "properties": properties, "geometry": geometry}
