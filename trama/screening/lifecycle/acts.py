"""The administrative act that an act of the screening rests on."""

from dataclasses import dataclass
from datetime import date, datetime

from trama.accounts.models import User
from trama.ledger.models import ActKind, AdministrativeAct
from trama.notices.lifecycle.acts import recorded
from trama.notices.models import Notice


@dataclass(frozen=True)
class GivenAct:
    """An act as a person typed it in: recorded together with what it decides, or not at all."""

    number: str
    adopted_on: date
    kind: str = ActKind.DD


def act_of(
    notice: Notice, act: AdministrativeAct | GivenAct, *, actor: User, at: datetime
) -> AdministrativeAct:
    if isinstance(act, AdministrativeAct):
        return act
    return recorded(
        notice,
        kind=act.kind,
        number=act.number,
        adopted_on=act.adopted_on,
        actor=actor,
        at=at,
    )
