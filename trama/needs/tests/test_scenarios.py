"""What-if: who gains, who loses, where places are best opened; whose a scenario is."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from trama.accounts.models import User
from trama.core.workflow import ActRefused
from trama.ledger.models import Event
from trama.needs.lifecycle import scenarios as verbs
from trama.needs.models import (
    CoverageMeasure,
    ResourceKind,
    Scenario,
    ScenarioChange,
    ScenarioStatus,
)
from trama.needs.rules import outcome
from trama.needs.rules.scenarios import MOST_CHANGES, change_words
from trama.needs.tasks.scenarios import compute_scenario
from trama.needs.tests.factories import CoverageMeasureFactory, ResourceFactory
from trama.needs.tests.quarters import Quarters, computed, quarters
from trama.needs.tests.trials import adding, made, opening, removing, row, said, tried
from trama.organizations.tests.factories import OrganizationFactory
from trama.territory.models import IndicatorValue

pytestmark = pytest.mark.django_db
Enter = Callable[..., Client]
LIST = "/territorio/simulazioni/"
NEW = f"{LIST}nuova/"


@pytest.fixture
def place() -> Quarters:
    return quarters()


# ---------------------------------------------------------------- what changes would bring


def test_places_more_are_a_gain_up_to_what_is_asked(viola: User, place: Quarters) -> None:
    place.service(place.north, capacity=70)
    scenario = tried(viola, adding(place, 40))
    assert scenario.status == ScenarioStatus.DONE
    north = row(scenario, "Nord")
    assert (north.supply, north.places) == ((70, 110), 40)
    assert (north.met, north.gain) == ((70, 100), 30)
    assert (north.gap, north.ratio) == ((30, -10), (0.7, 1.1))
    assert said(scenario) == "Guadagna un quartiere: Nord 30 posti."
    assert row(scenario, "Municipio 21").gain == 30
    assert "Sud" not in {one.name for one in outcome.rows(scenario.result) if one.is_moved}


def test_access_of_the_neighbors_changes_too(viola: User, place: Quarters) -> None:
    place.service(place.north, capacity=10, nil=place.north)
    middle = row(tried(viola, adding(place)), "Mezzo")
    before, after = middle.access
    assert before is not None
    assert after is not None
    assert after > before
    assert not middle.is_moved


def test_a_body_that_closes_takes_all_its_places_away(viola: User, place: Quarters) -> None:
    body = OrganizationFactory.create(name="Cortile APS")
    place.service(place.north, capacity=40, organization=body)
    place.service(place.north, capacity=30)
    place.service(place.south, capacity=20, organization=body)
    scenario = tried(viola, removing(body))
    assert row(scenario, "Nord").gain == -40
    assert said(scenario) == "Perdono 2 quartieri: Nord 40 posti, Sud 20."
    # Nobody else has said of any place in the south: known places are none, the rest is unknown.
    assert row(scenario, "Sud").supply == (20, None)
    assert row(scenario, "Sud").was_unknown


def test_a_larger_zone_is_compared_only_on_the_same_quarters(viola: User, place: Quarters) -> None:
    """The south was not known: with it, the Municipio's gap would seem to grow."""
    place.service(place.middle, capacity=20)
    scenario = tried(viola, adding(place, 10, nil=place.south))
    west = row(scenario, "Municipio 22")
    assert (west.gain, west.places) == (10, 10)
    assert west.gap == (None, None)
    assert row(scenario, "Sud").was_unknown


def test_a_resource_of_a_whole_municipio_is_divided_as_the_need(
    viola: User, place: Quarters
) -> None:
    scenario = tried(viola, adding(place, 130, whole=place.east))
    shares = {one.name: one.places for one in outcome.rows(scenario.result) if one.is_nil}
    assert shares["Nord"] == pytest.approx(100)
    assert shares["Mezzo"] == pytest.approx(30)


def test_where_what_is_asked_is_not_known_no_gain_is_promised(viola: User, place: Quarters) -> None:
    IndicatorValue.objects.filter(zone=place.north, indicator__code="minors").delete()
    scenario = tried(viola, adding(place))
    assert row(scenario, "Nord").gain is None
    assert said(scenario) == "A Nord cambiano i posti, ma non si sa quanti ne servano."


def test_places_where_all_is_met_already_change_nothing_for_people(
    viola: User, place: Quarters
) -> None:
    place.service(place.north, capacity=150)
    scenario = tried(viola, adding(place))
    assert row(scenario, "Nord").gain == 0
    assert "cambiano i posti, non la domanda" in said(scenario)


def test_an_hour_is_not_a_place_whatever_the_units_of_the_others(
    viola: User, place: Quarters
) -> None:
    """The text of the unit is longer than any in the city."""
    measure = CoverageMeasureFactory.create(code="ore", theme=place.theme, unit="hours_week")
    place.service(place.north, capacity=10)
    scenario = tried(viola, adding(place, 15, measure=measure))
    assert {one.measure for one in outcome.rows(scenario.result)} == {"ore"}
    assert row(scenario, "Nord").gain == 15


