"""The zones of the city, and how the small ones lie in the large ones."""

from collections import defaultdict

from django.conf import settings
from django.db.models import QuerySet

from trama.territory.models import Zone, ZoneKind, ZoneShare

SHAPES = ("boundary", "outline")
"""What only maps and geometry need, and is heavy."""

# The addresses of zones: /territorio/nil/57/.
SLUGS = {ZoneKind.NIL: "nil", ZoneKind.MUNICIPIO: "municipio", ZoneKind.CITY: "citta"}
KINDS = {slug: kind for kind, slug in SLUGS.items()}


def zones(kind: str) -> QuerySet[Zone]:
    """The zones of one scale by their number, without their shapes."""
    return Zone.objects.filter(kind=kind).defer(*SHAPES).order_by("number")


def shares() -> dict[int, list[tuple[int, float]]]:
    """NIL → the Municipi it lies in, each with its share of the NIL's residents; primary keys."""
    found: dict[int, list[tuple[int, float]]] = defaultdict(list)
    rows = ZoneShare.objects.filter(part__kind=ZoneKind.NIL, whole__kind=ZoneKind.MUNICIPIO)
    for part, whole, share in rows.order_by(
        "part__number", "-people_share", "whole__number"
    ).values_list("part_id", "whole_id", "people_share"):
        found[part].append((whole, share))
    return dict(found)


def parts_of(zone: Zone) -> QuerySet[ZoneShare]:
    """The zones that lie in this one, wholly or in part, by number."""
    rows = ZoneShare.objects.filter(whole=zone).select_related("part")
    return rows.defer(*(f"part__{name}" for name in SHAPES)).order_by("part__number")


def wholes_of(zone: Zone) -> QuerySet[ZoneShare]:
    """The larger zones that this one lies in, the one with most of it first."""
    rows = ZoneShare.objects.filter(part=zone).select_related("whole")
    return rows.defer(*(f"whole__{name}" for name in SHAPES)).order_by(
        "-people_share", "-area_share", "whole__number"
    )


def scale_name(kind: str, *, many: bool = False) -> str:
    """What this city calls a scale: «NIL», «Municipio», «Municipi»."""
    one, several = settings.CITY_SCALES[kind]
    return several if many else one
