"""Three months of the capacity pulse: most bodies answer with one button, some are silent, some
are full and have turned people away."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from trama.core.deadlines import ROME
from trama.demo.lifecycle.people import Cast
from trama.demo.lifecycle.stage import at
from trama.needs.lifecycle import pulse
from trama.needs.lifecycle.pulse import Answer
from trama.needs.models import CapacityAsk, Resource
from trama.needs.queries.pulse import rows
from trama.needs.rules.pulse import asks_on, month_of

MONTHS = 3
ANSWERED_AFTER = 2  # days
SILENT = 4  # of so many bodies one never answers
FULL = 3  # of so many services of a body that answers one has filled up
REFUSED = 6  # people that a full service could not take


def is_there() -> bool:
    return CapacityAsk.objects.exists()


def live(cast: Cast, today: date) -> None:
    """The months up to this one, as far as its letters have left and been answered."""
    for month in _months(today):
        asked = asks_on(month)
        answered = asked + timedelta(days=ANSWERED_AFTER)
        if asked >= today:
            continue
        with at(datetime.combine(asked, time(7, 15), ROME)):
            pulse.close_past_months()
            pulse.ask_due()
        # The last month's answers come in these days: what changed this week is about them.
        last = month == month_of(today)
        day = max(answered, today - timedelta(days=ANSWERED_AFTER)) if last else answered
        if day < today:
            with at(datetime.combine(day, time(18, 40), ROME)):
                _answer(month, day)


def _months(today: date) -> list[date]:
    months = [month_of(today)]
    while len(months) < MONTHS:
        months.append(month_of(months[-1] - timedelta(days=1)))
    return months[::-1]


def _answer(month: date, day: date) -> None:
    asks = CapacityAsk.objects.filter(month=month).order_by("organization__name_key")
    for number, ask in enumerate(asks.select_related("organization")):
        if number % SILENT == SILENT - 1:
            continue
        answers = {
            row.resource: _said(row.resource, full=(number + place) % FULL == 0)
            for place, row in enumerate(rows(ask, day))
        }
        if answers:
            pulse.answer(ask, answers, actor=None)


def _said(service: Resource, *, full: bool) -> Answer:
    """What it had, or a beginner's twelve places; when full, with people turned away."""
    capacity = service.capacity if service.capacity is not None else Decimal(12)
    free = service.free if service.free is not None else Decimal(2)
    return Answer(capacity, Decimal(0), REFUSED) if full else Answer(capacity, free)