def test_changes_are_tried_together(viola: User, place: Quarters) -> None:
    body = OrganizationFactory.create()
    place.service(place.north, capacity=40, organization=body)
    scenario = tried(viola, adding(place, 25), removing(body))
    assert row(scenario, "Nord").places == -15


def test_nothing_that_is_tried_is_done(viola: User, place: Quarters) -> None:
    kept = place.service(place.north, capacity=40)
    before = computed().cells.order_by("pk").values_list("supply", flat=True)
    seen = list(before)
    tried(viola, adding(place), removing(kept.organization), opening(place))
    assert list(before) == seen
    assert type(kept).objects.count() == 1


# ---------------------------------------------------------------- what is hidden stays hidden


def told(scenario: Scenario) -> dict[str, Any]:
    """Everything of a scenario that leaves a door, but for how long it took."""
    result = {name: value for name, value in scenario.result.items() if name != "inputs"}
    plans = [{**plan, "seconds": 0} for plan in result["plans"]]
    return {**result, "plans": plans}


@pytest.mark.parametrize(("one", "other"), [(0, 4), (1, 3), (6, 49)])
def test_no_hidden_figure_changes_what_a_scenario_says(
    viola: User, place: Quarters, one: int, other: int
) -> None:
    """Before and after, totals, access, the places chosen and the bound: all alike."""
    place.service(place.city, capacity=60)
    place.service(place.south, place.north, capacity=20, nil=place.south)
    south = IndicatorValue.objects.filter(zone=place.south, indicator__code="minors")
    south.update(value=one)
    changes = (adding(place, 3, nil=place.south), adding(place, 9, nil=place.middle))
    scenario = tried(viola, *changes, opening(place))
    first = told(scenario)
    south.update(value=other)
    verbs.ask(scenario, actor=viola)
    compute_scenario(str(scenario.uid))
    scenario.refresh_from_db()
    assert told(scenario) == first
    assert "Sud" not in {row["name"] for row in first["rows"]}
    assert first["protected"] == {"doposcuola": 1}
    assert "non si mostra" in said(scenario)


# ---------------------------------------------------------------- places within a budget


def test_places_are_opened_where_most_is_missing(viola: User, place: Quarters) -> None:
    place.service(place.north, capacity=90)
    place.service(place.middle, capacity=10)
    place.service(place.south, capacity=25)
    scenario = tried(viola, opening(place, budget=Decimal(30_000)))
    plan = scenario.result["plans"][0]
    assert plan["cost"] == "30000.00"
    assert plan["met"] == 30
    assert plan["objective"] == 45  # fifteen of them bring the middle to its half
    assert plan["bound"] == pytest.approx(45)
    assert plan["optimal"]
    assert plan["unknown"] == 0
    assert (row(scenario, "Mezzo").gain or 0) >= 15
    assert sum(site["places"] for site in plan["sites"]) == 30


def test_every_municipio_has_its_floor(viola: User, place: Quarters) -> None:
    place.service(place.south, capacity=30)
    scenario = tried(
        viola, opening(place, budget=Decimal(40_000), floor_per_municipio=10, places_per_site=20)
    )
    opened = {site["name"]: site["places"] for site in scenario.result["plans"][0]["sites"]}
    assert opened.get("Sud", 0) + 0.4 * opened.get("Mezzo", 0) >= 10
    assert sum(opened.values()) <= 40


def test_a_floor_that_money_cannot_reach_is_said_with_the_money_it_takes(
    viola: User, place: Quarters
) -> None:
    scenario = tried(viola, opening(place, budget=Decimal(15_000), floor_per_municipio=10))
    assert scenario.status == ScenarioStatus.FAILED
    assert scenario.problem == (
        "Con 15.000 € non si arriva a 10 posti in ogni Municipio: servono almeno 30.000 €. "
        "Alza il bilancio, o abbassa il minimo."
    )
    assert scenario.result == {}


def test_a_floor_that_places_or_sites_cannot_reach_is_said_too(
    viola: User, place: Quarters
) -> None:
    few = tried(viola, opening(place, places=15, floor_per_municipio=10))
    assert "ne servono almeno 30" in few.problem
    small = tried(viola, opening(place, places_per_site=5, floor_per_municipio=10))
    assert "non ci stanno, qui: Municipio 21, Municipio 22" in small.problem


def test_sites_are_looked_for_only_where_it_was_said(viola: User, place: Quarters) -> None:
    within = tried(viola, opening(place, whole=place.west))
    assert {site["name"] for site in within.result["plans"][0]["sites"]} == {"Sud"}
    ResourceFactory.create(kind=ResourceKind.SPACE, nil=place.middle)
    ResourceFactory.create(kind=ResourceKind.SPACE, nil=place.middle)
    spaces = tried(viola, opening(place, only_spaces=True, places_per_site=30))
    assert [(s["name"], s["sites"]) for s in spaces.result["plans"][0]["sites"]] == [("Mezzo", 2)]


