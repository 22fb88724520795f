"""The cards of needs and resources that a contribution speaks of, or that are born of it."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from trama.accounts.models import Office, User
from trama.core import clock, events
from trama.needs.lifecycle.cards import save_need, save_resource
from trama.needs.models import Need, Resource
from trama.organizations.models import Organization
from trama.programming.models import Theme
from trama.tables.lifecycle.paths import GATHERING, locked
from trama.tables.models import Contribution, ContributionKind


@transaction.atomic
def tie_cards(
    contribution: Contribution,
    *,
    needs: Sequence[Need],
    resources: Sequence[Resource],
    actor: User,
) -> None:
    """The cards that it speaks of: these, and no others."""
    at = clock.now()
    locked(contribution.path, *GATHERING)
    contribution.needs.set(needs)
    contribution.resources.set(resources)
    titles = [card.title for card in (*needs, *resources)]
    facts = {"code": contribution.code, "cards": titles}
    events.record(events.Act("tie_cards", contribution, actor, at, facts))


@transaction.atomic
def make_card(
    contribution: Contribution,
    *,
    theme: Theme,
    kind: str = "",
    organization: Organization | None = None,
    office: Office | None = None,
    actor: User,
) -> Need | Resource:
    """A draft of a card with the contribution's words, tied to it: of a resource when it brings
    one (`kind` says which), of a need otherwise. Its writer completes and publishes it."""
    at = clock.now()
    locked(contribution.path, *GATHERING)
    zones = list(contribution.zones.all())
    facts: dict[str, Any] = {
        "title": contribution.title,
        "description": contribution.text[: Need._meta.get_field("description").max_length],
        "theme": theme,
    }
    who: dict[str, Any] = {"organization": organization, "office": office, "actor": actor}
    if contribution.kind == ContributionKind.RESOURCE:
        resource = save_resource({**facts, "kind": kind, "served": zones}, **who)
        contribution.resources.add(resource)
        card: Need | Resource = resource
    else:
        grounds = {
            "evidence": contribution.evidence,
            "evidence_note": contribution.evidence_note,
            "zones": zones,
        }
        need = save_need({**facts, **grounds}, **who)
        contribution.needs.add(need)
        card = need
    told = {"code": contribution.code, "card": str(card.uid)}
    events.record(events.Act("make_card", contribution, actor, at, told))
    return card
