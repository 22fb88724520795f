"""The city that an installation serves, read from the environment; Milan when it says nothing."""

import os


def _scale(name: str, default: str) -> tuple[str, str]:
    """One and many of a scale: «Municipio/Municipi»."""
    one, _, many = os.environ.get(name, default).partition("/")
    return one, many or one


def _center() -> tuple[float, float]:
    longitude, latitude = os.environ.get("TRAMA_CITY_CENTER", "9.19 45.464").split()
    return float(longitude), float(latitude)


NAME = os.environ.get("TRAMA_CITY_NAME", "Milano")
# Where the drawings of its maps have their origin: longitude and latitude.
CENTER = _center()
# What its scales are called, in one and in many.
SCALES = {
    "city": _scale("TRAMA_CITY_WHOLE", "Città/Città"),
    "municipio": _scale("TRAMA_CITY_MUNICIPIO", "Municipio/Municipi"),
    "nil": _scale("TRAMA_CITY_NIL", "NIL/NIL"),
}