def test_what_counts_where_it_stands_is_opened_for_its_own_quarter(
    viola: User, place: Quarters
) -> None:
    CoverageMeasure.objects.filter(pk=place.measure.pk).update(supply_rule="place")
    scenario = tried(viola, opening(place, budget=Decimal(150_000), places=150))
    plan = scenario.result["plans"][0]
    assert all(site["reaches"] == [site["name"]] for site in plan["sites"])
    assert plan["met"] == pytest.approx(
        sum(row(scenario, n).gain or 0 for n in ("Nord", "Mezzo", "Sud"))
    )


# ---------------------------------------------------------------- the verbs


def test_sent_twice_it_is_made_once(viola: User, place: Quarters) -> None:
    key = uuid4()
    first = verbs.create(adding(place), title="", uid=key, actor=viola)
    again = verbs.create(adding(place), title="", uid=key, actor=viola)
    assert first == again
    change = adding(place, 5)
    verbs.add_change(first, change, actor=viola)
    verbs.add_change(first, ScenarioChange(uid=change.uid, kind=change.kind), actor=viola)
    assert first.changes.count() == 2
    assert Event.objects.filter(subject_label="needs.scenario").count() == 2


def test_somebody_elses_key_gives_nothing(viola: User, rosa: User, place: Quarters) -> None:
    scenario = made(viola, adding(place))
    with pytest.raises(ActRefused, match="nulla è stato salvato"):
        verbs.create(adding(place), title="", uid=scenario.uid, actor=rosa)
    with pytest.raises(ActRefused, match="nulla è stato copiato"):
        verbs.copy(scenario, uid=scenario.uid, actor=rosa)


def test_it_is_asked_once_and_not_changed_while_it_is_computed(
    viola: User, place: Quarters
) -> None:
    scenario = made(viola, adding(place))
    verbs.ask(scenario, actor=viola)
    with pytest.raises(ActRefused, match="È in calcolo"):
        verbs.ask(scenario, actor=viola)
    with pytest.raises(ActRefused, match="È in calcolo"):
        verbs.add_change(scenario, adding(place), actor=viola)
    with pytest.raises(ActRefused, match="È in calcolo"):
        verbs.remove_change(scenario, scenario.changes.get(), actor=viola)
    assert ProcrastinateJob.objects.filter(task_name="needs.compute_scenario").count() == 1


def test_a_change_makes_what_was_found_void(viola: User, place: Quarters) -> None:
    scenario = tried(viola, adding(place))
    verbs.add_change(scenario, adding(place, 3), actor=viola)
    scenario.refresh_from_db()
    assert (scenario.status, scenario.result) == (ScenarioStatus.DRAFT, {})


def test_with_nothing_to_try_nothing_is_asked(viola: User, place: Quarters) -> None:
    scenario = made(viola, adding(place))
    change = scenario.changes.get()
    verbs.remove_change(scenario, change, actor=viola)
    with pytest.raises(ActRefused, match="nessuna modifica"):
        verbs.ask(scenario, actor=viola)


def test_there_is_a_limit_to_what_is_tried_together(viola: User, place: Quarters) -> None:
    scenario = made(viola, *(adding(place) for _n in range(MOST_CHANGES)))
    with pytest.raises(ActRefused, match="già 20 modifiche"):
        verbs.add_change(scenario, adding(place), actor=viola)


def test_a_measure_that_is_no_longer_in_use_is_said(viola: User, place: Quarters) -> None:
    CoverageMeasureFactory.create()
    CoverageMeasure.objects.filter(pk=place.measure.pk).update(retired=True)
    scenario = tried(viola, adding(place))
    assert scenario.status == ScenarioStatus.FAILED
    assert "non si misura più" in scenario.problem


def test_the_job_of_a_deleted_scenario_does_nothing(viola: User, place: Quarters) -> None:
    scenario = made(viola, adding(place))
    verbs.ask(scenario, actor=viola)
    verbs.delete(scenario, actor=viola)
    compute_scenario(str(scenario.uid))
    assert not Scenario.objects.exists()
    assert not ScenarioChange.objects.exists()


def test_the_job_run_twice_computes_once(viola: User, place: Quarters) -> None:
    scenario = tried(viola, adding(place))
    compute_scenario(str(scenario.uid))
    assert Event.objects.filter(verb="finish").count() == 1


def test_a_copy_is_ones_own(viola: User, rosa: User, place: Quarters) -> None:
    scenario = tried(viola, adding(place), opening(place))
    verbs.share(scenario, shared=True, actor=viola)
    copied = verbs.copy(scenario, uid=uuid4(), actor=rosa)
    assert (copied.owner, copied.status, copied.shared) == (rosa, ScenarioStatus.DRAFT, False)
    assert [change_words(one) for one in copied.changes.all()] == [
        change_words(one) for one in scenario.changes.all()
    ]
    assert not {one.uid for one in copied.changes.all()} & {c.uid for c in scenario.changes.all()}
