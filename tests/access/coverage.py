"""A computation of coverage, over a city of three quarters."""

from typing import Any

from trama.needs.tests.quarters import Quarters, component, computed, quarters


def city() -> Quarters:
    place = quarters({"Sud": 3})
    place.service(place.north, capacity=12)
    component()
    computed()
    return place


def places(place: Quarters) -> dict[str, dict[str, Any]]:
    cell = {"measure_code": place.measure.code, "kind": "nil", "zone_code": place.north.code}
    return {
        "a need in a zone": cell,
        "a small cell": cell | {"zone_code": place.south.code},
        "no such need": cell | {"measure_code": "nessuno"},
        "no such zone": cell | {"zone_code": "999"},
    }
