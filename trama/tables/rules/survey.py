"""The three questions after a meeting: until when they are answered, and what may be shown.

Results that grow while people answer tell each answer to whoever looks before and after it. So they
are shown once for all, when nobody can answer any more.
"""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from trama.core.deadlines import day_of, end_of, is_in_time
from trama.core.moments import day

OPEN_DAYS = 10
"""After the day of the meeting. Later nobody remembers it."""
SHOWN_FROM = 5
"""Answers: with fewer, results would tell who said what."""


def closes_at(held_at: datetime) -> datetime:
    """The last second in which one may answer."""
    return end_of(day_of(held_at) + timedelta(days=OPEN_DAYS))


def why_closed(held_at: datetime | None, at: datetime) -> str:
    """In a sentence, why nobody answers at this instant; nothing when one may."""
    if held_at is None:
        return _("Le tre domande si fanno dopo l’incontro.")
    last = closes_at(held_at)
    if is_in_time(at, last):
        return ""
    return _(
        "Alle tre domande si rispondeva fino al %(day)s: ora non si prendono altre risposte. I "
        "risultati sono nella pagina dell’incontro, se hanno risposto almeno in %(few)d."
    ) % {"day": day(last), "few": SHOWN_FROM}


def why_hidden(held_at: datetime | None, at: datetime, answers: int) -> str:
    """In a sentence, why the results are not shown yet, or never; nothing when they are."""
    closed = why_closed(held_at, at)
    if held_at is None:
        return closed
    if not closed:
        return _(
            "I risultati si leggono quando non si può più rispondere, dopo il %(day)s: chi li "
            "guardasse prima e dopo una risposta capirebbe di chi è. Risposte finora: %(n)d."
        ) % {"day": day(closes_at(held_at)), "n": answers}
    if answers < SHOWN_FROM:
        return _(
            "Hanno risposto in meno di %(few)d: i risultati non si pubblicano, perché si "
            "capirebbe chi ha detto che cosa."
        ) % {"few": SHOWN_FROM}
    return ""
