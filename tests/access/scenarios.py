"""What-ifs of Anna: one of her own, one that she shows to the offices."""

from typing import Any
from uuid import uuid4

from trama.accounts.models import User
from trama.needs.lifecycle import scenarios
from trama.needs.models import ScenarioChange, ScenarioChangeKind
from trama.organizations.models import Organization


def places(anna: User, body: Organization) -> dict[str, dict[str, Any]]:
    return {
        "something to try": {"kind": "aggiungi"},
        "nothing to try": {"kind": "sogna"},
        "Anna's scenario": _done(anna, body, shared=False),
        "a shown scenario": _done(anna, body, shared=True),
        "no scenario": {"uid": uuid4(), "change_uid": uuid4(), "kind": "aggiungi"},
    }


def _done(anna: User, body: Organization, *, shared: bool) -> dict[str, Any]:
    """Computed: nothing changes."""
    change = ScenarioChange(kind=ScenarioChangeKind.REMOVE_ORGANIZATION, organization=body)
    scenario = scenarios.create(change, title="Senza i Gelsi", uid=uuid4(), actor=anna)
    scenarios.share(scenario, shared=shared, actor=anna)
    scenarios.ask(scenario, actor=anna)
    scenarios.finish(scenario, {"rows": [], "after": {}, "plans": [], "protected": {}})
    return {"uid": scenario.uid, "change_uid": change.uid, "kind": "aggiungi"}
