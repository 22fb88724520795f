"""Resources as points and by zone: what the map of the directory shows."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, QuerySet

from trama.needs.models import Resource
from trama.needs.queries.search import Wanted, clean_words, published, search
from trama.territory.models import Zone, ZoneKind

MOST_POINTS = 2000
PLACES = 4  # decimals of a degree: some ten metres, enough for a drawn boundary


def wanted_rows(wanted: Wanted) -> QuerySet[Resource]:
    """With words, the cards that a search compares; without, all that pass the filters."""
    rows = published(Resource)
    if clean_words(wanted.words):
        return rows.filter(pk__in=list(search(Resource, wanted).keys))
    return rows.filter(wanted.filter)


def counts_by_nil(wanted: Wanted) -> dict[int, int]:
    """NIL → how many cards are in it; those without a NIL are under no key."""
    rows = wanted_rows(wanted).filter(nil__isnull=False).order_by()
    return dict(rows.values_list("nil").annotate(number=Count("pk", distinct=True)))


def points(wanted: Wanted) -> list[tuple[Any, ...]]:
    """(uid, title, kind, longitude, latitude) in order of title, and no more than can be told
    apart; one more says that there are more."""
    rows = wanted_rows(wanted).filter(longitude__isnull=False, latitude__isnull=False)
    named = rows.order_by("title_key", "pk").values_list(
        "uid", "title", "kind", "longitude", "latitude"
    )
    return list(named[: MOST_POINTS + 1])


def zone_shapes() -> Iterator[dict[str, Any]]:
    """The boundaries of the NIL as GeoJSON features, no finer than a page can draw."""
    zones = Zone.objects.filter(kind=ZoneKind.NIL, boundary__isnull=False).order_by("number")
    for zone in zones.only("code", "name", "boundary"):
        boundary = zone.boundary or {}
        geometry = {**boundary, "coordinates": _rounded(boundary.get("coordinates", []))}
        properties = {"code": zone.code, "name": zone.name}
        yield {"type": "Feature", "properties": properties, "geometry": geometry}


def _rounded(part: Any) -> Any:
    """Degrees with few decimals; points that become the same point are one."""
    if part and isinstance(part[0], int | float):
        return [round(part[0], PLACES), round(part[1], PLACES)]
    inner = [_rounded(one) for one in part]
    if inner and inner[0] and isinstance(inner[0][0], float):
        kept = [p for i, p in enumerate(inner) if i == 0 or p != inner[i - 1]]
        return kept if len(kept) > 3 else inner
    return inner
