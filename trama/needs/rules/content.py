"""What a card says, as its versions keep it, and what changed from one to the next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from trama.needs.models import Need, Resource
from trama.programming.models import Target, Theme
from trama.territory.models import Zone

NEED_FIELDS = (
    "title", "description", "theme", "targets", "zones", "magnitude", "unit", "magnitude_source",
    "magnitude_on", "evidence", "evidence_note",
)  # fmt: skip
RESOURCE_FIELDS = (
    "title", "description", "kind", "theme", "targets", "address", "longitude", "latitude", "nil",
    "served", "capacity", "unit", "starts_on", "ends_on", "hours", "eligibility",
    "application_process", "fees", "minimum_age", "maximum_age", "languages", "accessibility",
    "phone", "email", "url",
)  # fmt: skip
MANY = frozenset({"targets", "zones", "served"})
# Free text: read for what may point to a person. A service's own telephone, e-mail and site have
# fields of their own, and are not.
FREE_TEXT = (
    "title", "description", "magnitude_source", "evidence_note", "address", "hours",
    "eligibility", "application_process", "fees", "accessibility",
)  # fmt: skip
# Nobody reads a coordinate: the address and the NIL say where.
UNSAID = frozenset({"longitude", "latitude"})


def fields_of(card: Need | Resource | type[Need | Resource]) -> tuple[str, ...]:
    model = card if isinstance(card, type) else type(card)
    return NEED_FIELDS if issubclass(model, Need) else RESOURCE_FIELDS


def content_of(card: Need | Resource) -> dict[str, Any]:
    """Every field by name, as JSON: themes and targets by code, zones as `kind/code`."""
    content: dict[str, Any] = {}
    for name in fields_of(card):
        value = getattr(card, name)
        content[name] = sorted(map(_plain, value.all())) if name in MANY else _plain(value)
    return content


def _plain(value: Any) -> Any:
    if isinstance(value, Zone):
        return f"{value.kind}/{value.code}"
    if isinstance(value, Theme | Target):
        return value.code
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, date) else value


@dataclass(frozen=True)
class Change:
    """A field that says something else now; empty: it said, or says, nothing."""

    field: str
    before: Any
    after: Any


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """What differs, in the order of the card."""
    names = [name for name in after if name not in UNSAID]
    found = (Change(name, before.get(name), after[name]) for name in names)
    return [c for c in found if (c.before or None) != (c.after or None) or c.before != c.after]
