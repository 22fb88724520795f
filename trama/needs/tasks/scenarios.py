"""The job of a what-if: the city with its changes, compared with the city as it is."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from django.db.models import Count
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from trama.core import clock
from trama.core.deadlines import day_of
from trama.needs.lifecycle import scenarios as verbs
from trama.needs.models import (
    Resource,
    ResourceKind,
    Scenario,
    ScenarioChange,
    ScenarioChangeKind,
    ScenarioStatus,
)
from trama.needs.queries.pulse import in_force
from trama.needs.rules.scenarios import short_words
from trama.needs.tasks.coverage import inputs
from trama.needs.tasks.sums import compare, loading, placement, suppress
from trama.needs.tasks.sums.city import City, Floats, Whole
from trama.needs.tasks.sums.compare import Difference
from trama.needs.tasks.sums.coverage import Coverage, coverage
from trama.needs.tasks.sums.e2sfca import Near, near
from trama.needs.tasks.sums.placement import InfeasibleError, NoPlanError, Plan, Problem, place
from trama.territory.models import ZoneKind

logger = logging.getLogger(__name__)

PLACED_FROM = 0.5  # how much of a NIL lies in the Municipio where sites are looked for
# What is taken away goes first, what is to be placed last: it sees all the rest.
ORDER = tuple(
    ScenarioChangeKind(kind) for kind in ("remove_organization", "add_resource", "open_places")
)


class CannotTryError(ValueError):
    """Its text is a sentence for the owner of the scenario."""


@app.task(name="needs.compute_scenario", queue="default", retry=3)
def compute_scenario(scenario: str) -> None:
    """One that was deleted, or is done already, is left alone."""
    found = Scenario.objects.filter(uid=scenario, status=ScenarioStatus.ASKED).first()
    if found is None:
        return
    try:
        result = compute(found)
    except CannotTryError as problem:
        verbs.fail(found, str(problem))
    except (ArithmeticError, LookupError, ValueError):
        logger.exception("The scenario %s could not be computed.", found.uid)
        verbs.fail(found, _("Il calcolo si è fermato per un errore nostro. Riprova più tardi."))
    else:
        verbs.finish(found, result)


def compute(scenario: Scenario) -> dict[str, Any]:
    city = loading.load(clock.now())
    if not city.zones.nils or not city.measures:
        raise CannotTryError(_("Mancano i quartieri o le misure: non c’è niente da confrontare."))
    related = ("measure", "nil", "whole", "organization")
    changes = sorted(
        scenario.changes.select_related(*related), key=lambda one: ORDER.index(one.kind)
    )
    tried = _Tried(city)
    for change in changes:
        tried.make(change)
    return told(city, coverage(city), coverage(tried.city), tried.plans)


@dataclass
class _Tried:
    """The city as its changes are made, and the plans decided on the way."""

    city: City
    plans: list[dict[str, Any]] = field(default_factory=list)

    def make(self, change: ScenarioChange) -> None:
        if change.kind == ScenarioChangeKind.REMOVE_ORGANIZATION:
            self.city = self.city.without_body(change.organization_id or 0)
        elif change.kind == ScenarioChangeKind.ADD_RESOURCE:
            self._add(change)
        else:
            self._open(change)

    def _add(self, change: ScenarioChange) -> None:
        row, nil = _row(self.city, change), _nil(self.city, change)
        served = [nil]
        if change.whole_id is not None:
            served = [self.city.zones.pks.tolist().index(change.whole_id)]
        self.city = self.city.with_resource(
            self.city.measures[row].code,
            self.city.zones.codes[nil],
            float(change.places or 0),
            served=served,
        )

    def _open(self, change: ScenarioChange) -> None:
        city, row = self.city, _row(self.city, change)
        found = coverage(city)
        try:
            plan = place(problem(city, row, found, change))
        except InfeasibleError as error:
            short = error.short
            names = [city.zones.names[city.zones.nils + one] for one in short.municipi]
            raise CannotTryError(short_words(short.limit, short.needed, names, change)) from error
        except NoPlanError as error:
            raise CannotTryError(
                _("Il tempo è finito prima di trovare una scelta: allarga i limiti e riprova.")
            ) from error
        self.city = opened(city, row, plan)
        reached = {flow.nil for flow in plan.flows}
        unknown = sum(bool(np.isnan(found.supply[row, nil])) for nil in reached)
        self.plans.append({**_plan(city, row, plan), "change": str(change.uid), "unknown": unknown})


def _row(city: City, change: ScenarioChange) -> int:
    """The place of its measure among those in use."""
    measures = [measure.pk for measure in city.measures]
    if change.measure_id not in measures:
        raise CannotTryError(
            _("«%(measure)s» non si misura più: togli la modifica che ne parla.")
            % {"measure": change.measure}
        )
    return measures.index(change.measure_id)


def _nil(city: City, change: ScenarioChange) -> int:
    return int(np.flatnonzero(city.zones.pks[: city.zones.nils] == change.nil_id)[0])


# ---------------------------------------------------------------- placement


def problem(city: City, row: int, found: Coverage, change: ScenarioChange) -> Problem:
    """What is asked and not met, as the public may know it: of hidden NIL the stand-in."""
    nils, measure = city.zones.nils, city.measures[row]
    asked = suppress.stand_in(found.demand[:, :nils], found.hidden[:, :nils])[row]
    asked[~np.isfinite(found.demand[row, :nils])] = 0.0  # nobody knows: nothing to be planned on
    there = np.nan_to_num(found.supply[row, :nils])
    return Problem(
        wanted=np.maximum(asked - there, 0.0),
        first=np.maximum(placement.HALF * asked - there, 0.0),
        pairs=_reach(city.zones.x, city.zones.y, measure.catchment_m, alone=measure.at_place),
        sites=_sites(city, change),
        per_site=change.places_per_site or 0,
        places=change.places or 0,
        budget=_cents(change.budget),
        place_cost=_cents(change.cost_per_place),
        site_cost=_cents(change.cost_per_site),
        floor=change.floor_per_municipio,
        sums=city.zones.sums,
    )


def _cents(amount: Any) -> int:
    return int((amount or 0) * 100)


def _reach(x: Floats, y: Floats, metres: float, *, alone: bool) -> Near:
    """Which NIL a site may serve: itself, and those within the catchment. Of what counts where it
    stands (`alone`), itself only: the board would give it to nobody else."""
    self_ = np.arange(len(x))
    if alone:
        return Near(self_, self_, np.zeros(len(x)))
    pairs = near(x, y, metres)
    others = pairs.here != pairs.there
    return Near(
        np.concatenate([self_, pairs.here[others]]),
        np.concatenate([self_, pairs.there[others]]),
        np.concatenate([np.zeros(len(x)), pairs.metres[others]]),
    )


def _sites(city: City, change: ScenarioChange) -> Whole:
    """How many sites may be opened in each NIL: one, or one in each listed space."""
    nils = city.zones.nils
    sites = np.ones(nils, np.int64)
    if change.only_spaces:
        number = {int(pk): n for n, pk in enumerate(city.zones.pks[:nils])}
        sites[:] = 0
        spaces = Resource.objects.filter(in_force(day_of(clock.now())), kind=ResourceKind.SPACE)
        rows = spaces.exclude(nil=None).order_by().values_list("nil").annotate(n=Count("pk"))
        for nil, many in rows:
            sites[number[nil]] = many
    if change.whole_id is not None:
        whole = int(np.flatnonzero(city.zones.pks[nils:] == change.whole_id)[0])
        sums = city.zones.sums
        inside = sums.part[(sums.whole == whole) & (sums.share >= PLACED_FROM)]
        sites[~np.isin(np.arange(nils), inside)] = 0
    return sites


def opened(city: City, row: int, plan: Plan) -> City:
    """The city with the plan's places: each serves whom the plan counted it for."""
    code, codes = city.measures[row].code, city.zones.codes
    left = plan.places.astype(float)
    for flow in plan.flows:
        city = city.with_resource(code, codes[flow.site], flow.places, served=[flow.nil])
        left[flow.site] -= flow.places
    for site in np.flatnonzero(left > placement.TOLERANCE):
        city = city.with_resource(code, codes[site], float(left[site]))
    return city


