"""The invented city's own plan: what its co-design rests on."""

from datetime import date, datetime

from trama.core.deadlines import ROME
from trama.demo.lifecycle.people import Cast
from trama.demo.lifecycle.stage import at
from trama.ledger.models import ActKind
from trama.programming import lifecycle
from trama.programming.lifecycle import Programme
from trama.programming.models import ProgrammingAct, ProgrammingActKind, Strand, Theme

CODE = "psw-2025"
RECORDED = datetime(2025, 2, 3, 11, 0, tzinfo=ROME)
STRANDS = ("poverta-educativa", "famiglie", "abitare", "accoglienza")
THEMES = ("child-poverty", "edu-support", "food", "housing", "parenting")


def is_there() -> bool:
    return ProgrammingAct.objects.filter(code=CODE).exists()


def live(cast: Cast) -> None:
    plan = Programme(
        title="Piano di sviluppo del welfare 2025-2027",
        kind=ProgrammingActKind.WELFARE_PLAN,
        summary="Il piano inventato della città dimostrativa: povertà minorile, casa e sostegno "
        "alle famiglie si affrontano con le reti di quartiere e con gli enti del Terzo settore.",
        starts_on=date(2025, 1, 1),
        ends_on=date(2027, 12, 31),
        strands=list(Strand.objects.filter(code__in=STRANDS)),
        themes=list(Theme.objects.filter(code__in=THEMES)),
    )
    act = {
        "kind": ActKind.DCC,
        "number": "9007",
        "adopted_on": date(2025, 1, 27),
        "organ": "Consiglio comunale",
        "url": "",
    }
    with at(RECORDED):
        lifecycle.register(CODE, plan, act=act, actor=cast.people["elena"])
