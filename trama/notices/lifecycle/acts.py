"""What several verbs ask of an act: its record, its day, its reason."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from trama.accounts.models import User
from trama.core.deadlines import day_of
from trama.core.workflow import ActRefused
from trama.ledger.lifecycle import record_act
from trama.ledger.models import AdministrativeAct
from trama.notices.models import Notice


def recorded(
    notice: Notice, *, kind: str, number: str, adopted_on: date, actor: User | None, at: datetime
) -> AdministrativeAct:
    """The act of the notice's office, recorded; one dated after today is refused."""
    if adopted_on > day_of(at):
        raise ActRefused(_("La data dell’atto è nel futuro. Nulla è cambiato: correggila."))
    return record_act(
        kind=kind,
        number=number,
        adopted_on=adopted_on,
        organ=notice.office.name,
        actor=actor,
        at=at,
    )


def given(reason: str) -> str:
    """The reason of an act that needs one (L. 241/1990, art. 3)."""
    if not reason.strip():
        raise ActRefused(_("Serve un motivo: scrivilo, resta nella storia del procedimento."))
    return reason.strip()
