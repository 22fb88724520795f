"""When an outcome may be decided: one sentence of why not, for the page and for the act alike.

An empty sentence means that the act is open (L. 241/1990, arts. 3 and 10-bis).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trama.core import moments
from trama.screening.models import CaseStatus, Verdict

# Verdicts that stand in the way of nothing.
FINE = (Verdict.OK, Verdict.NOT_APPLICABLE)
DECIDED = (CaseStatus.ADMITTED, CaseStatus.NOT_ADMITTED)


@dataclass(frozen=True)
class Standing:
    """How a case stands on a day: its points, and the notice of rejection if one was sent."""

    status: str
    verdicts: Sequence[str]
    today: date
    due_on: date | None = None
    observed: bool = False  # the body itself has answered
    unannounced: int = 0  # wrong points that the notice of rejection did not tell
    list_published: bool = False

    @property
    def to_judge(self) -> int:
        return sum(verdict == Verdict.TO_JUDGE for verdict in self.verdicts)

    @property
    def wrong(self) -> int:
        """Points that a person or the platform found missing or irregular."""
        return sum(verdict not in (*FINE, Verdict.TO_JUDGE) for verdict in self.verdicts)


def _unready(standing: Standing) -> str:
    """Why nothing at all may be decided now."""
    if standing.status in DECIDED:
        return _("L’esito è già deciso. Nulla è cambiato.")
    if not standing.verdicts:
        return _("I punti non sono ancora calcolati: ricarica tra poco.")
    if standing.to_judge:
        return ngettext(
            "Non si può ancora decidere: %(n)d punto aspetta un giudizio.",
            "Non si può ancora decidere: %(n)d punti aspettano un giudizio.",
            standing.to_judge,
        ) % {"n": standing.to_judge}
    return ""


def why_not_admit(standing: Standing) -> str:
    if unready := _unready(standing):
        return unready
    if standing.wrong:
        return ngettext(
            "Non si può ammettere: %(n)d punto non è conforme.",
            "Non si può ammettere: %(n)d punti non sono conformi.",
            standing.wrong,
        ) % {"n": standing.wrong}
    return ""


def why_not_notify(standing: Standing) -> str:
    """Preavviso di rigetto: once every point is judged and one at least does not conform."""
    if unready := _unready(standing):
        return unready
    if standing.status == CaseStatus.REJECTION_NOTICED:
        return _("Il preavviso è già partito.")
    return "" if standing.wrong else _no_reason()


def why_not_refuse(standing: Standing) -> str:
    """Non ammettere: on what the notice said alone, after its ten days or the body’s answer."""
    if unready := _unready(standing):
        return unready
    if not standing.wrong:
        return _no_reason()
    if standing.status != CaseStatus.REJECTION_NOTICED:
        return _("Prima serve il preavviso di rigetto: l’ente ha dieci giorni per rispondere.")
    if standing.unannounced:
        return _untold(standing)
    return "" if standing.observed else _may_still_answer(standing)


def _untold(standing: Standing) -> str:
    return ngettext(
        "%(n)d punto non conforme non era nel preavviso: l’ente deve poter rispondere anche a "
        "questo. Ritira il preavviso e mandane un altro.",
        "%(n)d punti non conformi non erano nel preavviso: l’ente deve poter rispondere anche a "
        "questi. Ritira il preavviso e mandane un altro.",
        standing.unannounced,
    ) % {"n": standing.unannounced}


def _may_still_answer(standing: Standing) -> str:
    if standing.due_on is None:
        return _("Registra prima la consegna del preavviso: da lì corrono i dieci giorni.")
    if standing.today <= standing.due_on:
        return _("L’ente può rispondere al preavviso fino a %(day)s: si decide dopo.") % {
            "day": moments.long_day(standing.due_on)
        }
    return ""


def why_not_reopen(standing: Standing) -> str:
    """Autotutela: before the list is published the panel may correct itself, saying why.

    A notice of rejection not yet decided upon is taken back in the same way.
    """
    if standing.list_published:
        return _("L’elenco è pubblicato: l’esito si cambia solo con un nuovo atto.")
    if standing.status not in (*DECIDED, CaseStatus.REJECTION_NOTICED):
        return _("L’esito non è ancora deciso: non c’è nulla da riaprire.")
    return ""


def _no_reason() -> str:
    return _("Tutti i punti sono conformi: non c’è un motivo per non ammettere.")
