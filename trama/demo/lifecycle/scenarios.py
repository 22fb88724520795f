"""What Viola has tried on the board: a body that closes, forty places more, a budget to spend."""

from datetime import date, datetime, time
from decimal import Decimal

from trama.core.deadlines import ROME
from trama.core.ids import new_uid
from trama.demo.lifecycle.people import Cast
from trama.demo.lifecycle.stage import at
from trama.needs.lifecycle import scenarios as verbs
from trama.needs.models import CoverageMeasure, Scenario, ScenarioChange, ScenarioChangeKind
from trama.territory.models import Zone, ZoneKind

MEASURE = "after-school-11-14"
GROWING = "61"  # Quarto Cagnino, where nothing was found
CLOSING = "ringhiera"
TRIED = time(0, 1, 30)  # past already, whenever it is loaded


def is_there() -> bool:
    return Scenario.objects.exists()


def live(cast: Cast, today: date) -> None:
    measure = CoverageMeasure.objects.get(code=MEASURE)
    nil = Zone.objects.get(kind=ZoneKind.NIL, code=GROWING)
    kinds = ScenarioChangeKind
    more = ScenarioChange(kind=kinds.ADD_RESOURCE, measure=measure, nil=nil, places=40)
    less = ScenarioChange(kind=kinds.REMOVE_ORGANIZATION, organization=cast.bodies[CLOSING])
    spend = ScenarioChange(
        kind=kinds.OPEN_PLACES,
        measure=measure,
        places=300,
        budget=Decimal(400_000),
        cost_per_place=Decimal(900),
        cost_per_site=Decimal(12_000),
        places_per_site=40,
        floor_per_municipio=10,
    )
    _try(cast, today, "Quaranta posti a Quarto Cagnino, se La Ringhiera chiude", more, less)
    shown = _try(cast, today, "Dove aprire doposcuola con 400.000 €", spend)
    verbs.share(shown, shared=True, actor=cast.people["viola"])


def _try(cast: Cast, today: date, title: str, *changes: ScenarioChange) -> Scenario:
    viola = cast.people["viola"]
    with at(datetime.combine(today, TRIED, ROME)):
        first, *others = changes
        scenario = verbs.create(first, title=title, uid=new_uid(), actor=viola)
        for change in others:
            verbs.add_change(scenario, change, actor=viola)
        verbs.ask(scenario, actor=viola)
    scenario.refresh_from_db()
    return scenario
