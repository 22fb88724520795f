"""What the keepers of the area have done on the board: a source for a factor, a place where they
have asked and found nothing; then the sums, as they are today."""

from datetime import date, datetime, time, timedelta

from trama.core import clock
from trama.core.deadlines import ROME
from trama.demo.lifecycle.people import Cast
from trama.demo.lifecycle.stage import at
from trama.needs.lifecycle import coverage as verbs
from trama.needs.models import CoverageMeasure, VerifiedAbsence
from trama.territory.models import Zone, ZoneKind

MEASURE = "after-school-11-14"
SEEKERS = 2  # place of the factor among the terms
EMPTY = "61"  # Quarto Cagnino
LISTENED, ASKED = timedelta(days=39, hours=14), timedelta(days=54, hours=13)


def is_there() -> bool:
    return VerifiedAbsence.objects.exists()


def live(cast: Cast, today: date) -> None:
    measure = CoverageMeasure.objects.get(code=MEASURE)
    zone = Zone.objects.get(kind=ZoneKind.NIL, code=EMPTY)
    night = datetime.combine(today, time(0, 1), ROME)  # past already, whenever it is loaded
    with at(night - ASKED):
        verbs.verify_absence(
            measure,
            zone,
            note="chiesto alla scuola, alla parrocchia e alla rete del quartiere",
            actor=cast.people["rosa"],
        )
    with at(night - LISTENED):
        verbs.change_measure(
            measure,
            {SEEKERS: {"factor": "0.22", "source": "214 risposte inventate per la dimostrazione"}},
            catchment_m=measure.catchment_m,
            reason="le risposte dell’ascolto nei quartieri danno una fonte al 22 %",
            actor=cast.people["viola"],
        )
    with at(night):
        verbs.ask_run(None, clock.now())
