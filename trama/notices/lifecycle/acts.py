"""What several verbs ask of an act: its record, its day, its reason."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, NotRequired, TypedDict

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import override

from trama.accounts.models import User
from trama.core.deadlines import day_of
from trama.core.workflow import ActRefused
from trama.ledger.lifecycle import publish as register_publication
from trama.ledger.lifecycle import record_act
from trama.ledger.models import ActKind, AdministrativeAct, Duty
from trama.notices.models import Notice


class GivenAct(TypedDict):
    """An act adopted outside, as whoever records it names it; a determination unless said."""

    number: str
    adopted_on: date
    kind: NotRequired[str]


def recorded(
    notice: Notice,
    *,
    number: str,
    adopted_on: date,
    actor: User | None,
    at: datetime,
    kind: str = ActKind.DD,
) -> AdministrativeAct:
    """The act of the notice's office, recorded; one dated after today is refused."""
    require_past(adopted_on, at)
    return record_act(
        kind=kind,
        number=number,
        adopted_on=adopted_on,
        organ=notice.office.name,
        actor=actor,
        at=at,
    )


def require_past(adopted_on: date, at: datetime) -> None:
    if adopted_on > day_of(at):
        raise ActRefused(_("La data dell’atto è nel futuro. Nulla è cambiato: correggila."))


def given(reason: str) -> str:
    """The reason of an act that needs one (L. 241/1990, art. 3)."""
    if not reason.strip():
        raise ActRefused(_("Serve un motivo: scrivilo, resta nella storia del procedimento."))
    return reason.strip()


def public_path(notice: Notice) -> str:
    """The notice's page, from the site's root; acts are in Italian, and so is the address."""
    with override("it"):
        return reverse("notices:detail", args=[notice.code])


def enter(
    notice: Notice,
    title: Promise,
    words: Mapping[str, str],
    act: AdministrativeAct | str,
    *,
    at: datetime,
    actor: User,
) -> None:
    """In the register of publications, beside the act that began the procedure."""
    register_publication(
        notice.dossier,
        Duty.DETERMINATION,
        in_italian(lambda: str(title) % words),
        at=at,
        actor=actor,
        act=act if isinstance(act, AdministrativeAct) else None,
        path=public_path(notice),
    )


def in_italian(say: Callable[..., object], *args: Any) -> str:
    """As the register and the history keep it, whoever does the act."""
    with override("it"):
        return str(say(*args))
