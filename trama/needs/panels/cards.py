"""Needs and resources where other pages speak of the same: a zone, a body; and in the search."""

from collections.abc import Sequence

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from trama.accounts.models import User
from trama.core import clock
from trama.core.panels import Panel
from trama.core.search import Result
from trama.needs.models import Need, Resource
from trama.needs.permissions.cards import may_write_cards
from trama.needs.queries import cards, search
from trama.needs.queries.search import Wanted
from trama.needs.rules.freshness import freshness
from trama.organizations.models import Organization
from trama.territory.models import Zone

SHOWN = 10


def of_zone(request: HttpRequest, zone: Zone) -> Panel | None:
    """What is lacking and what there is in a zone."""
    needs = cards.of_zone(Need, zone, SHOWN + 1)
    resources = cards.of_zone(Resource, zone, SHOWN + 1)
    query = f"zone={zone.kind}/{zone.code}"
    return _panel(needs, resources, query)


def of_organization(request: HttpRequest, organization: Organization) -> Panel | None:
    """What a body says is lacking, and what it has; nothing when it says nothing."""
    needs = cards.of_organization(Need, organization, SHOWN + 1)
    resources = cards.of_organization(Resource, organization, SHOWN + 1)
    return _panel(needs, resources, "") if needs or resources else None


def _panel(needs: list[Need], resources: list[Resource], query: str) -> Panel:
    now = clock.now()
    context = {
        "needs": needs[:SHOWN],
        "resources": [(one, freshness(one.verified_at, now).badge) for one in resources[:SHOWN]],
        "query": query,
        "more_needs": len(needs) > SHOWN,
        "more_resources": len(resources) > SHOWN,
    }
    return Panel("needs/_panel.html", context)


def own(request: HttpRequest, thing: object) -> Panel | None:
    """On the profile of whoever writes cards: the way to them."""
    if not isinstance(request.user, User) or not may_write_cards(request.user):
        return None
    return Panel("needs/_own_panel.html")


def found_needs(words: str, limit: int) -> Sequence[Result]:
    keys = search.search(Need, Wanted(words)).keys[:limit]
    return [
        Result(_("Bisogno"), need.title, reverse("needs:need", args=[need.uid]), str(need.theme))
        for need in cards.shown(Need, keys)
    ]


def found_resources(words: str, limit: int) -> Sequence[Result]:
    keys = search.search(Resource, Wanted(words)).keys[:limit]
    return [
        Result(
            one.get_kind_display().capitalize(),
            one.title,
            reverse("needs:resource", args=[one.uid]),
            ", ".join(filter(None, [str(one.theme), one.nil.name if one.nil else ""])),
        )
        for one in cards.shown(Resource, keys)
    ]
