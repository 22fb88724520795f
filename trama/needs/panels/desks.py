"""On the desks of whoever answers for an area: what their zones have and lack."""

from django.http import HttpRequest

from trama.core.panels import Panel
from trama.needs.queries import desks as queries
from trama.territory.queries.desks import AreaDesk


def worker(request: HttpRequest, desk: AreaDesk) -> Panel | None:
    """The community social worker: where there is place today, whom to call, what changed."""
    if not desk.areas:
        return None
    places = queries.free_places(desk)
    context = {
        "desk": desk,
        "places": places,
        "full": queries.full_services(desk),
        "changes": queries.changes(desk),
        "unmet": queries.unmet(desk),
    }
    return Panel("needs/desks/worker.html", context)


def manager(request: HttpRequest, desk: AreaDesk) -> Panel | None:
    """The Welfare Community Manager: gaps, overlaps, what is stale, who is silent."""
    if not desk.areas:
        return None
    run = queries.latest_run()
    context = {
        "desk": desk,
        "run": run,
        "gaps": list(queries.gaps(desk, run)) if run else [],
        "overlaps": list(queries.overlaps(desk, run)) if run else [],
        "unknown": queries.unknown_cells(desk, run) if run else 0,
        "stale": queries.stale_resources(desk),
        "silent": queries.silent_bodies(desk),
        "to_call": list(queries.to_call(desk)),
        "unmet": queries.unmet(desk),
    }
    return Panel("needs/desks/manager.html", context)
