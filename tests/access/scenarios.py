"""What-ifs of Anna: one of her own, one that she shows to the offices."""

from typing import Any
from uuid import uuid4

from trama.accounts.models import User
from trama.needs.lifecycle import scenarios
from trama.needs.models import ScenarioChange, ScenarioChangeKind
from trama.needs.tests.quarters import Quarters
from trama.needs.tests.trials import adding, opening, tried
from trama.organizations.models import Organization


def places(anna: User, body: Organization, city: Quarters) -> dict[str, dict[str, Any]]:
    return {
        "something to try": {"kind": "aggiungi"},
        "nothing to try": {"kind": "sogna"},
        "Anna's scenario": _done(anna, body),
        "a shown scenario": _found(anna, city),
        "no scenario": {"uid": uuid4(), "change_uid": uuid4(), "kind": "aggiungi"},
    }


def _done(anna: User, body: Organization) -> dict[str, Any]:
    """Computed: nothing changes."""
    change = ScenarioChange(kind=ScenarioChangeKind.REMOVE_ORGANIZATION, organization=body)
    scenario = scenarios.create(change, title="Senza i Gelsi", uid=uuid4(), actor=anna)
    scenarios.ask(scenario, actor=anna)
    scenarios.finish(scenario, {"rows": [], "after": {}, "plans": [], "protected": {}})
    return {"uid": scenario.uid, "change_uid": change.uid, "kind": "aggiungi"}


def _found(anna: User, city: Quarters) -> dict[str, Any]:
    """Some gain, and sites are chosen."""
    scenario = tried(anna, adding(city), opening(city))
    scenarios.share(scenario, shared=True, actor=anna)
    change = scenario.changes.all()[0]
    return {"uid": scenario.uid, "change_uid": change.uid, "kind": "aggiungi"}