def _plan(city: City, row: int, plan: Plan) -> dict[str, Any]:
    zones = city.zones
    return {
        "measure": city.measures[row].code,
        "sites": [
            {
                **_zone(city, int(site)),
                "sites": int(plan.sites[site]),
                "places": int(plan.places[site]),
                "reaches": [zones.names[one.nil] for one in plan.flows if one.site == site],
            }
            for site in np.argsort(-plan.places, kind="stable")
            if plan.places[site]
        ],
        "met": round(plan.met, 2),
        "objective": round(plan.objective, 2),
        "bound": round(plan.bound, 2),
        "gap": round(plan.gap, 6),
        "optimal": plan.optimal,
        "cost": f"{plan.cost / 100:.2f}",
        "seconds": round(plan.seconds, 2),
        "catchment_m": city.measures[row].catchment_m,
        "parameters": placement.PARAMETERS,
    }


# ---------------------------------------------------------------- what is kept of it


def told(
    city: City, before: Coverage, after: Coverage, plans: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    """As JSON: a row each measure and zone where something changes; of hidden ones how many."""
    found = compare.compare(city, before, after)
    rows = np.argwhere(found.changed).tolist()
    touched = sorted({m for m, _z in rows} | set(np.argwhere(found.protected)[:, 0].tolist()))
    made = inputs(city, len(rows))
    return {
        "inputs": {**made, "rules": [*made["rules"], compare.VERSION, placement.VERSION]},
        "rows": [_Told(city, before, after, found, m, z).row for m, z in rows],
        "protected": {
            city.measures[m].code: int(found.protected[m, : city.zones.nils].sum()) for m in touched
        },
        "after": {city.measures[m].code: _spread(city, after, m) for m in touched},
        "plans": list(plans),
    }


def _zone(city: City, z: int) -> dict[str, Any]:
    return {"code": city.zones.codes[z], "name": city.zones.names[z]}


def _kind(city: City, z: int) -> str:
    if z < city.zones.nils:
        return ZoneKind.NIL
    return ZoneKind.CITY if city.zones.sums.is_city[z - city.zones.nils] else ZoneKind.MUNICIPIO


@dataclass(frozen=True)
class _Told:
    """A measure (by its place) in a zone, before and after."""

    city: City
    before: Coverage
    after: Coverage
    found: Difference
    m: int
    z: int

    def _at(self, values: Any, digits: int = 2) -> float | None:
        return _number(values[self.m, self.z], digits)

    def _pair(self, name: str, digits: int = 2) -> list[float | None]:
        """Levels that are not comparable are left out."""
        if not self.found.comparable[self.m, self.z]:
            return [None, None]
        return [self._at(getattr(one, name), digits) for one in (self.before, self.after)]

    @property
    def row(self) -> dict[str, Any]:
        city, found = self.city, self.found
        return {
            "measure": city.measures[self.m].code,
            **_zone(city, self.z),
            "kind": _kind(city, self.z),
            "demand": self._pair("demand")[0],
            "places": self._at(found.places),
            "gain": self._at(found.gain),
            "met": [self._at(found.met_before), self._at(found.met_after)],
            "supply": self._pair("supply"),
            "gap": self._pair("gap"),
            "ratio": self._pair("ratio", 4),
            "access": self._pair("access", 6),
            "resources": [int(one.resources[self.m, self.z]) for one in (self.before, self.after)],
        }


def _spread(city: City, after: Coverage, m: int) -> dict[str, Any]:
    """Of every NIL the share covered after the changes, or why it is not said: for the map."""
    return {
        city.zones.codes[z]: [
            None if after.hidden[m, z] else _number(after.ratio[m, z], 4),
            suppress.CODES[after.hidden[m, z]],
        ]
        for z in range(city.zones.nils)
    }


def _number(value: float, digits: int) -> float | None:
    return round(float(value), digits) + 0.0 if np.isfinite(value) else None
