"""Instants, days and distances in words, on the office's wall clock (Europe/Rome).

Time is said twice: the instant («venerdì 27 novembre 2026, ore 12:00») and the distance
(«mancano 9 giorni e 2 ore»). For pages, messages and documents alike, in the active language.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.utils.dates import MONTHS, MONTHS_3, WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from trama.core.deadlines import ROME

UNITS = (86_400, 3_600, 60, 1)  # seconds in a day, an hour, a minute, a second


def local(instant: datetime) -> datetime:
    """The instant on the wall clock of Rome. A naive one has no place here."""
    if instant.tzinfo is None:
        raise ValueError("An instant without a time zone is not an instant.")
    return instant.astimezone(ROME)


def _date(value: date) -> date:
    return local(value).date() if isinstance(value, datetime) else value


def _in_italian() -> bool:
    return (get_language() or "it").startswith("it")


def _named(names: Mapping[int, Any], place: int) -> str:
    """The name of a day or a month: without capitals in Italian, with them in English."""
    name = str(names[place])
    return name.lower() if _in_italian() else name.capitalize()


def _ordinal(on: date) -> str:
    """The first of a month is «1°» in Italian, as people write it; every other day is a number."""
    return "1°" if on.day == 1 and _in_italian() else str(on.day)


def day(value: date) -> str:
    """«27 novembre 2026». An instant is read on the wall clock of Rome."""
    on = _date(value)
    return f"{_ordinal(on)} {_named(MONTHS, on.month)} {on.year}"


def long_day(value: date) -> str:
    """«venerdì 27 novembre 2026»."""
    return f"{weekday(value)} {day(value)}"


def short_day(value: date) -> str:
    """«27 nov 2026»."""
    on = _date(value)
    return f"{_ordinal(on)} {month(on)} {on.year}"


def weekday(value: date) -> str:
    return _named(WEEKDAYS, _date(value).weekday())


def short_weekday(value: date) -> str:
    """«ven», as in the date block of a due term."""
    return _named(WEEKDAYS_ABBR, _date(value).weekday())


def day_number(value: date) -> int:
    return _date(value).day


def month(value: date) -> str:
    """«nov», as in the date block of a due term."""
    return _named(MONTHS_3, _date(value).month)


def hour(instant: datetime) -> str:
    """«12:00»."""
    return local(instant).strftime("%H:%M")


def instant(value: datetime) -> str:
    """«venerdì 27 novembre 2026, ore 12:00»."""
    return _("%(day)s, ore %(time)s") % {"day": long_day(value), "time": hour(value)}


def instant_seconds(value: datetime) -> str:
    """«giovedì 26 novembre 2026, ore 20:47:13»: to the second, as acts are judged."""
    time = local(value).strftime("%H:%M:%S")
    return _("%(day)s, ore %(time)s") % {"day": long_day(value), "time": time}


def short_instant(value: datetime) -> str:
    """«26 nov 2026, 20:47», for tables."""
    there = local(value)
    return f"{short_day(there.date())}, {there:%H:%M}"


def short_instant_seconds(value: datetime) -> str:
    """«26 nov 2026, 20:47:13», for tables where the second decides."""
    return f"{short_instant(value)}:{local(value):%S}"


def duration(length: timedelta, parts: int = 2) -> str:
    """The `parts` largest units of a length of time, rounded down: «17 minuti e 52 secondi».

    Negative lengths are said without their sign.
    """
    words = _words(int(abs(length).total_seconds()), parts)
    if len(words) == 1:
        return words[0]
    return _("%(first)s e %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}


def _words(seconds: int, parts: int) -> list[str]:
    """Adjacent units only: «9 giorni», not «9 giorni e 4 secondi»."""
    counts: list[int] = []
    for unit in UNITS:
        count, seconds = divmod(seconds, unit)
        counts.append(count)
    largest = next((i for i, count in enumerate(counts) if count), len(UNITS) - 1)
    return [
        _unit(i, counts[i])
        for i in range(largest, min(largest + parts, len(UNITS)))
        if counts[i] or i == largest
    ]


def _unit(index: int, count: int) -> str:
    names = (
        ngettext("%(n)d giorno", "%(n)d giorni", count),
        ngettext("%(n)d ora", "%(n)d ore", count),
        ngettext("%(n)d minuto", "%(n)d minuti", count),
        ngettext("%(n)d secondo", "%(n)d secondi", count),
    )
    return names[index] % {"n": count}


def distance(target: datetime, now: datetime) -> str:
    """From `now` to `target`: «mancano 9 giorni e 2 ore», «3 ore fa».

    Counted on the time line, not on the wall clock: when clocks change a night has its true length.
    """
    left = target.astimezone(UTC) - now.astimezone(UTC)
    if abs(left) < timedelta(minutes=1):
        return _("manca meno di un minuto") if left > timedelta(0) else _("meno di un minuto fa")
    parts = 2 if abs(left) >= timedelta(hours=1) else 1
    time = duration(left, parts)
    if left < timedelta(0):
        return _("%(time)s fa") % {"time": time}
    if _is_single(left):
        return _("manca %(time)s") % {"time": time}
    return _("mancano %(time)s") % {"time": time}


def _is_single(left: timedelta) -> bool:
    """Exactly one unit is said: «manca 1 giorno», but «mancano 1 giorno e 2 ore»."""
    seconds = int(left.total_seconds())
    if seconds >= UNITS[0]:
        return seconds < UNITS[0] + UNITS[1]
    if seconds >= UNITS[1]:
        return seconds < UNITS[1] + UNITS[2]
    return seconds < 2 * UNITS[2]
