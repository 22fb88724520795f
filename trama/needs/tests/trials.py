"""What-ifs for tests: changes that one may try, tried as the worker does."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

from trama.accounts.models import User
from trama.needs.lifecycle import scenarios as verbs
from trama.needs.models import Scenario, ScenarioChange, ScenarioChangeKind
from trama.needs.rules import outcome
from trama.needs.tasks.scenarios import compute_scenario
from trama.needs.tests.quarters import Quarters


def adding(place: Quarters, places: int = 40, **facts: Any) -> ScenarioChange:
    facts = {"measure": place.measure, "nil": place.north, **facts}
    return ScenarioChange(kind=ScenarioChangeKind.ADD_RESOURCE, places=places, **facts)


def opening(place: Quarters, **facts: Any) -> ScenarioChange:
    facts = {
        "measure": place.measure, "places": 100, "budget": Decimal(100_000),
        "cost_per_place": Decimal(1_000), "cost_per_site": Decimal(0), "places_per_site": 60,
        **facts,
    }  # fmt: skip
    return ScenarioChange(kind=ScenarioChangeKind.OPEN_PLACES, **facts)


def removing(body: Any) -> ScenarioChange:
    return ScenarioChange(kind=ScenarioChangeKind.REMOVE_ORGANIZATION, organization=body)


def made(actor: User, *changes: ScenarioChange) -> Scenario:
    first, *others = changes
    scenario = verbs.create(first, title="", uid=uuid4(), actor=actor)
    for change in others:
        verbs.add_change(scenario, change, actor=actor)
    return scenario


def tried(actor: User, *changes: ScenarioChange) -> Scenario:
    """Asked and computed, as the worker does."""
    scenario = made(actor, *changes)
    verbs.ask(scenario, actor=actor)
    compute_scenario(str(scenario.uid))
    scenario.refresh_from_db()
    return scenario


def row(scenario: Scenario, name: str) -> outcome.Row:
    return next(one for one in outcome.rows(scenario.result) if one.name == name)


def said(scenario: Scenario) -> str:
    found = outcome.rows(scenario.result)
    return outcome.sentence(found, "posti", sum(scenario.result["protected"].values()))
