"""Listening where other pages speak of the same: a zone, a desk, one's own profile."""

from typing import Any

from django.http import HttpRequest

from trama.accounts.models import User
from trama.core.panels import Panel
from trama.listening.models import Campaign, TurnKind
from trama.listening.permissions import may_listen, may_promote
from trama.listening.queries import desk, public
from trama.territory.models import Zone
from trama.territory.queries.desks import AreaDesk
from trama.territory.queries.figures import FEW

SHOWN = 10
ANSWERS = (TurnKind.DONE, TurnKind.NOT_DONE)


def of_zone(request: HttpRequest, zone: Zone) -> Panel | None:
    """How often something was said of this place, and what was done about it. Where few spoke,
    neither: one would read what they said, and where."""
    counts = {found.pk: count for found, count in public.by_zone(public.heard()).rows if found}
    are_enough = public.heard_in(zone).count() >= FEW
    context = {
        "zone": zone,
        "count": counts.get(zone.pk),
        "stories": public.stories(ANSWERS, zone=zone, limit=3) if are_enough else [],
    }
    return Panel("listening/_of_zone.html", context)


def of_desk(request: HttpRequest, area: AreaDesk) -> Panel | None:
    """On the desk of whoever answers for an area: what was said there and waits for an answer."""
    if not area.areas:
        return None
    return Panel("listening/_of_desk.html", {"signals": desk.of_zones(area.keys, SHOWN)})


def mine(request: HttpRequest, thing: Any) -> Panel | None:
    """On the profile of whoever may ask a neighbourhood something: campaigns, what waits."""
    if not isinstance(request.user, User) or not may_listen(request.user):
        return None
    context = {
        "campaigns": list(Campaign.objects.of(request.user)[:SHOWN]),
        "waiting": desk.waiting(request.user),
        "may_promote": may_promote(request.user),
    }
    return Panel("listening/_mine.html", context)
