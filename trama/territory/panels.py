"""What other pages show of the territory: zones in the global search."""

from collections.abc import Sequence

from trama.core.search import Result
from trama.territory.links import zone_url
from trama.territory.queries.overview import search
from trama.territory.queries.zones import scale_name


def found(words: str, limit: int) -> Sequence[Result]:
    return [
        Result(kind=scale_name(zone.kind), title=zone.name, url=zone_url(zone))
        for zone in search(words)[:limit]
    ]
