"""What the pages of the territory show of coverage: the ways in, and what is missing in a zone."""

from django.http import HttpRequest
from django.urls import reverse

from trama.core.panels import Panel
from trama.needs.queries.coverage import latest_run, shortest
from trama.needs.rules import board as words
from trama.territory.models import Zone, ZoneKind
from trama.territory.queries.zones import SLUGS

SHOWN = 6


def home(request: HttpRequest, thing: object) -> Panel:
    """Board, matrix and index, from the page of the whole territory."""
    return Panel("needs/coverage/_ways.html")


def of_zone(request: HttpRequest, zone: Zone) -> Panel | None:
    """The needs of which most is missing here, of those known and shown."""
    run = latest_run()
    if run is None:
        return None
    rows = [
        {
            "name": str(cell.measure),
            "url": reverse(
                "needs:coverage_cell",
                args=[cell.measure.code, SLUGS[ZoneKind(zone.kind)], zone.code],
            ),
            "unit": cell.measure.get_unit_display(),
            "gap": words.whole(cell.gap),
            "percent": words.percent(cell.ratio),
        }
        for cell in shortest(run, zone, SHOWN)
    ]
    return Panel("needs/coverage/_zone.html", {"rows": rows, "zone": zone})
